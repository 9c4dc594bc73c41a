"""A video made into an MP4 that a platform takes: kept, put into another container, or transcoded. In the child only.

One pass of constant quality under a ceiling that keeps the whole within its size; a second one with a lower ceiling
where the first came out too large. Nothing is cut off: what cannot fit at a watchable quality is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import av.error

from campaign.errors import Mistake
from campaign.media.decoded import Decoded
from campaign.media.fitting_encoding import THREADS, Pictures, Sound, Told, new_mp4, shaped
from campaign.media.sizes import shrunk
from campaign.media.videos import DEMUXERS, is_cover, probe

QUALITY = "23"
"""x264's constant rate factor."""
RATES = (Fraction(24), Fraction(30))
"""Frames a second. Reels want 24 to 60: https://developers.facebook.com/documentation/video-api/guides/reels-publishing"""
SOUND_BITS = 128_000
MOST_BITS = 4_000_000
"""Of the picture, in a second."""
LADDER = ((1280, 700_000), (960, 400_000), (640, 200_000), (480, 100_000))
"""(longer side in pixels, the fewest bits a second at which it is watchable)"""
SPARE = 0.94
"""Of the allowed size; the rest is for the container and for what quality control overshoots."""
TRIES = 3


@dataclass(frozen=True)
class Look:
    """What the source is."""

    container: str
    decoded: Decoded
    rotation: int
    """Degrees counterclockwise that a player turns it."""
    rate: Fraction


@dataclass(frozen=True)
class Fit:
    """What is asked of a video: bytes and pixels of the longer side at most (0: any), codecs that it may keep (empty:
    any), and between which rates its frames must come, evenly (None: anyhow)."""

    most: int
    side: int
    codecs: frozenset[str]
    rates: tuple[float, float] | None


def fit_video(source: Path, container: str, out: Path, asked: Fit, told: Told) -> Decoded:
    """Write the MP4 to ``out``, or nothing where the source is right as it is. Raises Mistake."""
    try:
        look = _look(source, container)
        small = not asked.most or source.stat().st_size <= asked.most
        right = small and _may_keep(look.decoded, asked)
        if right and container == "mp4":
            return look.decoded
        if right and container == "mov" and look.rotation == 0:
            _put_into_mp4(source, look, out)
        else:
            _transcode_until_it_fits(source, look, out, asked.most, asked.side, told)
        with out.open("rb") as file:
            return probe(file, "mp4")
    except (av.error.FFmpegError, StopIteration, ValueError, EOFError) as error:
        raise Mistake("không chuyển được video; tệp hỏng giữa chừng, hãy xuất lại") from error


def _may_keep(decoded: Decoded, asked: Fit) -> bool:
    """Its coding and its rate. One whose rate cannot be told (a fragmented MP4) is coded anew where it matters."""
    if asked.codecs and not set(decoded.codec.split("+")) <= asked.codecs:
        return False
    if asked.rates is None:
        return True
    least, most = asked.rates
    return decoded.rate_varies is False and decoded.frame_rate is not None and least <= decoded.frame_rate <= most


def _look(source: Path, container: str) -> Look:
    with source.open("rb") as file:
        decoded = probe(file, container)
    with source.open("rb") as file, av.open(file, format=DEMUXERS[container], metadata_errors="ignore") as opened:
        stream = _picture_of(opened)
        frame = next(cast(Any, opened).decode(stream))
        rate = Fraction(stream.average_rate or 25)
    return Look(container, decoded, int(frame.rotation), min(max(rate, RATES[0]), RATES[1]))


def _picture_of(opened: Any) -> Any:
    return next(stream for stream in opened.streams.video if not is_cover(stream))


def _put_into_mp4(source: Path, look: Look, out: Path) -> None:
    """The same coded pictures and sound in another container."""
    with (
        source.open("rb") as file,
        av.open(file, format=DEMUXERS[look.container], metadata_errors="ignore") as opened,
        new_mp4(out) as made,
    ):
        taken = [_picture_of(opened), *opened.streams.audio[:1]]
        given = {stream.index: made.add_stream_from_template(stream) for stream in taken}
        for packet in cast(Any, opened).demux(taken):
            if packet.dts is not None:
                packet.stream = given[packet.stream.index]
                made.mux(packet)


def _transcode_until_it_fits(source: Path, look: Look, out: Path, most: int, side: int, told: Told) -> None:
    bits = _affordable(look, most)
    for _ in range(TRIES):
        longest = _longest_side(bits, side)
        _transcode(source, look, out, bits, longest, told)
        if not most or (size := out.stat().st_size) <= most:
            return
        bits = int(bits * most / size * SPARE)
    raise _too_long(most)


def _affordable(look: Look, most: int) -> int:
    """Bits a second for the picture."""
    if not most:
        return MOST_BITS
    seconds = max(look.decoded.duration_s or 0, 1)
    return min(MOST_BITS, int(most * 8 * SPARE / seconds) - (SOUND_BITS if "+" in look.decoded.codec else 0))


def _longest_side(bits: int, side: int) -> int:
    for longest, fewest in LADDER:
        if bits >= fewest:
            return min(longest, side or longest)
    raise _too_long(0)


def _too_long(most: int) -> Mistake:
    within = f" trong {most / 1_000_000:g} MB" if most else ""
    return Mistake(f"video quá dài để xem được{within}; hãy cắt ngắn, hoặc đăng đường dẫn đến video")


def _transcode(source: Path, look: Look, out: Path, bits: int, side: int, told: Told) -> None:
    with (
        source.open("rb") as file,
        av.open(file, format=DEMUXERS[look.container], metadata_errors="ignore") as opened,
        new_mp4(out) as made,
    ):
        stream = _picture_of(opened)
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = THREADS
        heard = opened.streams.audio[:1]
        size = shrunk(look.decoded.width or 2, look.decoded.height or 2, side)
        options = {"preset": "veryfast", "crf": QUALITY, "maxrate": str(bits), "bufsize": str(bits)}
        options["g"] = str(round(look.rate * 4))
        pictures = Pictures(made, size, look.rate, options)
        sound = Sound(made, SOUND_BITS, "stereo") if heard else None
        for frame in shaped(_frames(opened, stream, heard, sound, look, told), _filters(look, size)):
            pictures.add(frame)
        pictures.end()
        if sound:
            sound.end()


def _frames(opened: Any, stream: Any, heard: Any, sound: Sound | None, look: Look, told: Told) -> Iterator[Any]:
    """The pictures in order; the sound between them goes its own way."""
    whole = look.decoded.duration_s or 0
    for packet in opened.demux(stream, *heard):
        for frame in packet.decode():
            if packet.stream is stream:
                if whole and frame.time is not None:
                    told(min(frame.time / whole, 1.0))
                yield frame
            elif sound:
                sound.add(frame)


def _filters(look: Look, size: tuple[int, int]) -> list[tuple[str, str]]:
    turned = {90: "cclock", -90: "clock", 270: "clock", -270: "cclock"}.get(look.rotation)
    upside_down = [("hflip", ""), ("vflip", "")] if abs(look.rotation) == 180 else []
    return [
        *([("transpose", turned)] if turned else upside_down),
        ("fps", f"{look.rate}"),
        ("scale", f"{size[0]}:{size[1]}:flags=bicubic:out_color_matrix=bt709:out_range=tv"),
        ("setsar", "1"),
        ("format", "yuv420p"),
    ]
