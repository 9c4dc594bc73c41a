"""Images: decoded by their content, turned upright, made sRGB, fitted, and written anew without any metadata.

Runs only inside the decoding child (campaign.media.child), which bounds memory and processor time. The same bytes
give the same bytes. An animated GIF stays one; of any other animation the first picture is kept.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageFile, ImageOps

from campaign.errors import Mistake
from campaign.media.decoded import Decoded
from campaign.media.kinds import IMAGES

MAX_PIXELS = 50_000_000
MAX_ANIMATION_PIXELS = 60_000_000
"""Of all frames together."""
MAX_FRAMES = 500
LONGEST_EDGE = 2560
"""Pixels. No platform shows more; Facebook keeps 2048."""
JPEG_QUALITY = 85
FEW_COLOURS = 4096
"""With no more colours than this it may be a drawing: PNG keeps its edges sharp, unless that doubles its size."""

Image.MAX_IMAGE_PIXELS = None  # we judge the size ourselves, before loading, with our own sentence


def reencode(file: BinaryIO, container: str, write: bool = True) -> tuple[Decoded, bytes]:
    """Decode the image and encode it again. ``write=False`` only decodes: the bytes are empty. Raises Mistake."""
    try:
        with _opened(file, container) as image:
            if container == "GIF" and _frames(image) > 1:
                return _animation(image, write)
            return _still(image, container, write)
    except (Mistake, MemoryError):
        raise
    except Exception as error:
        raise Mistake("ảnh hỏng hoặc bị cắt cụt, không giải mã được; hãy xuất lại ảnh") from error


def _opened(file: BinaryIO, container: str) -> Image.Image:
    Image.init()
    if container == "HEIF":
        _take_heif()
    if container not in Image.OPEN:
        raise Mistake(f"ảnh {container} không được nhận; hãy lưu thành JPEG hoặc PNG")
    image = Image.open(file, formats=[container])
    if image.width * image.height > MAX_PIXELS:
        size = f"{image.width}x{image.height}"
        raise Mistake(f"ảnh quá lớn ({size} điểm ảnh, tối đa {MAX_PIXELS // 1_000_000} triệu); hãy thu nhỏ ảnh")
    return image


def _take_heif() -> None:
    """Teach Pillow HEIC (telephones' pictures). Of several pictures in one file it opens the primary one, upright."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)


def _frames(image: Image.Image) -> int:
    count = int(getattr(image, "n_frames", 1))
    if count > 1 and (count > MAX_FRAMES or count * image.width * image.height > MAX_ANIMATION_PIXELS):
        raise Mistake(f"ảnh động quá dài ({count} khung hình); hãy cắt ngắn, thu nhỏ, hoặc dùng video MP4")
    return count


def _still(image: Image.Image, container: str, write: bool) -> tuple[Decoded, bytes]:
    if container == "JPEG":
        image.draft(None, (LONGEST_EDGE, LONGEST_EDGE))  # None keeps the mode
    image.load()
    upright = _upright(image)
    clean = _in_srgb(upright)
    clean.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    clean.info = {}
    made, content = _written(clean, container) if write else ("PNG", b"")
    return Decoded("image", f"image/{made.lower()}", IMAGES[made], clean.width, clean.height), content


def _written(image: Image.Image, container: str) -> tuple[str, bytes]:
    """PNG for what has transparency and for drawings, JPEG for photos."""
    if image.mode in ("RGBA", "LA"):
        return "PNG", _png(image)
    if container == "JPEG":
        return "JPEG", _jpeg(image, "4:2:0")
    photo = _jpeg(image, "4:4:4")  # lettering on a poster stays readable
    if image.getcolors(FEW_COLOURS) is None:
        return "JPEG", photo
    drawing = _png(image)
    return ("PNG", drawing) if len(drawing) <= 2 * len(photo) else ("JPEG", photo)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _jpeg(image: Image.Image, subsampling: str) -> bytes:
    out = io.BytesIO()
    ImageFile.MAXBLOCK = max(1 << 16, 3 * image.width * image.height)  # libjpeg wants a whole picture in one piece
    image.save(out, "JPEG", quality=JPEG_QUALITY, progressive=True, optimize=True, subsampling=subsampling)
    return out.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        return image  # broken EXIF says nothing about orientation; the picture itself has been decoded


def _in_srgb(image: Image.Image) -> Image.Image:
    """RGB, RGBA, L or LA with colours as seen: an ICC profile is applied before it is thrown away."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")  # 16 bits, the upper eight
    keyed = image.mode in ("P", "L", "RGB") and "transparency" in image.info
    if keyed or image.mode in ("PA", "La", "RGBa"):
        image = image.convert("RGBA")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGB")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        image = _by_profile(image, profile)
    if image.mode == "CMYK":
        image = image.convert("RGB")
    if image.mode in ("RGBA", "LA") and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB" if image.mode == "RGBA" else "L")
    return image


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        target = "RGB" if image.mode == "CMYK" else image.mode
        done = ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=target)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a profile of another colour model, or a broken one
    return done or image


def _animation(image: Image.Image, write: bool) -> tuple[Decoded, bytes]:
    frames: list[Image.Image] = []
    durations: list[int] = []
    for number in range(_frames(image)):
        image.seek(number)
        frame = image.convert("RGBA")
        durations.append(int(frame.info.get("duration", 100)))
        frame.info = {}
        frames.append(frame)
    options: dict[str, Any] = {"save_all": True, "disposal": 2, "optimize": False, "duration": durations}
    if "loop" in image.info:
        options["loop"] = 0
    out = io.BytesIO()
    if write:
        frames[0].save(out, "GIF", append_images=frames[1:], **options)
    length = sum(durations) / 1000
    return Decoded("image", "image/gif", ".gif", image.width, image.height, length, "gif"), out.getvalue()
