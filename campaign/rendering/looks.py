"""How a column on another site may look: a few words that its address holds. One list for the page that shows columns
and the page on which editors choose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

LOOKS: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark"),
    "accent": ("blue", "green", "red", "orange", "violet", "grey"),
    "width": ("full", "narrow", "medium", "wide"),
    "size": ("normal", "small", "large"),
    "summary": ("yes", "no"),
    "pictures": ("no", "yes"),
    "heading": ("yes", "no"),
}
"""What can be chosen, and the words for it; the first is the usual one."""
USUAL_COUNT, MOST = 5, 20


@dataclass(frozen=True, slots=True)
class Look:
    """How a column looks. Each text is a word of ``LOOKS``; ``count``: entries shown, 1 to ``MOST``."""

    theme: str = "auto"
    accent: str = "blue"
    width: str = "full"
    size: str = "normal"
    summary: str = "yes"
    pictures: str = "no"
    heading: str = "yes"
    count: int = USUAL_COUNT

    @property
    def query(self) -> str:
        """What differs from the usual look, as an address says it; "" for the usual look."""
        usual = Look()
        said = [(each.name, getattr(self, each.name)) for each in fields(self)]
        return urlencode([(name, value) for name, value in said if value != getattr(usual, name)])


def look_of(pairs: Iterable[tuple[str, str]]) -> Look:
    """The look that these pairs ask for; what is not known is the usual."""
    said: dict[str, Any] = {}
    for name, value in pairs:
        if value in LOOKS.get(name, ()):
            said[name] = value
        elif name == "count" and value.isascii() and value.isdecimal() and len(value) < 4:
            said[name] = min(max(int(value), 1), MOST)
    return Look(**said)
