"""An image made into a JPEG that fits: first its quality is lowered, then its size. Runs only inside the fitting child.

The source is a stored file, so it is upright, in sRGB and without metadata already (campaign.media.images).
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageFile, ImageOps

from campaign.errors import Mistake
from campaign.media.decoded import Decoded

QUALITIES = (88, 82, 76, 70, 62)
SHRINK = 0.8
"""Of each side, once the lowest quality is still too large."""
SMALLEST = 200
"""Pixels of the longer side; below that nothing can be read."""
GROUND = (255, 255, 255)
"""Behind what was transparent, and beside a strip that is too long."""

Image.MAX_IMAGE_PIXELS = None  # a stored file has passed the intake's limits


def fit_image(source: Path, out: Path, most: int, side: int, total: int, ratio: float) -> Decoded:
    """Write the JPEG to ``out``. 0: no such limit. Raises Mistake where even the smallest is too large."""
    with Image.open(source) as opened:
        subsampling = "4:2:0" if opened.format == "JPEG" else "4:4:4"  # a photo; lettering on a poster stays readable
        image = _within(_on_ground(opened), side, total, ratio)
    while True:
        for quality in QUALITIES:
            content = _jpeg(image, quality, subsampling)
            if not most or len(content) <= most:
                out.write_bytes(content)
                return Decoded("image", "image/jpeg", ".jpg", image.width, image.height)
        image = image.resize(_scaled(image.size, SHRINK), Image.Resampling.LANCZOS)
        if max(image.size) < SMALLEST:
            raise Mistake(f"không thu được ảnh về {most / 1_000_000:g} MB; hãy dùng ảnh đơn giản hơn")


def _on_ground(image: Image.Image) -> Image.Image:
    """RGB. Of an animation the first picture; transparency becomes white."""
    if image.mode in ("RGBA", "LA", "P", "PA"):
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (*GROUND, 255))
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")


def _within(image: Image.Image, side: int, total: int, ratio: float) -> Image.Image:
    width, height = image.size
    if ratio and max(width, height) > ratio * min(width, height):
        room = (max(width, -(-height // ratio)), max(height, -(-width // ratio)))
        image = ImageOps.pad(image, (int(room[0]), int(room[1])), color=GROUND)
    shrink = min(1.0, side / max(image.size) if side else 1.0, total / sum(image.size) if total else 1.0)
    if shrink == 1.0:
        return image
    return image.resize(_scaled(image.size, shrink), Image.Resampling.LANCZOS)


def _scaled(size: tuple[int, int], by: float) -> tuple[int, int]:
    return max(1, int(size[0] * by)), max(1, int(size[1] * by))


def _jpeg(image: Image.Image, quality: int, subsampling: str) -> bytes:
    out = io.BytesIO()
    ImageFile.MAXBLOCK = max(1 << 16, 3 * image.width * image.height)  # libjpeg wants a whole picture in one piece
    image.save(out, "JPEG", quality=quality, progressive=True, optimize=True, subsampling=subsampling)
    return out.getvalue()
