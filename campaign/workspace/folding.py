"""Vietnamese without its marks, for search, hashtags and sorting out look-alikes."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """``Đắk Nông`` -> ``dak nong``. ``đ`` has no decomposition in Unicode, so it is mapped by hand."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")
