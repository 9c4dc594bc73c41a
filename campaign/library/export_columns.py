"""Columns of tables about posts that were made elsewhere, by the names that they have in English and in Vietnamese.

Meta Business Suite renames its columns from time to time; the Vietnamese names could not be checked on a real export
(docs/unverified.md). Unknown columns are ignored.
"""

from __future__ import annotations

import unicodedata

NAMES: dict[str, tuple[str, ...]] = {
    "post_id": ("post id", "id bài viết", "id bài đăng", "mã bài viết", "mã bài đăng"),
    "page_id": ("page id", "id trang", "mã trang"),
    "url": ("permalink", "url", "link", "liên kết cố định", "liên kết vĩnh viễn", "đường dẫn", "liên kết"),
    "published_at": (
        "publish time", "published at", "published_at", "date published", "time", "thời gian đăng", "thời điểm đăng",
        "giờ đăng", "ngày đăng",
    ),
    "title": ("title", "tiêu đề"),
    "text": ("description", "text", "message", "caption", "mô tả", "nội dung", "chú thích"),
    "type": ("post type", "type", "kind", "loại bài viết", "loại bài đăng", "loại"),
    "views": ("views", "lượt xem", "số lượt xem"),
    "impressions": ("impressions", "lượt hiển thị", "số lượt hiển thị"),
    "reach": ("reach", "people reached", "số người tiếp cận", "người tiếp cận", "lượt tiếp cận", "phạm vi tiếp cận"),
    "reactions": ("reactions", "likes", "cảm xúc", "lượt cảm xúc", "lượt bày tỏ cảm xúc", "lượt thích"),
    "comments": ("comments", "bình luận", "lượt bình luận"),
    "shares": ("shares", "chia sẻ", "lượt chia sẻ"),
}  # fmt: skip
"""What we call a column -> what it may be called, lower case."""

FIGURES = {"views": "views", "reach": "reach", "reactions": "reactions", "comments": "comments", "shares": "shares"}
INSTEAD = {"views": "impressions"}
"""Taken where the column itself is missing: Meta's older exports count impressions."""

NEEDED = "cần có cột url (hoặc Permalink) và published_at (hoặc Publish time)"


def places(header: list[str]) -> dict[str, int]:
    """Our name of each known column -> its place; the first one where two have the same name."""
    found: dict[str, int] = {}
    for place, said in enumerate(header):
        plain = " ".join(unicodedata.normalize("NFC", said).lower().split())
        for name, names in NAMES.items():
            if plain in names:
                found.setdefault(name, place)
    return found
