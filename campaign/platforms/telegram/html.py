"""Telegram's HTML: read, cleaned, measured and split on what is read, never on the source.

Lengths are code points after entities are parsed
(TDLib counts utf8_length), white space at both ends not counted, because Telegram drops it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from html import escape, unescape

from campaign.platforms.telegram.reading import Checker, Reader, Tag

BREAKS = ("\n\n", "\n", ". ", " ")
"""Where a long text may be parted, best first."""


@dataclass(frozen=True)
class Markup:
    """A text as runs of equally marked characters: (text, open tags outermost first)."""

    runs: tuple[tuple[str, tuple[Tag, ...]], ...]

    @property
    def visible(self) -> str:
        return "".join(text for text, _ in self.runs)

    def html(self) -> str:
        """Well-formed Telegram HTML."""
        out: list[str] = []
        opened: tuple[Tag, ...] = ()
        for text, tags in (*self.runs, ("", ())):
            same = 0
            while same < min(len(opened), len(tags)) and opened[same] == tags[same]:
                same += 1
            out += [f"</{tag.name}>" for tag in reversed(opened[same:])]
            out += [tag.start for tag in tags[same:]]
            out.append(escape(text, quote=False))
            opened = tags
        return "".join(out)

    def between(self, start: int, end: int) -> Markup:
        """The characters from ``start`` to ``end``, without white space at both ends."""
        visible = self.visible[start:end]
        start += len(visible) - len(visible.lstrip())
        end = start + len(visible.strip())
        kept, at = [], 0
        for text, tags in self.runs:
            piece = text[max(start - at, 0) : max(end - at, 0)]
            if piece:
                kept.append((piece, tags))
            at += len(text)
        return Markup(tuple(kept))


def read(source: str) -> Markup:
    """The text of ``source``: what is not allowed loses its tags (script and style their content), nothing raises."""
    reader = Reader()
    reader.feed(source)
    reader.close()
    markup = Markup(tuple(reader.runs()))
    return markup.between(0, len(markup.visible))


def visible(source: str) -> str:
    """What a reader sees of ``source``."""
    return read(source).visible


def hrefs(source: str) -> list[str]:
    """The addresses that ``source`` links to."""
    tags = {tag for _, open_tags in read(source).runs for tag in open_tags if tag.name == "a"}
    return [unescape(tag.attribute[len(' href="') : -1]) for tag in tags]


def split(source: str, limit: int) -> list[str]:
    """``source`` in pieces of at most ``limit`` visible characters, parted at paragraphs where possible, else at
    lines, sentences, words; each piece well-formed by itself. An empty text has no pieces."""
    markup = read(source)
    text, pieces, at = markup.visible, [], 0
    while at < len(text):
        end = _break(text, at, limit)
        piece = markup.between(at, end)
        if piece.runs:
            pieces.append(piece.html())
        at = end
    return pieces


def _break(text: str, at: int, limit: int) -> int:
    """Where the piece that starts at ``at`` ends. A break in its first third would leave a stump."""
    if len(text) - at <= limit:
        return len(text)
    for mark in BREAKS:
        kept = len(mark.rstrip())
        found = text.rfind(mark, at + limit // 3, at + limit - kept + len(mark))
        if found > at:
            return found + kept
    end = at + limit
    while end > at + 1 and _clings(text, end):
        end -= 1
    return end


def _clings(text: str, end: int) -> bool:
    """Does the character at ``end`` belong to the one before it (accents, joined emoji)?"""
    return bool(unicodedata.combining(text[end])) or text[end] in "\u200d\ufe0f" or text[end - 1] == "\u200d"


def mistake(source: str) -> str:
    """Why Telegram would not read ``source`` ("can't parse entities"); empty if it would."""
    checker = Checker()
    checker.feed(source)
    checker.close()
    if not checker.found and checker.opened:
        return f"thẻ <{checker.opened[-1]}> không được đóng"
    return checker.found
