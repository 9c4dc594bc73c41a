"""A sentence with named places, as a catalogue holds it: recognised in one language, filled in the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

PLACE = re.compile(r"\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}")
"""``{name}`` is what the name holds; ``{count|post|posts}`` the first word when it holds 1, else the second."""
_SHAPES = {
    "date": r"\d{1,2}/\d{1,2}/\d{4}",
    "clock": r"\d{1,2}:\d{2}(?::\d{2})?",
    "weekday": "thứ \\w+|Chủ nhật",
    "count": r"\d+",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Template:
    """``vietnamese`` as the catalogue names it, ``other`` its translation."""

    vietnamese: str
    other: str

    @cached_property
    def fixed(self) -> list[str]:
        """What stands between the places."""
        return PLACE.sub("\0", self.vietnamese).split("\0")

    @cached_property
    def sign(self) -> str:
        """Its longest fixed part: a sentence without it is certainly another one."""
        return max(self.fixed, key=len)

    @cached_property
    def weight(self) -> int:
        """Letters that are fixed: of two templates that fit, the heavier one is meant."""
        return sum(1 for part in self.fixed for letter in part if letter.isalpha())

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        written, at, seen = "", 0, set()
        for place in PLACE.finditer(self.vietnamese):
            name = place[1]
            written += re.escape(self.vietnamese[at : place.start()])
            written += f"(?P={name})" if name in seen else f"(?P<{name}>{_SHAPES.get(_kind(name), '.*?')})"
            seen.add(name)
            at = place.end()
        return re.compile(written + re.escape(self.vietnamese[at:]), re.DOTALL)

    def read(self, sentence: str) -> dict[str, str] | None:
        """What stands at each place; None when it is another sentence."""
        if self.sign not in sentence:
            return None
        found = self._pattern.fullmatch(sentence)
        return found.groupdict() if found else None

    def parts(self, held: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """The translation in order: (fixed text, "") or (what a place holds, the place's name)."""
        at = 0
        for place in PLACE.finditer(self.other):
            yield self.other[at : place.start()], ""
            name, one, many = place.groups()
            yield (held[name], name) if one is None else (one if held[name] == "1" else many, "")
            at = place.end()
        yield self.other[at:], ""


def chosen(text: str, held: Mapping[str, object]) -> str:
    """A page's translation with the right one of two words; what else stands in braces stays."""
    if "|" not in text:
        return text
    return PLACE.sub(lambda at: at[0] if at[2] is None else at[2] if str(held.get(at[1])) == "1" else at[3], text)


def places(text: str) -> set[str]:
    """The names of its places."""
    return {found[1] for found in PLACE.finditer(text)}


def fill(text: str, value: Callable[[str], str]) -> str:
    """A text with something at each place: for tests and tools."""
    return PLACE.sub(lambda place: value(place[1]), text)


def written(name: str, held: str) -> str:
    """A date as English writes it; anything else as it is."""
    if _kind(name) != "date":
        return held
    day, month, year = (int(part) for part in held.split("/"))
    return f"{day} {_MONTHS[month - 1]} {year}"


def _kind(name: str) -> str:
    return name.rstrip("0123456789")
