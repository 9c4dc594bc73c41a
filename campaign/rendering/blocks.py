"""An item's Markdown body as plain blocks of marked words: what posters, lessons and scripts are set from.

Raw HTML is left out and its words stay, those of script and style aside; an image is its alternative text; a link is
``words (address)``. Grammar: https://spec.commonmark.org/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markdown_it.token import Token

from campaign.rendering.markdown import CONTENT, hidden_by, parsed, readable, seen_of_html
from campaign.workspace.text import clean_text

Kind = Literal["heading", "text", "bullet", "number", "quote"]


@dataclass(frozen=True)
class Run:
    """Words of one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or one point of a list. ``level``: of a heading 2 to 6, of a point its depth from 1."""

    kind: Kind
    runs: tuple[Run, ...]
    level: int = 0
    number: int = 0
    """Of a numbered point."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    def as_plain(self) -> dict[str, Any]:
        """For a template."""
        runs = [{"text": run.text, "bold": run.bold, "italic": run.italic} for run in self.runs]
        return {"kind": self.kind, "level": self.level, "number": self.number, "runs": runs}


def blocks_of(markdown: str) -> list[Block]:
    """Its blocks in order, empty ones left out."""
    return [block for block in _Walk().blocks(parsed(markdown)) if block.text.strip()]


class _Walk:
    """Over markdown-it's flat token list."""

    def __init__(self) -> None:
        self.lists: list[int | None] = []
        """One for each open list: its next number, None for bullets."""
        self.fresh = False
        """The next paragraph is the first of its point."""
        self.heading = self.quotes = 0
        self.cells: list[str] = []
        self.in_cell = False

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        for token in tokens:
            match token.type:
                case "heading_open":
                    self.heading = max(int(token.tag[1:]), 2)
                case "heading_close":
                    self.heading = 0
                case "bullet_list_open":
                    self.lists.append(None)
                case "ordered_list_open":
                    self.lists.append(int(token.attrGet("start") or 1))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.fresh = True
                case "blockquote_open":
                    self.quotes += 1
                case "blockquote_close":
                    self.quotes -= 1
                case "tr_open":
                    self.cells = []
                case "tr_close":
                    yield Block("text", (Run(" | ".join(self.cells)),))
                case "th_open" | "td_open":
                    self.in_cell = True
                case "th_close" | "td_close":
                    self.in_cell = False
                case "fence" | "code_block":
                    yield Block("text", (Run(token.content.strip()),))
                case "html_block":
                    yield Block("text", (Run(seen_of_html(token.content)),))
                case "inline":
                    runs = _runs(token.children or [])
                    if self.in_cell:
                        self.cells.append("".join(run.text for run in runs))
                    else:
                        yield self._block(runs)

    def _block(self, runs: tuple[Run, ...]) -> Block:
        if self.heading:
            return Block("heading", runs, self.heading)
        if self.lists and self.fresh:
            self.fresh = False
            number = self.lists[-1]
            if number is None:
                return Block("bullet", runs, len(self.lists))
            self.lists[-1] = number + 1
            return Block("number", runs, len(self.lists), number)
        return Block("quote" if self.quotes else "text", runs, len(self.lists))


def _runs(children: Sequence[Token]) -> tuple[Run, ...]:
    done: list[Run] = []
    bold = italic = 0
    links: list[tuple[str, int]] = []

    def add(text: str) -> None:
        look = Run(clean_text(text), bold > 0, italic > 0)
        if done and (done[-1].bold, done[-1].italic) == (look.bold, look.italic):
            look = Run(done.pop().text + look.text, look.bold, look.italic)
        done.append(look)

    hidden = ""
    for token in children:
        if token.type == "html_inline":
            hidden = hidden_by(token.content, hidden)
        elif hidden and token.type in CONTENT:
            continue  # marks still open and close
        match token.type:
            case "text" | "code_inline" | "image":
                add(token.content)
            case "softbreak" | "hardbreak":
                add("\n")
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "em_open":
                italic += 1
            case "em_close":
                italic -= 1
            case "link_open":
                links.append((str(token.attrGet("href") or ""), sum(len(run.text) for run in done)))
            case "link_close":
                href, start = links.pop()
                address, words = readable(href), "".join(run.text for run in done)[start:]
                if address and words != address:
                    add(f" ({address})")
    return tuple(run for run in done if run.text)
