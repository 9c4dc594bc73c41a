"""The picture of an item as a sheet of paper carries it."""

from __future__ import annotations

import io
import re

from campaign.packs.shape import ChosenItem, File

LARGEST = 400_000
"""Bytes that go into a sheet as they are."""
SIDE = 1800
"""Pixels of the longer side, beyond that: 186 mm at 245 dots an inch."""
_ABOUT_CODES = re.compile(r"\bQR\b", re.IGNORECASE)
AS_THEY_ARE = ("image/jpeg", "image/png")


def picture_of(item: ChosenItem) -> File | None:
    """Its first image."""
    return next((file for file in item.media if file.kind == "image"), None)


def picture_beside_code(item: ChosenItem) -> File | None:
    """The same, unless the item is about QR codes: a telephone, and an eye, would take a drawn one for the sheet's."""
    named = " ".join((item.title, *item.tags))
    return None if _ABOUT_CODES.search(named) else picture_of(item)


def picture_bytes(file: File) -> bytes:
    """JPEG or PNG; a large one made smaller, the same each time."""
    if file.mime in AS_THEY_ARE and file.size <= LARGEST:
        return file.path.read_bytes()
    from PIL import Image

    with Image.open(file.path) as opened:
        opened.thumbnail((SIDE, SIDE))
        out = io.BytesIO()
        opened.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()
