"""Returns of units as a table (CSV): every row is right, or nothing is written; the same table again adds nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.desk.activities import Said, check, one_line, write
from campaign.errors import Mistake
from campaign.models import Activity
from campaign.packs.logs import read_number
from campaign.reach.activities import KINDS
from campaign.workspace.mistakes import nearest
from campaign.workspace.stored import stored_plan, stored_zone
from campaign.workspace.text import clean_text

MOST_ROWS = 5000
MOST_BYTES = 4 * 1024 * 1024
COLUMNS = {
    "task": ("nội dung", "nhiệm vụ", "mục"), "kind": ("loại",), "on": ("ngày",), "title": ("tên", "tên hoạt động"),
    "unit": ("đơn vị",), "live": ("trực tiếp",), "minutes": ("số phút", "phút"),
    "airings": ("số lượt phát", "lượt phát"), "audience": ("số lượt người", "lượt người"), "mark": ("mức tin cậy",),
    "place": ("địa điểm",), "evidence": ("minh chứng",), "column": ("chuyên mục",),
}  # fmt: skip
"""Names of columns: those of the command's options, and what people write at the head of a table."""
NEEDED = ("task", "kind", "on", "title")
YES, NO = ("có", "co", "x", "1", "true", "yes"), ("", "không", "khong", "0", "false", "no")


class WrongRows(Mistake):
    """``lines``: one sentence for each, ``FILE:ROW: message``; nothing was written."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Brought:
    """``new`` activities; ``known``: rows that an earlier table had brought."""

    new: int
    known: int


def bring_in(database: Database, actor: str, name: str, content: bytes, unit: str = "") -> Brought:
    """Every row becomes an activity. ``unit``: of a person who writes for that one only. Raises WrongRows, Mistake."""
    rows = list(_rows(name, content))
    with database.read() as session:
        plan, now = stored_plan(session), database.now(session)
        today = now.astimezone(stored_zone(session)).date()
    wrong: list[str] = []
    told: list[tuple[Said, str, str]] = []
    for number, row in rows:
        try:
            said = _said(row)
            belongs = check(plan, said, today)
            if unit and belongs != unit:
                raise Mistake(f"bạn chỉ ghi được cho đơn vị {unit}")
            told.append((said, belongs, _sha256(row)))
        except Mistake as mistake:
            wrong.append(f"{name}:{number}: {mistake}")
    if wrong:
        raise WrongRows(wrong)
    with database.write() as session:
        now = database.now(session)
        hashes = [sha256 for _, _, sha256 in told]
        there = set(session.scalars(sa.select(col(Activity.row_sha256)).where(col(Activity.row_sha256).in_(hashes))))
        new = 0
        for said, belongs, sha256 in told:
            if sha256 in there:
                continue
            there.add(sha256)
            evidence = [(words, "", "", 0) for words in said.words]
            write(session, now, actor, said, belongs, evidence, waits=plan.reach.second_reader, row_sha256=sha256)
            new += 1
    return Brought(new, len(told) - new)


def _rows(name: str, content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """(row number, the header being 1; cells by the names of COLUMNS). Raises Mistake."""
    if len(content) > MOST_BYTES:
        raise Mistake(f"Bảng lớn hơn {MOST_BYTES // 1024 // 1024} MB; hãy chia nhỏ.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Mistake(f"{name}:1: bảng không phải UTF-8; trong Excel hãy lưu dạng “CSV UTF-8”") from None
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        columns = _columns(name, next(reader, []))
        for number, cells in enumerate(reader, 2):
            if number > MOST_ROWS + 1:
                raise Mistake(f"Bảng có hơn {MOST_ROWS} dòng; hãy chia nhỏ.")
            if any(cell.strip() for cell in cells):
                yield number, {key: clean_text(cell).strip() for key, cell in zip(columns, cells, strict=False) if key}
    except csv.Error:
        raise Mistake(f"{name}:{reader.line_num}: không đọc được dòng này như CSV") from None


def _columns(name: str, head: Sequence[str]) -> list[str]:
    known = {other: key for key, others in COLUMNS.items() for other in (key, *others)}
    said = [" ".join(clean_text(cell).split()).casefold() for cell in head]
    unknown = [cell for cell in said if cell and cell not in known]
    if unknown:
        raise Mistake(f"{name}:1: không có cột {unknown[0]!r}{nearest(unknown[0], known)} Có: {', '.join(COLUMNS)}.")
    found = [known.get(cell, "") for cell in said]
    missing = [key for key in NEEDED if key not in found]
    if missing:
        raise Mistake(f"{name}:1: thiếu cột {', '.join(missing)}")
    return found


def _said(row: Mapping[str, str]) -> Said:
    cell = row.get
    kinds = {title.casefold(): kind for kind, title in KINDS.items()}
    kind = cell("kind", "")
    mark = cell("mark", "").upper()
    if mark not in ("", "X", "U"):
        raise Mistake(f"mức tin cậy {mark!r} phải là X (đếm được) hoặc U (ước tính)")
    return Said(
        task=cell("task", ""), kind=kinds.get(kind.casefold(), kind), on=read_day(cell("on", "")),
        title=cell("title", ""), live=_yes(cell("live", "")), minutes=read_number("số phút", cell("minutes", "")),
        airings=read_number("số lượt phát", cell("airings", "")),
        audience=read_number("số lượt người", cell("audience", "")),
        estimated=mark == "U", place=cell("place", ""), unit=cell("unit", ""), column=cell("column", ""),
        words=tuple(one_line(each)[:2000] for each in cell("evidence", "").split("|") if each.strip()),
    )  # fmt: skip


def read_day(text: str) -> date:
    """2026-11-15 or 15/11/2026. Raises Mistake."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day, not a moment
        except ValueError:
            continue
    raise Mistake(f"không đọc được ngày {text!r}; hãy viết 2026-11-15 hoặc 15/11/2026")


def _yes(text: str) -> bool:
    if text.casefold() not in (*YES, *NO):
        raise Mistake(f"cột trực tiếp ghi {text!r}; hãy ghi có hoặc không")
    return text.casefold() in YES


def _sha256(row: Mapping[str, str]) -> str:
    """Of what the row says; empty cells say nothing."""
    said = json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
