"""A text as search sees it: words in lower case, with their marks and without."""

from __future__ import annotations

import re
import unicodedata

from campaign.workspace.folding import fold

WORD = re.compile(r"[^\W_]+")
LONGEST = 60
"""Characters of a word; the rest of a longer one says nothing. PostgreSQL refuses a lexeme of more than 2 kB."""
READ = 60_000
"""Characters of a text that are indexed: some forty printed pages. PostgreSQL refuses a tsvector of more than 1 MB."""


def words_of(text: str) -> list[str]:
    """``Lừa đảo: "OTP"`` -> ``["lừa", "đảo", "otp"]``. Any text is fine: what is no letter or digit only separates."""
    plain = unicodedata.normalize("NFC", text[:READ]).casefold()
    return [word[:LONGEST] for word in WORD.findall(unicodedata.normalize("NFC", plain))]


def folded(words: list[str]) -> list[str]:
    """The same words without their marks."""
    return [fold(word) for word in words]
