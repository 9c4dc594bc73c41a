"""Logs that come back: each right row becomes something done, and mistakes are told row by row. Pure.

The desk reads the file into a table of texts with a head of known columns (campaign.library.tables). A log's reader
turns rows into ``Came``; the desk writes them as activities, with the whole log as evidence by its hash; ``key`` tells
a row that an earlier log had brought.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from campaign.errors import Mistake
from campaign.packs.csv_file import as_typed
from campaign.workspace.mistakes import WrongRows, nearest
from campaign.workspace.text import clean_text

Table = Sequence[tuple[int, Sequence[str]]]
"""(number in the file, its cells) of each row that is not blank, the head first: what the desk read from the file."""


@dataclass(frozen=True)
class Known:
    """What a reader may compare with. ``task``: the task item that the person chose for the whole log; ``titles``: of
    every item, by slug; ``tasks``: ids of the plan's task items; ``units``: ids by id, and by name in lower case."""

    today: date
    task: str
    titles: Mapping[str, str]
    tasks: Collection[str]
    units: Mapping[str, str]


@dataclass(frozen=True)
class Came:
    """Something done that a log tells: what an activity holds. ``unit`` "": the first that leads the task item."""

    task: str
    kind: str
    on: date
    title: str
    key: str
    """SHA-256 of what the row says; the same row in a later log adds nothing."""
    unit: str = ""
    place: str = ""
    minutes: int | None = None
    airings: int | None = None
    audience: int | None = None
    estimated: bool = False
    live: bool = False
    notes: tuple[str, ...] = ()
    """Further evidence in words."""
    row: int = 0
    """Where it stands in its log; the head is row 1."""

    @property
    def figures(self) -> tuple[int | None, ...]:
        """What two rows of one deed must agree on."""
        return (self.minutes, self.airings, self.audience)


Row = Mapping[str, str]


def read_log(
    name: str, table: Table, columns: Mapping[str, Sequence[str]], needed: Collection[str],
    reads: Callable[[Row], Came | None],
) -> list[Came]:  # fmt: skip
    """What ``reads`` makes of each row (None: a row that tells of nothing done). ``columns``: other names that people
    write, by the column's own. Raises WrongRows with every mistake; Mistake for a table without the right columns."""
    came: list[Came] = []
    wrong: list[str] = []
    first: dict[str, tuple[int, Came]] = {}
    for number, row in rows_of(name, table, columns, needed):
        try:
            told = reads(row)
        except Mistake as mistake:
            wrong.append(f"{name}:{number}: {mistake}")
            continue
        if told is None:
            continue
        before, same = first.setdefault(told.key, (number, told))
        if same.figures != told.figures:
            repeated = f"cùng việc với dòng {before} nhưng số khác; hãy giữ một dòng"
            wrong.append(f"{name}:{number}: {repeated}")
        came.append(replace(told, row=number))
    if wrong:
        raise WrongRows(wrong)
    return came


def row_key(log: str, *parts: object) -> str:
    """The key of a row: of the kind of log and of the cells that make the row this one and no other."""
    told = json.dumps([log, *(str(part) for part in parts)], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def rows_of(
    name: str, table: Table, columns: Mapping[str, Sequence[str]], needed: Collection[str]
) -> Iterator[tuple[int, Row]]:
    """(number in the file, cells by the columns' own names) below the head. Raises Mistake for a missing column."""
    keys = _head(name, table[0][1] if table else (), columns, needed)
    for number, cells in table[1:]:
        row = {key: as_typed(clean_text(cell).strip()) for key, cell in zip(keys, cells, strict=False) if key}
        yield number, dict.fromkeys(columns, "") | row


def _head(name: str, cells: Sequence[str], columns: Mapping[str, Sequence[str]], needed: Collection[str]) -> list[str]:
    known = {other: key for key, others in columns.items() for other in (key, *others)}
    said = [" ".join(clean_text(cell).split()).casefold() for cell in cells]
    keys = [known.get(cell, "") for cell in said]
    missing = [key for key in needed if key not in keys]
    if missing:
        near = "".join(nearest(cell, known) for cell in said if cell and cell not in known)[:200]
        lacking = f"thiếu cột {', '.join(missing)}.{near}"
        raise Mistake(f"{name}:1: {lacking}")
    return keys
