"""One byte range of a file, as video players ask for it. Facts: RFC 9110, section 14."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*")


@dataclass(frozen=True)
class Span:
    """Bytes ``first`` to ``last``, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """The range lies wholly outside the file: 416."""


def parse_range(header: str, size: int) -> Span | None:
    """The span asked for, cut to the file. None: no range, several, or one we do not read: the whole file is right.

    Raises Unsatisfiable for a range that starts at or after ``size`` bytes.
    """
    match = _ONE_RANGE.fullmatch(header)
    if match is None or match.groups() == ("", ""):
        return None
    first_text, last_text = match.groups()
    if not first_text:
        wanted = min(int(last_text), size)
        if wanted == 0:
            raise Unsatisfiable
        return Span(size - wanted, size - 1)
    first, last = int(first_text), int(last_text) if last_text else size - 1
    if last_text and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return Span(first, min(last, size - 1))
