"""Columns (recurring programmes and pages of the plan): how many issues, and whether the rhythm is broken."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Activity, Delivery, Item, Revision
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
        _rhythm(column, sorted([*days.get(column.id, []), *_posted(session, column, period)]), period, today)
        for column in plan.columns if not unit or column.unit == unit
    ]  # fmt: skip


def _posted(session: Session, column: Column, period: Period) -> list[date]:
    """The day of the first post of each item that carries the column's tag now. A post that was taken down is none;
    one on several channels is one issue."""
    if not column.tag:
        return []
    tags = sa.cast(col(Revision.tags), sa.Text)
    quoted = json.dumps(column.tag), json.dumps(column.tag, ensure_ascii=False)
    query = (
        sa.select(sa.func.min(col(Delivery.published_at)))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .join(Revision, sa.and_(col(Revision.item_id) == col(Item.id), col(Revision.number) == col(Item.revision)))
        .where(col(Delivery.state) == "published", col(Delivery.part) == "", col(Delivery.retracted_at).is_(None))
        .where(sa.or_(*(tags.contains(each, autoescape=True) for each in quoted)))
        .group_by(col(Item.id))
    )
    return [first.astimezone(period.zone).date() for first in session.scalars(query) if first]


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
