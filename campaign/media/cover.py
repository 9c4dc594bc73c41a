"""The campaign's cover card: a picture drawn from a title, for an item that has none.

The same title gives the same bytes, so its address (``cover_name``) can be kept for ever. The font is Inter Bold, which
has every Vietnamese letter; text is NFC, so that one letter is one glyph. Sizes in pixels.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Pillow is slow to load, and most who ask for a card's name never draw it
    from PIL import ImageFont

WIDE = (1200, 630)
"""As OpenGraph asks: https://ogp.me/"""
SQUARE = (1200, 1200)
PODCAST = (1400, 1400)
"""Podcast directories take squares of 1400 to 3000: https://podcasters.apple.com/support/896-artwork-requirements"""
GROUND, BAND, INK, SOFT = "#0b3d5c", "#f2a900", "#ffffff", "#cfe3ef"
MARGIN = 84
LINE = 1.24
"""A line's height, in heights of the letters: room for a hook and a tilde over a circumflex."""
SIZES = tuple(range(92, 31, -4))
PODCAST_SIZES = tuple(range(172, 43, -8))
"""A podcast's card is seen small, beside others."""
LABEL = "An toàn thông tin"
QUALITY = 88
NAME = re.compile(r"cover-[0-9a-f]{12}\.jpg")
TRIAL, TRIAL_TITLE = "trial.jpg", "Bài thử"
"""The card of trial posts (campaign.desk.trials), always at ``/public/``, and what it says."""


def cover_name(title: str) -> str:
    """The name of the wide card of this title: ``cover-<hash of it>.jpg``."""
    return f"cover-{hashlib.sha256(_clean(title).encode()).hexdigest()[:12]}.jpg"


def draw_cover(title: str, size: tuple[int, int] = WIDE, label: str = LABEL) -> bytes:
    """A JPEG of that size: the title as large as it fits, at most until it is cut, and a label below."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 28, size[1]), fill=BAND)
    foot = _font(36)
    draw.text((MARGIN, size[1] - MARGIN), _clean(label), font=foot, fill=SOFT, anchor="ls")
    draw.rectangle((MARGIN, size[1] - MARGIN - 72, MARGIN + 120, size[1] - MARGIN - 64), fill=BAND)
    sizes = PODCAST_SIZES if size == PODCAST else SIZES
    lines, font = _fitted(_clean(title), size[0] - 2 * MARGIN, size[1] - 2 * MARGIN - 110, sizes)
    step = int(font.size * LINE)
    top = MARGIN + (size[1] - 2 * MARGIN - 110 - step * len(lines)) // 2
    for number, line in enumerate(lines):
        draw.text((MARGIN, top + number * step), line, font=font, fill=INK)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, subsampling=0)
    return out.getvalue()


def _fitted(
    text: str, width: int, height: int, sizes: tuple[int, ...] = SIZES
) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The largest letters with which the whole text fits, else the smallest and the text cut."""
    for size in sizes:
        font = _font(size)
        lines = _wrapped(text, font, width)
        if len(lines) * int(size * LINE) <= height:
            return lines, font
    room = max(height // int(sizes[-1] * LINE), 1)
    return [*lines[: room - 1], lines[room - 1].rstrip(" ,.;:") + "…"], font


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, font, width):
            longer = f"{lines[-1]} {piece}".strip()
            if font.getlength(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """A word; one that is wider than the card (an address) in several."""
    if font.getlength(word) <= width:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and font.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text)[:500].split())


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    source = files("campaign.media") / "fonts" / "inter" / "Inter_700Bold.ttf"
    return ImageFont.truetype(io.BytesIO(source.read_bytes()), size, layout_engine=ImageFont.Layout.BASIC)
