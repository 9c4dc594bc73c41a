"""The keys of an item's front matter, each read and checked by itself, so that one wrong value hides no other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from campaign.workspace.links import link_problem
from campaign.workspace.media_files import MediaFiles, is_picture
from campaign.workspace.mistakes import quoted, unknown_key
from campaign.workspace.names import Names
from campaign.workspace.table import read_date, read_key
from campaign.workspace.text import clean_text
from campaign.workspace.yaml_nodes import Node

Complain = Callable[[int, str], None]
Pairs = Sequence[tuple[Node, Node]]
LONGEST_TITLE = 500
"""Characters."""


@dataclass(frozen=True, slots=True)
class DeclaredMedia:
    """A file as an item names it; ``path`` is relative to the workspace."""

    file: str
    alt: str
    path: str


@dataclass(frozen=True, slots=True)
class DeclaredVariant:
    """How one channel reads the item. None: nothing said; an empty tuple: no media there."""

    text: str | None = None
    media: tuple[DeclaredMedia, ...] | None = None


@dataclass(slots=True)
class ItemFields:
    """Reads values and remembers the line of each key. ``values``: given and right; ``refused``: given and wrong."""

    names: Names
    media_files: MediaFiles
    complain: Complain
    warn: Complain = lambda _line, _message: None
    values: dict[str, Any] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    lines: dict[str, int] = field(default_factory=dict)

    def read(self, pairs: Pairs) -> None:
        """Every key of the front matter; an empty value is as if the key were not there."""
        for key, node in _known(pairs, READERS, self.complain):
            self.lines.setdefault(key.text, key.line)
            if node.form == "null":
                continue
            value = READERS[key.text](self, key.text, node)
            if value is None:
                self.refused.add(key.text)
            else:
                self.values[key.text] = value

    def text(self, key: str, node: Node) -> str | None:
        if node.form in ("list", "map"):
            self.complain(node.line, f"`{key}` phải là chữ, không phải danh sách hay bảng")
            return None
        if node.form != "text":
            self.complain(node.line, f'`{key}` phải là chữ: hãy đặt trong dấu nháy kép, {key}: "{node.text[:40]}"')
            return None
        return clean_text(node.text).strip()

    def one_line(self, key: str, node: Node) -> str | None:
        text = self.text(key, node)
        return None if text is None else " ".join(text.split())

    def title(self, key: str, node: Node) -> str | None:
        """The one rule for titles, of pages, programs, files and tables."""
        said = self.one_line(key, node)
        if said is not None and len(said) > LONGEST_TITLE:
            self.complain(node.line, f"`{key}` dài {len(said)} ký tự; tối đa {LONGEST_TITLE}")
            return None
        return said

    def texts(self, key: str, node: Node) -> list[str] | None:
        if node.form != "list":
            self.complain(node.line, f"`{key}` phải là danh sách, ví dụ {key}: [mot, hai]")
            return None
        read = [self.one_line(key, part) for part in node.parts]
        if "" in read:
            self.complain(node.line, f"`{key}` có một phần tử trống")
        kept = [each for each in read if each]
        return list(dict.fromkeys(kept)) if len(kept) == len(read) else None

    def flag(self, key: str, node: Node) -> bool | None:
        if node.form != "bool":
            self.complain(node.line, f"`{key}` phải là true hoặc false, không đặt trong dấu nháy")
            return None
        return node.text.lower() in ("true", "yes", "on")

    def day(self, key: str, node: Node) -> date | None:
        try:
            if node.form not in ("date", "text"):
                raise ValueError("phải là một ngày viết năm-tháng-ngày, ví dụ 2026-12-01")
            value = read_date(node.text.strip())
        except ValueError as wrong:
            self.complain(node.line, f"`{key}` {wrong} (đang là {quoted(node.text)})")
            return None
        return value if isinstance(value, date) else None

    def slug(self, key: str, node: Node) -> str | None:
        value = self.text(key, node)
        try:
            return None if value is None else read_key(value)
        except ValueError as wrong:
            self.complain(node.line, f"`{key}` {wrong} (đang là {quoted(value)})")
            return None

    def kind(self, key: str, node: Node) -> str | None:
        return self._named(key, node, self.names.unknown_kind)

    def unit(self, key: str, node: Node) -> str | None:
        return self._named(key, node, self.names.unknown_unit)

    def task(self, key: str, node: Node) -> list[str] | None:
        if node.form == "list":
            given = self.texts(key, node)
        else:
            one = self.one_line(key, node)
            given = None if one is None else [one] if one else []
        wrong = [message for each in given or () if (message := self.names.unknown_task(each))]
        for message in wrong:
            self.complain(node.line, message)
        return None if wrong else given

    def link(self, key: str, node: Node) -> str | None:
        value = self.text(key, node)
        if value and (wrong := link_problem(value)):
            self.complain(node.line, f"`{key}` {wrong} (đang là {quoted(value)})")
            return None
        return value

    def language(self, key: str, node: Node) -> str | None:
        value = self.text(key, node)
        if value is not None and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", value) is None:
            self.complain(node.line, f"`{key}` phải là mã ngôn ngữ như vi hoặc en (đang là {quoted(value)})")
            return None
        return value

    def media(self, key: str, node: Node) -> tuple[DeclaredMedia, ...] | None:
        if node.form != "list":
            self.complain(node.line, f'`{key}` phải là danh sách, mỗi dòng là - file: ten-tep.jpg và alt: "mô tả ảnh"')
            return None
        read = [self._one_media(part) for part in node.parts]
        return None if None in read else tuple(each for each in read if each)

    def variants(self, key: str, node: Node) -> dict[str, DeclaredVariant] | None:
        if node.form != "map":
            self.complain(node.line, f"`{key}` phải là bảng: tên kênh, rồi text và media của kênh đó")
            return None
        read: dict[str, DeclaredVariant] = {}
        for channel, variant in node.pairs:
            if message := self.names.unknown_channel(channel.text):
                self.complain(channel.line, f"`{key}`: {message}")
            elif variant.form not in ("map", "null"):
                self.complain(channel.line, f"`{key}.{channel.text}` phải gồm text và media")
            else:
                read[channel.text] = self._variant(variant)
        return read

    def _named(self, key: str, node: Node, unknown: Callable[[str], str]) -> str | None:
        value = self.one_line(key, node)
        if value and (message := unknown(value)):
            self.complain(node.line, message)
            return None
        return value

    def _variant(self, node: Node) -> DeclaredVariant:
        given: dict[str, Any] = {}
        readers = {"text": self.text, "media": self.media}
        for key, value in _known(node.pairs, readers, self.complain):
            if value.form != "null":
                given[key.text] = readers[key.text](key.text, value)
        return DeclaredVariant(text=given.get("text") or None, media=given.get("media"))

    def _one_media(self, node: Node) -> DeclaredMedia | None:
        if node.form != "map":
            self.complain(node.line, 'mỗi phần tử của `media` phải có file: ten-tep.jpg (và alt: "mô tả ảnh")')
            return None
        given = {key.text: value for key, value in _known(node.pairs, ("file", "alt"), self.complain)}
        alt = self.one_line("alt", given["alt"]) if "alt" in given and given["alt"].form != "null" else ""
        if "file" not in given:
            self.complain(node.line, "một phần tử của `media` thiếu `file`")
            return None
        name = self.text("file", given["file"])
        if name is None or alt is None:
            return None
        try:
            declared = DeclaredMedia(name, alt, self.media_files.path(name))
        except ValueError as wrong:
            self.complain(given["file"].line, str(wrong))
            return None
        if not alt and is_picture(name):
            words = f"ảnh {quoted(name)} chưa có alt: hãy tả ảnh một câu, người khiếm thị nghe được câu đó"
            self.warn(given["file"].line, words)
        return declared


def _known(pairs: Pairs, known: Any, complain: Complain) -> list[tuple[Node, Node]]:
    """The pairs whose key is one of ``known``; the others are mistakes. (The YAML reader told what is no name.)"""
    kept = []
    for key, node in pairs:
        if key.text in known and key.form == "text":
            kept.append((key, node))
        elif key.form not in ("list", "map"):
            complain(key.line, unknown_key(key.text, known))
    return kept


READERS: dict[str, Callable[[ItemFields, str, Node], Any]] = {
    "title": ItemFields.title,
    "kind": ItemFields.kind,
    "slug": ItemFields.slug,
    "summary": ItemFields.text,
    "link": ItemFields.link,
    "tags": ItemFields.texts,
    "audience": ItemFields.texts,
    "task": ItemFields.task,
    "unit": ItemFields.unit,
    "language": ItemFields.language,
    "media": ItemFields.media,
    "evergreen": ItemFields.flag,
    "not_before": ItemFields.day,
    "expires_on": ItemFields.day,
    "review_by": ItemFields.day,
    "verified": ItemFields.flag,
    "source": ItemFields.text,
    "sms": ItemFields.text,
    "variants": ItemFields.variants,
    "defang": ItemFields.flag,
}
"""Every key of the contract, and who reads it."""
