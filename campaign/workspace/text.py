"""Text as the program keeps it: NFC, ``\\n`` line ends, no characters that nobody sees and programs trip over.

XML 1.0 allows of the C0 controls only tab, line feed and carriage return (https://www.w3.org/TR/xml/#charsets), so what
passes here can stand in a feed. Direction overrides are how a file name or address is made to read backwards
(https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing); Vietnamese and English need none.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and line feed, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, overrides and isolates
    "\ufeff\ufffe\uffff\ud800-\udfff]"  # byte order mark, noncharacters, lone surrogates
)


def clean_text(text: str) -> str:
    """The same text without control characters, in NFC, with ``\\n`` line ends. Cleaning twice is the same as once."""
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def clean_texts(value: object) -> object:
    """``clean_text`` over every string inside lists and dicts (keys included); other values as they are."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean_texts(part) for part in value]
    if isinstance(value, dict):
        return {clean_texts(key): clean_texts(part) for key, part in value.items()}
    return value
