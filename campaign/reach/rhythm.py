"""Columns (recurring programmes and pages of the plan): how many issues, and whether the rhythm is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Activity
from campaign.reach.periods import Period
from campaign.workspace.plan import Column, Plan


@dataclass(frozen=True)
class Rhythm:
    """``issues`` in the period; ``last_on`` of all; ``silences`` in the period that were longer than the cadence;
    ``broken_since``: the day on which the next issue was due and did not come, None while all is well."""

    column: Column
    issues: int
    last_on: date | None
    silences: int
    broken_since: date | None


def rhythms(session: Session, plan: Plan, period: Period, today: date, unit: str = "") -> list[Rhythm]:
    """Of every column of the plan, or of one unit's, in the plan's order."""
    query = (
        sa.select(col(Activity.column_key), col(Activity.on_date))
        .where(col(Activity.state) == "counted", col(Activity.column_key) != "")
        .order_by(col(Activity.on_date))
    )
    days: dict[str, list[date]] = {}
    for key, on in session.execute(query):
        days.setdefault(key, []).append(on)
    return [
        _rhythm(column, days.get(column.id, []), period, today)
        for column in plan.columns if not unit or column.unit == unit
    ]  # fmt: skip


def _rhythm(column: Column, days: Sequence[date], period: Period, today: date) -> Rhythm:
    every = timedelta(days=column.every_days)
    until = min(today, column.to_on) if column.to_on else today
    known = [day for day in days if day <= until]
    last = known[-1] if known else None
    next_on = last + every if last else column.from_on
    broken = next_on if next_on is not None and next_on < until else None
    silences = sum(
        1 for one, other in pairwise(days) if other - one > every and period.from_on <= other <= period.to_on
    )
    issues = sum(period.from_on <= day <= period.to_on for day in days)
    return Rhythm(column, issues, last, silences + (broken is not None), broken)
