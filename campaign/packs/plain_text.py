"""Vietnamese without its marks, in the letters that every telephone network carries."""

from __future__ import annotations

import unicodedata

_SIGNS = str.maketrans(
    {"đ": "d", "Đ": "D", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-",
     "…": "...", "•": "-", "→": "->", "×": "x", "₫": "d", "≥": ">=", "≤": "<=",
     "€": "EUR", "£": "GBP", "²": "2", "³": "3", "½": "1/2", "¼": "1/4", "¾": "3/4",
     "\u00a0": " ", "\u2011": "-", "°": " do "}
)  # fmt: skip


def without_marks(text: str) -> str:
    """ "Đừng đọc mã" -> "Dung doc ma". What has no plain letter at all (an emoji) is left out."""
    bare = unicodedata.normalize("NFD", text.translate(_SIGNS))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return kept.encode("ascii", "ignore").decode()


def has_marks(text: str) -> bool:
    """Is there anything in it that plain letters cannot carry?"""
    return without_marks(text) != text
