"""What of a post's files has to be made anew for a platform, and by which recipe. Pure: nothing is decoded here.

A recipe is named by the limits that it serves, so channels with the same need share one fitted file. An image becomes
JPEG, a video MP4 (H.264, AAC), sound M4A, or a video of a still picture where sound has no place. Nothing is cut off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from campaign.media.sizes import CARD, around, shrunk
from campaign.models import MediaRow
from campaign.platforms.seam import Limits, Rates

VIDEO_SIDE = 1280
"""Pixels of a fitted video's longer side: what telephones show, at a quarter of the bytes of 4K."""

_BECOMES = {
    "jpeg": ("image", "image/jpeg", ".jpg"),
    "mp4": ("video", "video/mp4", ".mp4"),
    "m4a": ("audio", "audio/mp4", ".m4a"),
    "still": ("video", "video/mp4", ".mp4"),
}

Ready = Mapping[tuple[str, str], MediaRow]
"""(sha256 of a stored file, name of a recipe) -> the fitted file."""


@dataclass(frozen=True)
class Recipe:
    """How one file is made to fit. Sizes in bytes and pixels; 0: no limit."""

    kind: Literal["jpeg", "mp4", "m4a", "still"]
    most: int = 0
    """Bytes of the result."""
    side: int = 0
    total: int = 0
    """Width and height together."""
    ratio: float = 0
    codecs: tuple[str, ...] = ()
    """What a video may keep as it is; empty: anything."""
    rates: tuple[float, float] | None = None
    """Between which rates its frames must come, evenly; None: anyhow."""
    picture: str = ""
    """For ``still``: sha256 of a stored image, or "title:<text>" for a cover card."""

    @property
    def name(self) -> str:
        """For example ``jpeg-4000000-0-10000-20`` or ``still-50000000-1280-0-0-h264+aac-1f0c22d4a6b1``."""
        numbers = f"{self.kind}-{self.most}-{self.side}-{self.total}-{self.ratio:g}"
        codecs = [f"-{'+'.join(self.codecs)}"] if self.codecs else []
        rates = [f"-{self.rates[0]:g}..{self.rates[1]:g}"] if self.rates else []
        picture = [f"-{hashlib.sha256(self.picture.encode()).hexdigest()[:12]}"] if self.picture else []
        return "".join([numbers, *codecs, *rates, *picture])


@dataclass(frozen=True)
class Need:
    """One stored file, and the recipe by which it has to be made."""

    row: MediaRow
    recipe: Recipe
    picture: MediaRow | None = None
    """What is shown while sound plays, where the post has an image."""

    @property
    def key(self) -> tuple[str, str]:
        return self.row.sha256, self.recipe.name


def needs_of(rows: Sequence[MediaRow], limits: Limits, title: str) -> list[Need | None]:
    """For each file of a post, in order: what has to be made of it; None: it goes as it is (or not at all).

    Sound that has no place takes the post's first image, else the cover card of ``title``.
    """
    image = next((row for row in rows if row.kind == "image"), None)
    picture = image.sha256 if image else f"title:{title}"
    return [Need(row, recipe, image) if (recipe := recipe_for(row, limits, picture)) else None for row in rows]


def recipe_for(row: MediaRow, limits: Limits, picture: str) -> Recipe | None:
    """None where the platform takes the file as it is, or nothing that could be made of it."""
    if row.kind == "image" and "image" in limits.kinds and not _image_fits(row, limits):
        side, total, ratio = limits.image_side or 0, limits.image_sum or 0, limits.image_ratio or 0
        return Recipe("jpeg", limits.image_bytes or 0, side, total, ratio)
    if row.kind == "video" and "video" in limits.kinds and not _video_fits(row, limits):
        rates = _rates(row, limits)
        between = (rates.least, rates.most) if rates else None
        return Recipe("mp4", limits.video_bytes or 0, VIDEO_SIDE, codecs=_codecs(limits), rates=between)
    if row.kind == "audio" and "audio" in limits.kinds:
        return None if _sound_fits(row, limits) else Recipe("m4a", limits.audio_bytes or 0)
    if row.kind == "audio" and "video" in limits.kinds:
        return Recipe("still", limits.video_bytes or 0, VIDEO_SIDE, codecs=_codecs(limits), picture=picture)
    return None


def foreseen(need: Need) -> MediaRow:
    """The file as it will be at most: what a check of the post may already judge. Its bytes do not exist yet."""
    row, recipe = need.row, need.recipe
    width, height = _foreseen_size(need)
    kind, mime, ending = _BECOMES[recipe.kind]
    size = min(row.size, recipe.most) if recipe.most and recipe.kind != "still" else recipe.most or row.size
    seen = kind != "audio"
    return MediaRow(
        sha256=row.sha256, source_sha256=row.source_sha256, kind=kind, mime=mime,
        name=PurePath(row.name).stem + ending, size=size, width=width if seen else None,
        height=height if seen else None, duration_s=row.duration_s if kind != "image" else None,
        created_at=row.created_at,
    )  # fmt: skip


def _foreseen_size(need: Need) -> tuple[int, int]:
    """As it will come out: what a platform makes of a video (a reel, say) hangs on it."""
    row, recipe = need.row, need.recipe
    if recipe.kind == "still":
        image = need.picture
        return around(image.width or 1, image.height or 1, recipe.side) if image else shrunk(*CARD, recipe.side)
    width, height = row.width or CARD[0], row.height or CARD[1]
    return shrunk(width, height, recipe.side) if recipe.kind == "mp4" else _within(width, height, recipe)


def _image_fits(row: MediaRow, limits: Limits) -> bool:
    width, height = row.width or 1, row.height or 1
    return (
        (not limits.image_formats or row.mime in limits.image_formats)
        and (not limits.image_bytes or row.size <= limits.image_bytes)
        and (not limits.image_side or max(width, height) <= limits.image_side)
        and (not limits.image_sum or width + height <= limits.image_sum)
        and (not limits.image_ratio or max(width, height) <= limits.image_ratio * min(width, height))
    )


def _video_fits(row: MediaRow, limits: Limits) -> bool:
    return (
        (not limits.video_formats or row.mime in limits.video_formats)
        and (not limits.video_bytes or row.size <= limits.video_bytes)
        and (not limits.video_codecs or (row.codec != "" and set(row.codec.split("+")) <= limits.video_codecs))
        and ((rates := _rates(row, limits)) is None or rates.hold(row.frame_rate, row.rate_varies) is True)
    )


def _rates(row: MediaRow, limits: Limits) -> Rates | None:
    """Between which rates the frames of this very video must come."""
    rates = limits.video_rates
    return rates if rates is not None and rates.of(row.width, row.height, row.duration_s) else None


def _sound_fits(row: MediaRow, limits: Limits) -> bool:
    return (not limits.audio_formats or row.mime in limits.audio_formats) and (
        not limits.audio_bytes or row.size <= limits.audio_bytes
    )


def _codecs(limits: Limits) -> tuple[str, ...]:
    return tuple(sorted(limits.video_codecs))


def _within(width: int, height: int, recipe: Recipe) -> tuple[int, int]:
    """Within the recipe's pixels, the ratio kept; a strip is padded to the ratio that is allowed."""
    if recipe.ratio:
        width, height = max(width, round(height / recipe.ratio)), max(height, round(width / recipe.ratio))
    shrink = min(1.0, recipe.side / max(width, height) if recipe.side else 1.0)
    shrink = min(shrink, recipe.total / (width + height) if recipe.total else 1.0)
    return max(1, int(width * shrink)), max(1, int(height * shrink))
