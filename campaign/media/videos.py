"""Video and sound: probed with PyAV for what platforms ask about, the first picture or sound really decoded.

Runs only inside the decoding child. The decoder is named by us after the file's first bytes and reads an open file,
so a playlist in disguise cannot make FFmpeg fetch other files (its protocols are never reached).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, BinaryIO

import av
import av.error

from campaign.errors import Mistake
from campaign.media.decoded import Decoded

MAX_SIDE = 8192
"""Pixels of a video's width or height."""

UNEVEN, FEW = 0.2, 0.01
"""Frames are unevenly far apart where more than this part of the steps differ so much from the usual one: more than
the rounding of a step to milliseconds, and more than one slip of the clock."""

USUAL_PIXELS = ("yuv420p", "yuvj420p")
"""4:2:0 of 8 bits: what every telephone plays."""

DEMUXERS = {"mp4": "mp4", "mov": "mov", "webm": "matroska", "ogg": "ogg", "wav": "wav", "mp3": "mp3"}
_VIDEO = {"mp4": ("video/mp4", ".mp4"), "mov": ("video/quicktime", ".mov"), "webm": ("video/webm", ".webm")}
_AUDIO = {
    "mp4": ("audio/mp4", ".m4a"),
    "mov": ("audio/mp4", ".m4a"),
    "webm": ("audio/webm", ".weba"),
    "ogg": ("audio/ogg", ".ogg"),
    "wav": ("audio/wav", ".wav"),
    "mp3": ("audio/mpeg", ".mp3"),
}

av.logging.set_level(None)


def probe(file: BinaryIO, container: str) -> Decoded:
    """What the file is, how long and how large it shows. Raises Mistake for one that does not play."""
    try:
        with av.open(file, format=DEMUXERS[container], metadata_errors="ignore") as opened:
            pictures = [stream for stream in opened.streams.video if not is_cover(stream)]
            if pictures and container in _VIDEO:
                return _video(opened, pictures[0], container)
            if opened.streams.audio and not pictures:
                return _audio(opened, opened.streams.audio[0], container)
    except (av.error.FFmpegError, StopIteration, ValueError, EOFError) as error:
        raise Mistake("video hoặc âm thanh hỏng, không giải mã được; hãy xuất lại (MP4 hoặc MP3)") from error
    raise Mistake("tệp không có hình hay tiếng dùng được; hãy xuất lại (MP4 hoặc MP3)")


def _video(opened: Any, stream: Any, container: str) -> Decoded:
    context = stream.codec_context
    if max(context.width, context.height) > MAX_SIDE:
        raise Mistake(f"khung hình quá lớn ({context.width}x{context.height}); mỗi cạnh tối đa {MAX_SIDE} điểm ảnh")
    context.thread_count = 1
    frame = next(opened.decode(stream))
    sideways = getattr(frame, "rotation", 0) % 180 == 90
    wide = round(frame.width * float(stream.sample_aspect_ratio or 1))
    width, height = (frame.height, wide) if sideways else (wide, frame.height)
    mime, ending = _VIDEO[container]
    codecs, (rate, varies) = _codecs(opened, stream), frame_rate(stream)
    return Decoded("video", mime, ending, width, height, _duration_s(opened, stream), codecs, rate, varies)


def _audio(opened: Any, stream: Any, container: str) -> Decoded:
    stream.codec_context.thread_count = 1
    next(opened.decode(stream))
    mime, ending = _AUDIO[container]
    return Decoded("audio", mime, ending, duration_s=_duration_s(opened, stream), codec=codec_of(stream))


def _codecs(opened: Any, stream: Any) -> str:
    """ "h264+aac": what the picture and the first sound are coded in."""
    return "+".join([codec_of(stream), *(codec_of(sound) for sound in opened.streams.audio[:1])])


def codec_of(stream: Any) -> str:
    """By FFmpeg's name of the format, whichever decoder reads it; an unusual pixel format is told."""
    context = stream.codec_context
    layout = context.pix_fmt if stream.type == "video" else None
    name = str(context.codec.canonical_name)
    return name if layout in (None, *USUAL_PIXELS) else f"{name}/{layout}"


def frame_rate(stream: Any) -> tuple[float | None, bool | None]:
    """(frames a second on the average, are they unevenly far apart), from the times in the file's index; nothing is
    decoded for it. An index that does not name every frame (WEBM) tells neither."""
    times = sorted(entry.timestamp for entry in stream.index_entries or ())
    steps = sorted(later - earlier for earlier, later in pairwise(times))
    if not steps or len(times) < stream.frames or times[-1] == times[0]:
        return None, None
    usual = steps[len(steps) // 2]
    odd = sum(abs(step - usual) > UNEVEN * usual for step in steps)
    rate = len(steps) / float((times[-1] - times[0]) * stream.time_base)
    return round(rate, 3), odd > max(len(steps) * FEW, 2)


def is_cover(stream: Any) -> bool:
    """An attached picture (album art) is not a video."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _duration_s(opened: Any, stream: Any) -> float | None:
    if opened.duration:
        return round(float(opened.duration) / 1_000_000, 3)
    if stream.duration and stream.time_base:
        return round(float(stream.duration * stream.time_base), 3)
    return None
