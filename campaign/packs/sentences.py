"""A text as its sentences, for what is read from afar or aloud."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?…])([”\"»)]*)\s+(?=[“\"«(]*[A-ZÀ-ỸĐ0-9])")
_SHORT = re.compile(r"(?:^|\s)(?:TP|TS|ThS|PGS|GS|BS|Tr|tr|VD|vd|ĐT|Q|P|H|v\.v|[A-Z])\.$|^\d{1,2}\.$")
"""Full stops that end no sentence: TP. Cần Thơ, TS. X; the number of a point."""


def sentences(text: str) -> list[str]:
    """In order, without empty ones; joined by spaces they are the text again. What is quoted stays in one piece."""
    found: list[str] = []
    start = 0
    text = " ".join(text.split())
    for match in _END.finditer(text):
        said = text[start : match.end(1)]
        if _SHORT.search(said) or said.count("“") > said.count("”"):
            continue  # nor inside what somebody says
        found.append(said)
        start = match.end()
    return [each for each in (*found, text[start:]) if each]
