"""Returns of units as a table (CSV, .xlsx): every row is right, or nothing is written; again is the same as once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.desk.activities import Said, check, one_line, write
from campaign.desk.incoming import incoming
from campaign.errors import Mistake
from campaign.models import Activity
from campaign.packs.cells import read_number, read_yes
from campaign.packs.logs import rows_of
from campaign.reach.activities import KINDS
from campaign.workspace.mistakes import WrongRows, nearest
from campaign.workspace.stored import stored_plan, stored_zone
from campaign.workspace.text import clean_text

MOST_ROWS = 5000
COLUMNS = {
    "task": ("nội dung", "nhiệm vụ", "mục"), "kind": ("loại",), "on": ("ngày",), "title": ("tên", "tên hoạt động"),
    "unit": ("đơn vị",), "live": ("trực tiếp",), "minutes": ("số phút", "phút"),
    "airings": ("số lượt phát", "lượt phát"), "audience": ("số lượt người", "lượt người"), "mark": ("mức tin cậy",),
    "place": ("địa điểm",), "evidence": ("minh chứng",), "column": ("chuyên mục",),
}  # fmt: skip
"""Names of columns: those of the command's options, and what people write at the head of a table."""
NEEDED = ("task", "kind", "on", "title")


@dataclass(frozen=True)
class Brought:
    """``new`` activities; ``known``: rows that an earlier table had brought."""

    new: int
    known: int


def bring_in(database: Database, actor: str, name: str, content: bytes, unit: str = "") -> Brought:
    """Every row becomes an activity. ``unit``: of a person who writes for that one only. Raises WrongRows, Mistake."""
    table = incoming(name, content)
    if len(table) > MOST_ROWS + 1:
        raise Mistake(f"Bảng có hơn {MOST_ROWS} dòng; hãy chia nhỏ.")
    _unknown(name, table[0][1])
    rows = list(rows_of(name, table, COLUMNS, NEEDED))
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


def _unknown(name: str, head: Sequence[str]) -> None:
    """Raises Mistake for a column that means nothing here: what stands in it would be lost."""
    known = {other: key for key, others in COLUMNS.items() for other in (key, *others)}
    said = [" ".join(clean_text(cell).split()).casefold() for cell in head]
    unknown = [cell for cell in said if cell and cell not in known]
    if unknown:
        raise Mistake(f"{name}:1: không có cột {unknown[0]!r}{nearest(unknown[0], known)} Có: {', '.join(COLUMNS)}.")


def _said(row: Mapping[str, str]) -> Said:
    cell = row.get
    kinds = {title.casefold(): kind for kind, title in KINDS.items()}
    kind = cell("kind", "")
    mark = cell("mark", "").upper()
    if mark not in ("", "X", "U"):
        raise Mistake(f"mức tin cậy {mark!r} phải là X (đếm được) hoặc U (ước tính)")
    return Said(
        task=cell("task", ""), kind=kinds.get(kind.casefold(), kind), on=read_day(cell("on", "")),
        title=cell("title", ""), live=read_yes("cột trực tiếp", cell("live", ""), False),
        minutes=read_number("số phút", cell("minutes", "")),
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


def _sha256(row: Mapping[str, str]) -> str:
    """Of what the row says; empty cells say nothing."""
    said = json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
