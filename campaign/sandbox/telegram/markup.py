"""Telegram's HTML mode, as strictly as the platform reads it: https://core.telegram.org/bots/api#html-style

Written apart from the adapter's own reader on purpose, so that a mistake there is not made twice here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from campaign.sandbox.telegram.refusals import Refusal, bad_request

NAMES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler", "tg-spoiler": "spoiler",
    "a": "text_link", "tg-emoji": "custom_emoji", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SHOWN_AS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([^\s<>/]*)([^<>]*)>")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));?")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_EMOJI = re.compile("[\U0001f300-\U0001faff☀-➿]️?")


@dataclass(frozen=True)
class Entity:
    """A marked stretch of a text; offsets in code points here, in UTF-16 units on the wire."""

    type: str
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True)
class Marked:
    """A text as it is read, with its marks."""

    text: str
    entities: tuple[Entity, ...] = ()

    def wire(self) -> list[dict[str, object]]:
        """The entities as the Bot API returns them."""
        return [
            {
                "type": entity.type,
                "offset": _units(self.text[: entity.start]),
                "length": _units(self.text[entity.start : entity.end]),
                **({"url": entity.value} if entity.type == "text_link" else {}),
                **({"custom_emoji_id": entity.value} if entity.type == "custom_emoji" else {}),
            }
            for entity in self.entities
        ]

    def html(self) -> str:
        """As t.me shows it: safe, line ends as <br/>, addresses linked, emoji wrapped."""
        cuts = sorted({0, len(self.text), *(edge for e in self.entities for edge in (e.start, e.end))})
        return "".join(self._stretch(start, end) for start, end in pairwise(cuts))

    def _stretch(self, start: int, end: int) -> str:
        inside = [entity for entity in self.entities if entity.start <= start and end <= entity.end]
        plain = any(entity.type in ("text_link", "code", "pre") for entity in inside)
        shown = _shown(self.text[start:end], link=not plain)
        for entity in reversed(inside):
            if entity.type == "text_link":
                shown = f'<a href="{escape(entity.value)}" target="_blank" rel="noopener">{shown}</a>'
            elif entity.type in SHOWN_AS:
                tag = SHOWN_AS[entity.type]
                shown = f"<{tag}>{shown}</{tag}>"
        return shown


@dataclass
class _Open:
    tag: str
    type: str
    start: int
    value: str = field(default="")


def read_html(source: str) -> Marked:
    """The text of Telegram HTML. Raises Refusal with the platform's words where it cannot be read."""
    text: list[str] = []
    opened: list[_Open] = []
    entities: list[Entity] = []
    length, at = 0, 0
    while at < len(source):
        if source[at] == "<":
            tag = _TAG.match(source, at)
            if tag is None:
                raise _unreadable(f"Unclosed start tag at byte offset {_bytes(source[:at])}")
            _take(tag, source, length, opened, entities)
            at = tag.end()
            continue
        reference = _REFERENCE.match(source, at) if source[at] == "&" else None
        piece = _character(reference) if reference else ""
        text.append(piece or source[at])
        at = reference.end() if reference and piece else at + 1
        length += 1
    if opened:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return _trimmed("".join(text), entities)


def plain(source: str) -> Marked:
    """A text without parse mode."""
    return _trimmed(source, [])


def _take(tag: re.Match[str], source: str, length: int, opened: list[_Open], entities: list[Entity]) -> None:
    offset = _bytes(source[: tag.start()])
    closing, name = tag[1], tag[2].lower()
    if closing:
        if not opened:
            raise _unreadable(f"Unexpected end tag at byte offset {offset}")
        last = opened.pop()
        if name and name != last.tag:
            raise _unreadable(f'Unmatched end tag at byte offset {offset}, expected "</{last.tag}>", found "</{name}>"')
        if length > last.start and not (last.type == "text_link" and not last.value):
            entities.append(Entity(last.type, last.start, length, last.value))
        return
    if name not in NAMES:
        raise _unreadable(f'Unsupported start tag "{name}" at byte offset {offset}')
    attributes = {key.lower(): value.strip("\"'") for key, value in _ATTRIBUTE.findall(tag[3])}
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _unreadable(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    if name == "blockquote" and any(outer.tag == "blockquote" for outer in opened):
        raise _unreadable(f"Blockquotes can't be nested at byte offset {offset}")
    value = attributes.get("emoji-id", "")
    if name == "a":
        value = _REFERENCE.sub(lambda found: _character(found) or found[0], attributes.get("href", ""))
        value = value if re.match(r"(?:https?|tg)://", value) else ""
    opened.append(_Open(name, NAMES[name], length, value))


def _character(reference: re.Match[str]) -> str:
    if reference[3]:
        return NAMED.get(reference[3], "")
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _trimmed(text: str, entities: list[Entity]) -> Marked:
    """Telegram drops white space at both ends of a message."""
    lead = len(text) - len(text.lstrip())
    kept = text.strip()
    moved = [
        Entity(entity.type, max(entity.start - lead, 0), min(entity.end - lead, len(kept)), entity.value)
        for entity in sorted(entities, key=lambda entity: (entity.start, -entity.end))
    ]
    return Marked(kept, tuple(entity for entity in moved if entity.start < entity.end))


def _shown(text: str, link: bool) -> str:
    if not link:
        return _dressed(text)
    out, at = [], 0
    for found in _ADDRESS.finditer(text):
        out.append(_dressed(text[at : found.start()]))
        out.append(f'<a href="{escape(found[0])}" target="_blank" rel="noopener">{escape(found[0])}</a>')
        at = found.end()
    return "".join((*out, _dressed(text[at:])))


def _dressed(text: str) -> str:
    return _EMOJI.sub(lambda found: f'<i class="emoji"><b>{found[0]}</b></i>', escape(text)).replace("\n", "<br/>")


def _unreadable(why: str) -> Refusal:
    return bad_request(f"can't parse entities: {why}")


def _bytes(text: str) -> int:
    return len(text.encode())


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
