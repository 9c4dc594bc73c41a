"""One upload: what is known of it, and what is too large to be begun."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from campaign.errors import Mistake
from campaign.media.intake import safe_name

MOST_BYTES = {"image": 60 << 20, "moving": 1 << 30, "file": 50 << 20}
"""By family of campaign.media.kinds; what a file is, its first bytes tell."""
_FAMILIES = {"image": "ảnh", "moving": "video và âm thanh", "file": "tài liệu"}


@dataclass(frozen=True)
class Upload:
    """``name``: as the person's machine calls the file. ``stored``: SHA-256 in the media store once it is taken in."""

    id: str
    owner: str
    name: str
    size: int
    sha256: str
    """Of the whole file as its sender counted it; "" where that was not said."""
    begun_at: datetime
    offset: int = 0
    """Bytes that are here."""
    stored: str = ""


def shown_name(name: str) -> str:
    """The last part of a path, on one line, at most 200 characters."""
    return " ".join(name.replace("\\", "/").rpartition("/")[2].split())[:200] or "tệp"


def plain_name(name: str) -> str:
    """``Ảnh chụp (1).JPG`` -> ``anh-chup-1.jpg``: no part of it can lead anywhere."""
    stem, dot, ending = name.rpartition(".")
    plain = safe_name(stem if dot else name, "", "").rstrip("-")
    bare = re.sub(r"[^a-z0-9]", "", ending.lower())[:8] if dot else ""
    return f"{plain}.{bare}" if bare else plain


def require_size(name: str, family: str, size: int) -> None:
    """Raises Mistake for a file that is larger than its family may be."""
    if size > MOST_BYTES[family]:
        raise Mistake(
            f"“{name}” nặng {size >> 20} MB; {_FAMILIES[family]} nhiều nhất {MOST_BYTES[family] >> 20} MB. "
            "Hãy thu nhỏ, nén hoặc cắt ngắn rồi tải lại."
        )
