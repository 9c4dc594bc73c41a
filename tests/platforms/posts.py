"""The posts that every platform is tried with: each kind it has, and what it refuses. By platform, each by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from campaign.platforms.seam import MediaFile, Post
from tests.platforms.rigs import Rig

Making = Callable[[Rig], Post]
MP4 = b"\0\0\0\x18ftypisom" + bytes(3000)
WIDE, UPRIGHT = {"width": 1920, "height": 1080}, {"width": 1080, "height": 1920}


def clip(rig: Rig, width: int, height: int) -> MediaFile:
    """A file that is taken for a video of 20 seconds."""
    known = {"width": width, "height": height, "duration_s": 20.0, "url": "https://example.vn/clip.mp4"}
    return rig.file(MP4, "video", "video/mp4", "clip.mp4").model_copy(update=known)


def pictures(rig: Rig, count: int) -> tuple[MediaFile, ...]:
    return tuple(rig.picture(40 + n, 30, url=f"https://example.vn/{n}.jpg", alt=f"Ảnh {n}") for n in range(count))


def webp(rig: Rig) -> MediaFile:
    return rig.file(b"RIFF\0\0\0\0WEBPVP8 ", "image", "image/webp", "anh.webp", url="https://example.vn/anh.webp")


def heavy(rig: Rig, size: int) -> MediaFile:
    """A picture whose file is of that size: a JPEG may have anything behind its end."""
    content = rig.files[rig.picture().sha256].ljust(size, b"\0")
    return rig.file(content, "image", "image/jpeg", "nang.jpg", url="https://example.vn/nang.jpg")


def with_text(text: str, count: int = 0) -> Making:
    """What is sent is ``text``, whatever the layout would have made of it."""
    said = {"text": text, "plain": text}
    return lambda rig: rig.post(slug="otp", media=pictures(rig, count)).model_copy(update=said)


KINDS: Mapping[str, Mapping[str, Making]] = {
    "telegram": {
        "text": lambda rig: rig.post(),
        "photo": lambda rig: rig.post(media=pictures(rig, 1)),
        "video": lambda rig: rig.post(media=(clip(rig, **WIDE),)),
        "album": lambda rig: rig.post(media=(*pictures(rig, 2), clip(rig, **WIDE))),
        "document": lambda rig: rig.post(media=(rig.file(b"%PDF-1.7", "file", "application/pdf", "don.pdf"),)),
    },
    "facebook": {
        "text": lambda rig: rig.post(slug="otp"),
        "link": lambda rig: rig.post(target="https://haugiang.example.vn/bai"),
        "photo": lambda rig: rig.post(media=pictures(rig, 1)),
        "photos": lambda rig: rig.post(media=pictures(rig, 10)),
        "video": lambda rig: rig.post(media=(clip(rig, **WIDE),)),
        "reel": lambda rig: rig.post(media=(clip(rig, **UPRIGHT),)),
    },
    "zalo": {
        "article": lambda rig: rig.post(),
        "article-with-video": lambda rig: rig.post(media=(*pictures(rig, 2), clip(rig, **WIDE))),
        "video": lambda rig: rig.post(kind="clip", media=(*pictures(rig, 1), clip(rig, **WIDE))),
    },
}
"""What ``check`` has nothing against and the platform takes."""

REFUSED: Mapping[str, Mapping[str, Making]] = {
    "telegram": {
        "nothing said": with_text(""),
        "text of 4097": with_text("ă" * 4097),
        "caption of 1025": with_text("ă" * 1025, count=1),
        "broken markup": with_text("<b>đậm"),
        "11 pictures": lambda rig: rig.post(media=pictures(rig, 11)),
        "a strip": lambda rig: rig.post(media=(rig.picture(2100, 100),)),
    },
    "facebook": {
        "nothing said": with_text(""),
        "text of 63207": with_text("ă" * 63_207),
        "a WebP": lambda rig: rig.post(media=(webp(rig),)),
        "a photo over 10 MB": lambda rig: rig.post(media=(heavy(rig, 10_000_001),)),
    },
    "zalo": {
        "nothing said": with_text("", count=1),
        "title of 151": lambda rig: rig.post(title="ă" * 151),
        "summary of 301": lambda rig: rig.post(summary="ă" * 301),
        "author of 51": lambda rig: rig.post(author="ă" * 51),
        "no title": lambda rig: rig.post(title=" "),
        "a cover that nobody can fetch": lambda rig: rig.post(media=(rig.picture(url=""),)),
    },
}
"""What ``check`` finds a problem in and the platform refuses."""
