"""What a document is made of. Everything is text as it is printed; numbers keep their value beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from campaign.reach.charts.chart import Chart

BlockKind = Literal["heading", "subheading", "text", "open", "chart"]


@dataclass(frozen=True)
class Block:
    """One paragraph. ``key`` names it for whoever edits its text. ``open``: for the unit to write, no figure says it.
    ``chart``: ``text`` is the chart's key."""

    kind: BlockKind
    text: str
    key: str = ""


@dataclass(frozen=True)
class Section:
    """``number`` is Roman: I to VI."""

    number: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Column:
    """``width`` in millimetres of A4. ``figure``: its mark and coverage beside it."""

    key: str
    title: str
    width: int
    kind: Literal["text", "number", "figure"] = "text"


@dataclass(frozen=True)
class Cell:
    """``value`` None in a number's column: nobody measured it, and ``text`` says so."""

    text: str
    value: int | float | None = None
    mark: str = ""
    measured: int | None = None
    of: int | None = None
    note: str = ""
    """Moment and window of a level."""


@dataclass(frozen=True)
class Table:
    """``key`` is ASCII: "pl2", "pl2-thang". Rows by the columns' keys."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Cell]]
    note: str = ""


@dataclass(frozen=True)
class Annex:
    """``name``: "Phụ lục 1"."""

    name: str
    title: str
    tables: Sequence[Table]


@dataclass(frozen=True)
class Document:
    """``standing``: draft, or issued with number and hash. ``warnings``: what has to be read before the first figure.
    ``watermark``: on every page and sheet, empty for none. ``charts`` by key."""

    letterhead: Mapping[str, Any]
    subject: str
    period: str
    as_of: str
    date_line: str
    standing: str
    issued: Mapping[str, Any] | None
    warnings: Sequence[str]
    watermark: str
    opening: str
    sections: Sequence[Section]
    marks: Sequence[str]
    method: Sequence[str]
    annexes: Sequence[Annex]
    charts: Mapping[str, Chart] = field(default_factory=dict)

    def tables(self) -> list[Table]:
        return [table for annex in self.annexes for table in annex.tables]
