"""What a page of another language still says in Vietnamese: outside and inside the elements marked lang="vi"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

VIETNAMESE = re.compile("[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
READ_OUT = ("title", "aria-label", "placeholder", "alt")
NEVER_CLOSED = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "source", "track", "use", "wbr"})
LANGUAGES = frozenset({"Tiếng Việt"})
"""The name of a language is written in it."""


class _Reader(HTMLParser):
    """``loose``: Vietnamese that no element tells; ``marked``: what stands in those that tell it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.loose: list[str] = []
        self.marked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        inside = bool(self.open) and self.open[-1][1]
        vietnamese = said["lang"] == "vi" if "lang" in said else inside
        for name in READ_OUT:
            self._note(said.get(name) or "", vietnamese)
        if tag not in NEVER_CLOSED:
            self.open.append((tag, vietnamese))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1][0] not in ("script", "style"):
            self._note(data, bool(self.open) and self.open[-1][1])

    def _note(self, text: str, vietnamese: bool) -> None:
        if VIETNAMESE.search(text):
            (self.marked if vietnamese else self.loose).append(" ".join(text.split()))


def vietnamese_in(page: str, names: Iterable[str]) -> tuple[list[str], list[str]]:
    """(loose, marked): each such text once, without those that are only ``names`` and content."""
    reader = _Reader()
    reader.feed(page)
    known = sorted((" ".join(name.split()) for name in {*names, *LANGUAGES} if name), key=len, reverse=True)
    return _beside(reader.loose, known), _beside(reader.marked, known)


def _beside(texts: list[str], known: list[str]) -> list[str]:
    left = []
    for text in dict.fromkeys(texts):
        rest = text
        for name in known:
            rest = rest.replace(name, "")
        if VIETNAMESE.search(rest) and not any(text in name for name in known):
            left.append(text)
    return left
