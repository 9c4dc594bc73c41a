"""The table of special days, as people edit it: each change one transaction and one audit row."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass

from campaign.db import Database
from campaign.errors import Mistake, NotFound
from campaign.models import SpecialDay
from campaign.models.special_day import DAY_KINDS
from campaign.people.audit import record

LEAP_YEAR = 2024


@dataclass(frozen=True)
class SpecialDayForm:
    """A row as a person writes it. ``year`` None: every year."""

    name: str
    kind: str
    lunar: bool
    month: int
    day: int
    year: int | None = None


def save_special_day(database: Database, actor: str, form: SpecialDayForm, day_id: int | None = None) -> int:
    """A new row, or another content of one; its id. Raises NotFound, Mistake."""
    _check(form)
    with database.write() as session:
        row = SpecialDay(name="", kind="press", month=1, day=1) if day_id is None else session.get(SpecialDay, day_id)
        if row is None:
            raise NotFound("Không có ngày này trong bảng.")
        for name, value in vars(form).items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        session.add(row)
        session.flush()
        action = "special_day.add" if day_id is None else "special_day.edit"
        record(session, database.now(session), actor, action, f"special_day:{row.id}", **vars(form))
        return row.id or 0


def remove_special_day(database: Database, actor: str, day_id: int) -> None:
    """Raises NotFound."""
    with database.write() as session:
        row = session.get(SpecialDay, day_id)
        if row is None:
            raise NotFound("Không có ngày này trong bảng.")
        record(session, database.now(session), actor, "special_day.remove", f"special_day:{day_id}", name=row.name)
        session.delete(row)


def _check(form: SpecialDayForm) -> None:
    if not form.name.strip():
        raise Mistake("Hãy ghi tên của ngày.")
    if form.kind not in DAY_KINDS:
        raise Mistake("Loại ngày phải là ngày nghỉ, ngày báo chí hoặc ngày pháp luật.")
    last = 30 if form.lunar else monthrange(form.year or LEAP_YEAR, form.month)[1]
    if form.day > last:
        raise Mistake(f"Tháng {form.month} không có ngày {form.day}.")
