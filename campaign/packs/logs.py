"""Logs that come back (CSV): each right row becomes something done, and mistakes are told row by row. Pure.

A log is UTF-8 (with or without BOM) or UTF-16 as spreadsheets write it, with comma, semicolon or tab between cells and
a head of known columns. A log's reader turns rows into ``Came``; the desk writes them as activities, with the whole log
as evidence by its hash; ``key`` tells a row that an earlier log had brought.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from campaign.errors import Mistake
from campaign.workspace.mistakes import nearest
from campaign.workspace.text import clean_text

MOST_ROWS = 20_000
MOST_BYTES = 4 * 1024 * 1024
EARLIEST = 2000
"""A year before it is a slip ("15/11/26")."""
_NUMBER = re.compile(r"\d+|\d{1,3}(?:[. ]\d{3})+")
YES, NO = ("có", "co", "x", "1", "true", "yes", "ok", "đã phát"), ("không", "khong", "0", "false", "no", "chưa")


class WrongRows(Mistake):
    """``lines``: one sentence for each, ``FILE:ROW: message``; the head is row 1."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


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
    name: str, content: bytes, columns: Mapping[str, Sequence[str]], needed: Collection[str],
    reads: Callable[[Row], Came | None],
) -> list[Came]:  # fmt: skip
    """What ``reads`` makes of each row (None: a row that tells of nothing done). ``columns``: other names that people
    write, by the column's own. Raises WrongRows with every mistake; Mistake for a file that is no table at all."""
    rows = _rows(name, content, columns, needed)
    came: list[Came] = []
    wrong: list[str] = []
    first: dict[str, tuple[int, Came]] = {}
    for number, row in rows:
        try:
            told = reads(row)
        except Mistake as mistake:
            wrong.append(f"{name}:{number}: {mistake}")
            continue
        if told is None:
            continue
        before, same = first.setdefault(told.key, (number, told))
        if same.figures != told.figures:
            wrong.append(f"{name}:{number}: cùng việc với dòng {before} nhưng số khác; hãy giữ một dòng")
        came.append(replace(told, row=number))
    if wrong:
        raise WrongRows(wrong)
    return came


def row_key(log: str, *parts: object) -> str:
    """The key of a row: of the kind of log and of the cells that make the row this one and no other."""
    told = json.dumps([log, *(str(part) for part in parts)], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def read_day(text: str, today: date) -> date:
    """2026-11-15 or 15/11/2026, not after today. Raises Mistake."""
    day, slash, rest = text.strip().partition("/")
    month, _, year = rest.partition("/")
    try:
        on = date(int(year), int(month), int(day)) if slash else date.fromisoformat(text.strip())
    except ValueError:
        raise Mistake(f"ngày {text!r} phải viết như 15/11/2026 hoặc 2026-11-15") from None
    if on > today:
        raise Mistake(f"ngày {on:%d/%m/%Y} chưa tới; chỉ ghi việc đã làm")
    if on.year < EARLIEST:
        raise Mistake(f"ngày {text!r}: hãy ghi đủ bốn chữ số của năm, như 15/11/2026")
    return on


def read_number(what: str, text: str) -> int | None:
    """A whole number from 0 up, dots between thousands allowed; None for nothing. Raises Mistake."""
    if not (written := text.strip()):
        return None
    digits = re.sub("[. ]", "", written)
    if not _NUMBER.fullmatch(written) or len(digits) > 9:
        raise Mistake(f"{what} {text!r} phải là số nguyên từ 0 trở lên; chưa biết thì bỏ trống")
    return int(digits)


def read_yes(what: str, text: str, otherwise: bool) -> bool:
    """A yes or a no; ``otherwise`` for nothing. Raises Mistake."""
    word = text.strip().casefold()
    if not word:
        return otherwise
    if word not in YES + NO:
        raise Mistake(f"{what} {text!r} phải là “có” hoặc “không”")
    return word in YES


def _rows(
    name: str, content: bytes, columns: Mapping[str, Sequence[str]], needed: Collection[str]
) -> list[tuple[int, Row]]:
    text = _text(name, content)
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True)
    found: list[tuple[int, Row]] = []
    try:
        keys = _head(name, next(reader, []), columns, needed)
        for number, cells in enumerate(reader, 2):
            if len(found) > MOST_ROWS:
                raise Mistake(f"Tệp {name} có hơn {MOST_ROWS} dòng; hãy chia nhỏ.")
            if any(cell.strip() for cell in cells):
                row = {key: clean_text(cell).strip() for key, cell in zip(keys, cells, strict=False) if key}
                found.append((number, dict.fromkeys(columns, "") | row))
    except csv.Error:
        raise Mistake(f"{name}:{reader.line_num}: không đọc được dòng này như CSV") from None
    return found


def _text(name: str, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Mistake(f"Tệp {name} lớn hơn {MOST_BYTES // 1024 // 1024} MB; hãy chia nhỏ.")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Mistake(f"{name}:1: tệp không phải UTF-8; trong Excel hãy lưu dạng “CSV UTF-8”") from None


def _head(name: str, cells: Sequence[str], columns: Mapping[str, Sequence[str]], needed: Collection[str]) -> list[str]:
    known = {other: key for key, others in columns.items() for other in (key, *others)}
    said = [" ".join(clean_text(cell).split()).casefold() for cell in cells]
    keys = [known.get(cell, "") for cell in said]
    missing = [key for key in needed if key not in keys]
    if missing:
        near = "".join(nearest(cell, known) for cell in said if cell and cell not in known)[:200]
        raise Mistake(f"{name}:1: thiếu cột {', '.join(missing)}.{near}")
    return keys
