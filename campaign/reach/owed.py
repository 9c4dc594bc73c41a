"""What units owe to the plan's deadlines: due when, for which period, and which unit has not handed in yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import FrozenReport, UnitReturn
from campaign.workspace.plan import Deadline, Plan

Standing = Literal["missing", "asked", "sent", "accepted", "reported"]
"""missing: nobody made it a link. asked: it has one. sent: handed in, to be read. accepted: read and counted.
reported: the unit's own report of that period was issued here."""
DONE = ("accepted", "reported")


@dataclass(frozen=True)
class Due:
    """One deadline in one year. ``units`` in the plan's order: (unit, standing, its newest return)."""

    deadline: Deadline
    year: int
    from_on: date
    to_on: date
    cutoff_on: date
    due_on: date
    units: Sequence[tuple[str, Standing, UnitReturn | None]] = ()

    @property
    def missing(self) -> list[str]:
        """Units whose work is not in yet."""
        return [unit for unit, standing, _ in self.units if standing not in DONE]


def dates_of(deadline: Deadline, year: int) -> Due | None:
    """The year's own dates; None for a deadline that is set year by year. A period that begins on a later day of the
    year than it ends began the year before."""
    if not deadline.month_day:
        return None
    due_on, to_on = _day(year, deadline.month_day), _day(year, deadline.period_end)
    from_on = _day(year, deadline.period_start)
    from_on = from_on.replace(year=year - 1) if from_on > to_on else from_on
    return Due(deadline, year, from_on, to_on, _day(year, deadline.cutoff or deadline.month_day), due_on)


def dues(session: Session, plan: Plan, first: date, last: date, unit: str = "") -> list[Due]:
    """Those that fall due between two days, both included, with who has handed in. ``unit``: of that one alone."""
    found = []
    for deadline in plan.deadlines:
        for year in range(first.year, last.year + 1):
            due = dates_of(deadline, year)
            if due is not None and first <= due.due_on <= last and (not unit or unit in deadline.from_units):
                found.append(_with_units(session, due, unit))
    return sorted(found, key=lambda due: due.due_on)


def next_dues(session: Session, plan: Plan, today: date, unit: str = "") -> list[Due]:
    """This year's, of each deadline: still to fall due, or fallen due with something missing."""
    this_year = dues(session, plan, date(today.year, 1, 1), date(today.year, 12, 31), unit)
    return [due for due in this_year if due.due_on >= today or due.missing]


def _with_units(session: Session, due: Due, unit: str) -> Due:
    query = sa.select(UnitReturn).where(
        col(UnitReturn.deadline) == due.deadline.id, col(UnitReturn.due_on) == due.due_on,
        col(UnitReturn.revoked_at).is_(None),
    )  # fmt: skip
    returns = {row.unit: row for row in session.scalars(query.order_by(col(UnitReturn.id)))}
    issued = set(
        session.scalars(
            sa.select(col(FrozenReport.unit)).where(
                col(FrozenReport.from_on) >= due.from_on, col(FrozenReport.from_on) <= due.to_on,
                col(FrozenReport.to_on) >= due.cutoff_on,
            )
        )
    )  # fmt: skip
    return Due(
        due.deadline, due.year, due.from_on, due.to_on, due.cutoff_on, due.due_on,
        list(_standings([unit] if unit else due.deadline.from_units, returns, issued)),
    )  # fmt: skip


def _standings(
    units: Sequence[str], returns: dict[str, UnitReturn], issued: set[str]
) -> Iterator[tuple[str, Standing, UnitReturn | None]]:
    for unit in units:
        row = returns.get(unit)
        if row is not None and row.accepted_at:
            yield unit, "accepted", row
        elif unit in issued:
            yield unit, "reported", row
        elif row is None:
            yield unit, "missing", None
        else:
            yield unit, "sent" if row.sent_at else "asked", row


def _day(year: int, month_day: str) -> date:
    return date.fromisoformat(f"{year}-{month_day}")
