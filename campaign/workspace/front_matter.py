"""An item's file: YAML between two lines of ``---``, then Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from campaign.workspace.yaml_nodes import Node, Unreadable, compose

_OPENING = re.compile(r"(?:[ \t]*\n)*---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The keys with their nodes, the line of the opening ``---``, and the Markdown below."""

    pairs: list[tuple[Node, Node]]
    line: int
    body: str


def read_front_matter(text: str, complain: Callable[[int, str], None]) -> FrontMatter | None:
    """Split and read clean text; None, with a mistake, where there is no front matter that can be read."""
    opening = _OPENING.match(text)
    if opening is None:
        complain(1, "tệp phải bắt đầu bằng dòng --- rồi các khóa như title:")
        return None
    line = text.count("\n", 0, opening.end())
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        complain(line, "thiếu dòng --- đóng phần khóa ở đầu tệp")
        return None
    try:
        root = compose(text[opening.end() : closing.start()], line + 1, complain)
    except Unreadable as wrong:
        complain(wrong.line, wrong.message)
        return None
    if root is not None and root.form not in ("map", "null"):
        complain(root.line, "phần đầu tệp phải gồm các dòng khóa: giá trị")
        return None
    return FrontMatter(root.pairs if root else [], line, text[closing.end() :].strip("\n"))
