"""The line on which a key of a TOML document stands: the standard reader does not keep it, so the text is read again.

Grammar: https://toml.io/en/v1.0.0. The text has already been read without error, so only its outline is followed:
headers, keys, and where strings and brackets keep a statement open over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Place = tuple[str | int, ...]

DEEPEST = 16

_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}=.,\n]"
    r"|[^\s\[\]{}=.,\#\"']+",
    re.DOTALL,
)


def dots_too_deep(text: str) -> int:
    """The line of the first name of more than ``DEEPEST`` dotted parts, 0 for none. Works on text that is not yet read.

    tomllib takes time by the square of such a name's parts: 900,000 of them, 2 MB, took over five minutes.
    """
    if not any(line.count(".") > DEEPEST for line in text.split("\n")):
        return 0
    dots = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        dots = 0 if piece in "[]{}=,\n" or piece.startswith("#") else dots + (piece == ".")
        if dots > DEEPEST:
            return text.count("\n", 0, match.start()) + 1
    return 0


class TomlLines:
    """Looks lines up by place: ``("slot", 1, "times")`` is ``times`` of the second ``[[slot]]``."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {}
        table: Place = ()
        counts: dict[Place, int] = {}
        for line, pieces in _statements(text):
            if pieces[0] == "[":
                is_array = pieces[1:2] == ["["]
                table = self._full_place(_names(pieces[2 if is_array else 1 :], "]"), counts, is_array)
                self._lines.setdefault(table[:-1] if is_array else table, line)
                self._lines.setdefault(table, line)
            else:
                self._add(table, _names(pieces, "="), line)

    def line_of(self, place: Sequence[str | int]) -> int:
        """The line of the key, of the nearest table around it, else 1."""
        for length in range(len(place), 0, -1):
            line = self._lines.get(tuple(place[:length]))
            if line is not None:
                return line
        return 1

    def _add(self, table: Place, names: list[str], line: int) -> None:
        for length in range(1, len(names) + 1):
            self._lines.setdefault((*table, *names[:length]), line)

    def _full_place(self, names: list[str], counts: dict[Place, int], is_array: bool) -> Place:
        """``a.b`` under the newest element of each array of tables that it passes through."""
        place: Place = ()
        for name in names[:-1]:
            place = (*place, name)
            if place in counts:
                place = (*place, counts[place] - 1)
        place = (*place, *names[-1:])
        if is_array:
            counts[place] = counts.get(place, 0) + 1
            place = (*place, counts[place] - 1)
        return place


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each header or key/value pair: the line on which it starts, and its pieces."""
    pieces: list[str] = []
    line, start, depth, counted = 1, 1, 0, 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if piece == "\n" and depth == 0:
            if pieces:
                yield start, pieces
            pieces = []
        elif piece != "\n" and not piece.startswith("#"):
            if not pieces:
                start = line
            pieces.append(piece)
            depth += (piece in "[{") - (piece in "]}")
    if pieces:
        yield start, pieces


def _names(pieces: list[str], end: str) -> list[str]:
    names: list[str] = []
    for piece in pieces:
        if piece == end:
            break
        if piece != ".":
            names.append(piece[1:-1] if piece[0] in "\"'" else piece)
    return names
