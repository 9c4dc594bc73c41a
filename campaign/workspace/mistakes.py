"""What is wrong in the files, each at its place. One mistake never hides another: readers collect and go on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from campaign.errors import Mistake
from campaign.workspace.text import clean_text


class WrongRows(Mistake):
    """Everything that is wrong with a table from outside; nothing of it was written. ``lines``: one sentence for each,
    ``FILE:ROW: message``; the head is row 1."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


@dataclass(frozen=True, order=True)
class MistakeAt:
    """One sentence about one place. ``path`` is relative to the workspace, with ``/``; an unknown ``line`` is 1."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{shown_path(self.path)}:{self.line}: {' '.join(self.message.split())}"


class Mistakes:
    """The collector that every reader is handed. A warning has the same shape and leaves the exit code alone."""

    def __init__(self) -> None:
        self._mistakes: set[MistakeAt] = set()
        self._warnings: set[MistakeAt] = set()

    def add(self, path: str, line: int, message: str) -> None:
        self._mistakes.add(MistakeAt(path, max(line, 1), message))

    def warn(self, path: str, line: int, message: str) -> None:
        self._warnings.add(MistakeAt(path, max(line, 1), message))

    def found(self) -> list[MistakeAt]:
        """Every mistake, by path and line."""
        return sorted(self._mistakes)

    def warnings(self) -> list[MistakeAt]:
        return sorted(self._warnings)


def shown_path(path: str) -> str:
    """A path fit for one line of a terminal: file names may hold line feeds, escapes and bytes that are not UTF-8."""
    readable = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in readable)


def quoted(value: object) -> str:
    """A value as it may stand in a sentence: cleaned, on one line, at most 60 characters."""
    text = " ".join(clean_text(str(value)).split())
    return f'"{text[:57]}..."' if len(text) > 60 else f'"{text}"'


def nearest(word: str, known: Iterable[str]) -> str:
    """ "; có phải `title`?" for the known word that is closest, "" where none is close."""
    by_lower = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold()[:80], list(by_lower), n=1, cutoff=0.5)
    return f"; có phải `{by_lower[close[0]]}`?" if close else ""


def unknown_key(key: str, known: Iterable[str]) -> str:
    """The sentence about a key that nobody reads. The contract asks for the nearest known key: it is always named."""
    names = sorted(known)
    hint = nearest(key, names)
    if not hint:
        close = get_close_matches(key.casefold()[:80], names, n=1, cutoff=0.0)
        hint = f"; gần nhất là `{close[0]}`" if close else ""
    return f"không có khóa {quoted(key)}{hint}"
