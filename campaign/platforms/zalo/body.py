"""An article's text: from the few inline tags that a template writes to the HTML that Zalo is given, and as it reads.

A template's text has b, i, u, s, code, pre, blockquote and a, and line ends; an empty line parts paragraphs. Which tags
Zalo keeps is UNVERIFIED, so the allowed ones are a setting; what is not allowed leaves its text, a link its address.
"""

from __future__ import annotations

import re
from collections.abc import Set
from html import escape, unescape
from html.parser import HTMLParser

NAMES = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "u": "u", "ins": "u", "s": "s", "strike": "s",
    "del": "s", "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "a", "p": "p", "br": "br",
}  # fmt: skip
HIDDEN = ("script", "style")
_BLANK = re.compile(r"\n[ \t]*\n\s*")


def to_article(text: str, allowed: Set[str]) -> str:
    """``text`` as paragraphs of ``<p>`` and ``<br>`` with the ``allowed`` tags inside, every tag closed in its own."""
    paragraphs = []
    for piece in _BLANK.split(text.strip()):
        reading = _Reading(allowed)
        reading.feed(piece)
        reading.close()
        inner = reading.done.strip().replace("\n", "<br>")
        if inner:
            paragraphs.append(f"<p>{inner}</p>")
    return "".join(paragraphs)


def visible(html: str) -> str:
    """What a reader sees of an article's HTML, paragraphs parted by an empty line, a link's address after its text."""
    reading = _Reading(frozenset())
    reading.feed(html)
    reading.close()
    return re.sub(r"\n{3,}", "\n\n", unescape(reading.done)).strip()


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut at a word."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if not text[limit - 1].isspace() and " " in cut:
        cut = cut.rsplit(None, 1)[0]
    return cut.rstrip(" ,.;:\n") + "…"


class _Reading(HTMLParser):
    """Collects escaped text with the allowed tags, balanced."""

    def __init__(self, allowed: Set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._allowed = allowed
        self._open: list[tuple[str, str, int]] = []
        """(tag, address of a link, where its text begins)."""
        self._parts: list[str] = []
        self._hidden = 0

    @property
    def done(self) -> str:
        while self._open:
            self._end()
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self._hidden += 1
        name = NAMES.get(tag)
        if name == "br":
            self._parts.append("\n")
        elif name == "p":
            return
        elif name is not None:
            href = dict(attrs).get("href") or ""
            address = href if name == "a" and href.startswith(("http://", "https://")) else ""
            if name in self._allowed and (name != "a" or address):
                self._parts.append(f'<a href="{escape(address)}">' if name == "a" else f"<{name}>")
            self._open.append((name, address, len(self._parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        name = NAMES.get(tag)
        if name == "p":
            self._parts.append("\n\n")
        elif name is not None and any(opened[0] == name for opened in self._open):
            while self._end() != name:
                pass

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(escape(data, quote=False))

    def _end(self) -> str:
        name, address, begin = self._open.pop()
        if name in self._allowed and (name != "a" or address):
            self._parts.append(f"</{name}>")
        elif address and escape(address, quote=False) not in "".join(self._parts[begin:]):
            self._parts.append(f" ({escape(address, quote=False)})")
        return name
