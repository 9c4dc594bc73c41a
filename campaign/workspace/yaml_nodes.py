"""YAML as a tree in which every value knows its line, built from libyaml's events, within bounds.

Nothing is constructed: no tag is obeyed, no Python object made. Events rather than PyYAML's own composing, because that
recurses without a bound (200,000 nested "[" cost libyaml two minutes; here the 20th ends the reading) and lets an alias
of an alias multiply. YAML 1.1 decides what a plain word is (``no`` is a bool): https://yaml.org/type/
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import yaml

Form = Literal["text", "number", "bool", "date", "null", "list", "map"]

DEEPEST = 20
LARGEST = 25_000
"""Nodes after every alias is followed, 100 characters counting as one more."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
_FORMS: dict[str, Form] = {"int": "number", "float": "number", "bool": "bool", "timestamp": "date", "null": "null"}
_PROBLEMS = (
    ("mapping values are not allowed", "giá trị có dấu hai chấm: hãy đặt cả giá trị trong dấu nháy kép"),
    ("found unexpected end of stream", "thiếu dấu nháy đóng"),
    ("did not find expected ',' or ']'", "danh sách thiếu dấu phẩy hoặc dấu ] đóng"),
    ("did not find expected ',' or '}'", "thiếu dấu phẩy hoặc dấu } đóng"),
    ("could not find expected ':'", "thiếu dấu hai chấm sau tên khóa"),
    ("did not find expected key", "thụt lề không đều, hoặc sau một chuỗi trong nháy còn chữ"),
    ("did not find expected '-' indicator", "thụt lề không đều, hoặc thiếu dấu - của danh sách"),
    ("found character that cannot start any token", "có Tab hoặc dấu đặc biệt ở đầu giá trị: hãy đặt trong nháy kép"),
    ("found a tab character", "thụt lề bằng Tab: hãy dùng dấu cách"),
    ("found unknown escape character", "dấu \\ trong nháy kép: hãy viết \\\\ hoặc dùng nháy đơn"),
    ("found undefined alias", "bí danh (*) không có nơi đặt tên (&)"),
)
_TOLD_AT_THE_BEGINNING = ("while scanning a quoted", "while scanning a simple key", "while parsing a flow")


class Unreadable(Exception):
    """The text is not YAML that can be read on: ``line`` and a sentence for the reader."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(slots=True)
class Node:
    """A value and its line. ``text`` is a scalar's own characters; a map keeps its keys' nodes."""

    line: int
    form: Form
    text: str = ""
    parts: list[Node] = field(default_factory=list)
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    size: int = 1


def compose(text: str, first_line: int, complain: Callable[[int, str], None]) -> Node | None:
    """The tree of one YAML document; None for an empty one. Tags and repeated keys are complained of and read past.

    Raises Unreadable. ``first_line`` is the line of the file on which ``text`` begins.
    """
    builder = _Builder(first_line, complain)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise Unreadable(first_line + min(_line_of(error), text.count("\n")), _problem(error)) from None
    except yaml.YAMLError:
        raise Unreadable(first_line, "YAML không đọc được") from None
    return builder.root


class _Builder:
    def __init__(self, first_line: int, complain: Callable[[int, str], None]) -> None:
        self.root: Node | None = None
        self._first_line = first_line
        self._complain = complain
        self._open: list[Node] = []
        self._anchors: dict[str, Node] = {}

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._name(event, self._scalar(event))
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise Unreadable(self._line(event), "chỉ được có một khối YAML ở đầu tệp")

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        self._refuse_tag(event)
        form = _form(event.value) if event.implicit[0] else "text"
        node = Node(self._line(event), form, event.value, size=1 + len(event.value) // 100)
        self._attach(node)
        return node

    def _begin(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        self._refuse_tag(event)
        if len(self._open) >= DEEPEST:
            raise Unreadable(self._line(event), "YAML lồng nhau quá sâu")
        node = Node(self._line(event), "map" if isinstance(event, yaml.MappingStartEvent) else "list")
        self._name(event, node)
        self._open.append(node)

    def _end(self) -> None:
        node = self._open.pop()
        if node.form == "map":
            node.pairs = list(zip(node.parts[::2], node.parts[1::2], strict=True))
            node.parts = []
            self._refuse_repeated(node)
        self._attach(node)

    def _alias(self, event: yaml.AliasEvent) -> None:
        node = self._anchors.get(event.anchor or "")
        if node is None:
            raise Unreadable(self._line(event), f"bí danh *{event.anchor} không có nơi đặt tên &{event.anchor}")
        if any(node is each for each in self._open):
            raise Unreadable(self._line(event), f"bí danh *{event.anchor} nằm trong chính nó")
        self._attach(node, self._line(event))

    def _attach(self, node: Node, line: int | None = None) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.parts.append(node)
        parent.size += node.size
        if parent.size > LARGEST:
            raise Unreadable(line or node.line, "YAML quá lớn, hoặc bí danh nở ra quá nhiều")

    def _name(self, event: yaml.NodeEvent, node: Node) -> None:
        if event.anchor:
            self._anchors[event.anchor] = node

    def _refuse_tag(self, event: yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        if event.tag is not None:
            self._complain(self._line(event), "không dùng thẻ YAML (! hoặc !!) trong tệp nội dung")

    def _refuse_repeated(self, node: Node) -> None:
        first: dict[str, int] = {}
        for key, _ in node.pairs:
            if key.form in ("list", "map"):
                self._complain(key.line, "tên khóa phải là chữ")
            elif key.text in first:
                self._complain(key.line, f"khóa `{key.text[:60]}` đã có ở dòng {first[key.text]}")
            else:
                first[key.text] = key.line

    def _line(self, event: yaml.Event) -> int:
        mark = event.start_mark
        return self._first_line + (mark.line if mark else 0)


def _form(plain: str) -> Form:
    for tag, pattern in _RESOLVERS.get(plain[:1], ()):
        if pattern.match(plain):
            return _FORMS.get(tag.rpartition(":")[2], "text")
    return "text"


def _line_of(error: yaml.MarkedYAMLError) -> int:
    """Where a person should look: an unclosed quote or bracket at its beginning, the rest where reading stopped."""
    begins = str(error.context or "").startswith(_TOLD_AT_THE_BEGINNING)
    mark = (error.context_mark if begins else None) or error.problem_mark or error.context_mark
    return int(mark.line) if mark else 0


def _problem(error: yaml.MarkedYAMLError) -> str:
    said = str(error.problem or "")
    return next((f"YAML: {words}" for start, words in _PROBLEMS if said.startswith(start)), f"YAML: {said}")
