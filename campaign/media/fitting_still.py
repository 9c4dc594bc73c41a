"""Sound made into M4A, or with one picture into a video for platforms that take no sound. In the fitting child only."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import av.error
from PIL import Image, ImageOps

from campaign.errors import Mistake
from campaign.media.cover import draw_cover
from campaign.media.decoded import Decoded
from campaign.media.fitting_encoding import Pictures, Sound, Told, new_mp4
from campaign.media.sizes import CARD, around
from campaign.media.videos import DEMUXERS, probe

RATE = Fraction(24)
"""Frames a second, all the same: fewer are refused as a reel."""
Plan = tuple[int, str, int]
PLANS: tuple[Plan, ...] = ((128_000, "stereo", 10), (64_000, "mono", 30), (40_000, "mono", 60))
"""(bits of sound in a second, layout, seconds between two whole pictures), the best first."""
WHOLE_PICTURE = 150_000
"""Bytes, at most, of one whole picture."""
GROUND = (11, 61, 92)
SPARE = 0.95


def fit_still(
    source: Path, container: str, out: Path, picture: Path | str, most: int, side: int, told: Told
) -> Decoded:
    """Write the MP4 to ``out``. ``picture``: an image file, or the title of a cover card. Raises Mistake."""
    return _fit(source, container, out, _picture(picture, side), most, told)


def fit_sound(source: Path, container: str, out: Path, most: int, told: Told) -> Decoded:
    """Write the M4A to ``out``. Raises Mistake."""
    return _fit(source, container, out, None, most, told)


def _fit(source: Path, container: str, out: Path, image: Image.Image | None, most: int, told: Told) -> Decoded:
    try:
        with source.open("rb") as file:
            seconds = probe(file, container).duration_s or 0
        for plan in PLANS:
            if plan is not PLANS[-1] and not _may_fit(plan, seconds, most, with_image=image is not None):
                continue
            _write(source, container, out, image, plan, seconds, told)
            if not most or out.stat().st_size <= most:
                with out.open("rb") as file:
                    return probe(file, "mp4")
    except (av.error.FFmpegError, StopIteration, ValueError, EOFError) as error:
        raise Mistake("không chuyển được âm thanh; tệp hỏng giữa chừng, hãy xuất lại") from error
    raise Mistake(f"âm thanh quá dài cho {most / 1_000_000:g} MB; hãy cắt ngắn")


def _may_fit(plan: Plan, seconds: float, most: int, with_image: bool) -> bool:
    bits, _, whole_every_s = plan
    pictures = WHOLE_PICTURE / whole_every_s if with_image else 0
    return not most or seconds * (bits / 8 + pictures) <= most * SPARE


def _picture(picture: Path | str, side: int) -> Image.Image:
    if isinstance(picture, str):
        return Image.open(io.BytesIO(draw_cover(picture, CARD))).convert("RGB")
    with Image.open(picture) as opened:
        layer = opened.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, (255, 255, 255, 255)), layer).convert("RGB")
    return ImageOps.pad(image, around(*image.size, side), color=GROUND)


def _write(
    source: Path, container: str, out: Path, image: Image.Image | None, plan: Plan, seconds: float, told: Told
) -> None:
    bits, layout, whole_every_s = plan
    with (
        source.open("rb") as file,
        av.open(file, format=DEMUXERS[container], metadata_errors="ignore") as opened,
        new_mp4(out) as made,
    ):
        shown = Still(made, image, whole_every_s) if image else None
        sound = Sound(made, bits, layout)
        for frame in cast(Any, opened).decode(opened.streams.audio[0]):
            sound.add(frame)
            if shown:
                shown.until(frame.time or 0)
            if seconds:
                told(min((frame.time or 0) / seconds, 1.0))
        if shown:
            shown.end()
        sound.end()


class Still:
    """One picture, shown all the time."""

    def __init__(self, made: Any, image: Image.Image, whole_every_s: int) -> None:
        options = {"preset": "veryfast", "tune": "stillimage", "crf": "26", "g": str(RATE * whole_every_s)}
        self._pictures = Pictures(made, image.size, RATE, options)
        frame = cast(Any, av.VideoFrame).from_image(image)
        self._frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
        self._number = 0

    def until(self, seconds: float) -> None:
        while self._number <= seconds * RATE:
            self._frame.pts, self._frame.time_base = self._number, 1 / RATE
            self._pictures.add(self._frame)
            self._number += 1

    def end(self) -> None:
        self._pictures.end()
