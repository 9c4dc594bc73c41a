"""Which column says what: the keys of the front matter with ``body``, ``channel`` and ``at``, by their own names; the
names that people here give them are only guessed, for the page to propose."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from campaign.workspace.item_fields import READERS
from campaign.workspace.mistakes import quoted, unknown_key

KEYS = (*READERS, "body", "channel", "at")
VARIANT = "variants."
"""``variants.facebook``: the whole text for that channel."""
SAID = {
    "title": ("tiêu đề", "tên bài", "tít", "tựa đề", "tên"),
    "kind": ("loại", "thể loại", "loại bài"),
    "slug": ("mã", "tên tệp", "định danh"),
    "summary": ("tóm tắt", "sapo", "mô tả", "trích yếu"),
    "body": ("nội dung", "bài viết", "văn bản", "thân bài", "content", "text"),
    "link": ("liên kết", "đường dẫn", "url", "địa chỉ", "nguồn link"),
    "tags": ("thẻ", "từ khóa", "tag", "chủ đề", "nhãn"),
    "audience": ("đối tượng", "độc giả"),
    "task": ("nhiệm vụ", "mục", "nội dung nhiệm vụ"),
    "unit": ("đơn vị", "cơ quan"),
    "language": ("ngôn ngữ",),
    "media": ("ảnh", "tệp", "hình ảnh", "hình", "video"),
    "evergreen": ("dùng lâu", "dùng lại", "quanh năm"),
    "not_before": ("không đăng trước", "từ ngày", "ngày bắt đầu"),
    "expires_on": ("hết hạn", "đến ngày", "ngày hết hạn", "ngày kết thúc"),
    "review_by": ("xem lại", "hạn xem lại", "ngày xem lại"),
    "verified": ("đã kiểm chứng", "kiểm chứng"),
    "source": ("nguồn", "nguồn tin", "tác giả"),
    "sms": ("tin nhắn", "tin nhắn sms"),
    "channel": ("kênh", "kênh đăng", "nơi đăng"),
    "at": ("giờ đăng", "thời gian", "thời gian đăng", "lịch đăng", "ngày giờ đăng", "ngày đăng", "lúc"),
}  # fmt: skip


def guessed(header: Sequence[str]) -> list[str]:
    """For each column the key that it seems to be, "" where nothing seems right; no key twice."""
    taken: set[str] = set()
    found: list[str] = []
    for said in header:
        key = next((key for key in _candidates(said) if key not in taken), "")
        taken.add(key)
        found.append(key)
    return found


def exact(header: Sequence[str], wrong: list[tuple[int, str]], number: int = 1) -> list[str]:
    """For each column the key of that very name; any other name is a mistake of the header's row."""
    found: list[str] = []
    for place, said in enumerate(header, 1):
        key = _plain(said)
        if not key:
            wrong.append((number, f"cột thứ {place} không có tên"))
        elif not is_key(key):
            wrong.append((number, unknown_key(said, KEYS).replace("khóa", "cột", 1)))
        elif key in found:
            wrong.append((number, f"cột {quoted(said)} đứng hai lần"))
        found.append(key if is_key(key) and key not in found else "")
    return found


def is_key(key: str) -> bool:
    """A name that a column may have."""
    return key in KEYS or (key.startswith(VARIANT) and len(key) > len(VARIANT))


def _candidates(said: str) -> list[str]:
    plain = _plain(said)
    if is_key(plain):
        return [plain]
    return [key for key, names in SAID.items() if plain in names]


def _plain(said: str) -> str:
    return " ".join(unicodedata.normalize("NFC", said).casefold().split())
