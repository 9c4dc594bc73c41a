"""Which special days fall on which dates. The table is small (some dozens of rows) and people edit it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import SpecialDay
from campaign.schedule.lunar import is_last_of_month, lunar_date

DAY = timedelta(days=1)


def special_days(session: Session, first: date, last: date) -> dict[date, list[SpecialDay]]:
    """The special days of ``first`` to ``last`` (both included), public ones first; dates without one are left out."""
    rows = all_special_days(session)
    dates = (first + number * DAY for number in range((last - first).days + 1))
    found = {on: falling_on(on, rows) for on in dates}
    return {on: days for on, days in found.items() if days}


def all_special_days(session: Session) -> Sequence[SpecialDay]:
    """The whole table in the order of a year: solar ones first, then lunar ones."""
    order = (col(SpecialDay.lunar), col(SpecialDay.month), col(SpecialDay.day), col(SpecialDay.id))
    return session.scalars(sa.select(SpecialDay).order_by(*order)).all()


def falling_on(on: date, rows: Iterable[SpecialDay]) -> list[SpecialDay]:
    """Those of ``rows`` that ``on`` is."""
    return sorted((row for row in rows if _is(on, row)), key=lambda row: row.kind != "public")


def _is(on: date, row: SpecialDay) -> bool:
    if not row.lunar:
        return (on.month, on.day) == (row.month, row.day) and row.year in (None, on.year)
    there = lunar_date(on)
    if there.leap or there.month != row.month or row.year not in (None, there.year):
        return False
    return there.day == row.day or (row.day == 30 and there.day == 29 and is_last_of_month(on))
