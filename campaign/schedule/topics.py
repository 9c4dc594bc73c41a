"""Days and seasons that ask for certain contents: the table of special days, and the plan's ``[[topic]]``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Delivery, Item, Revision
from campaign.models.approvals import approved_items
from campaign.schedule.lunar import lunar_date
from campaign.schedule.special_days import special_days
from campaign.workspace.folding import fold
from campaign.workspace.plan import Plan, Season

DAY = timedelta(days=1)
AHEAD_DAYS = 60
MOST_ITEMS = 5
APART_DAYS = 14
"""An item that goes out this near the occasion already is not suggested for it."""
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Occasion:
    """One day or season ahead (dates in the plan's zone, both included). ``tags``: what suits it; empty: told by its
    name alone. ``task``: a task item that suits it; empty: none."""

    title: str
    first: date
    last: date
    tags: frozenset[str] = frozenset()
    task: str = ""


@dataclass(frozen=True)
class Suggested:
    """An approved item that suits. ``last_on``: when it last went out; None: never."""

    slug: str
    title: str
    kind: str
    last_on: date | None


def occasions(session: Session, plan: Plan, today: date, days: int = AHEAD_DAYS) -> list[Occasion]:
    """What begins within so many days, or is under way, the nearest first."""
    until = today + days * DAY
    found = [Occasion(row.name, on, on) for on, rows in special_days(session, today, until).items() for row in rows]
    for season in plan.seasons:
        found += [Occasion(season.title, first, last, frozenset(map(plain, season.tags)), season.task)
                  for first, last in _spans(season, today, until)]  # fmt: skip
    return sorted(found, key=lambda one: (one.first, one.title))


def suggestions(
    session: Session, asked: Sequence[Occasion], required: int, today: date, unit: str = ""
) -> list[tuple[Occasion, list[Suggested]]]:
    """Beside each occasion the approved items that suit it, those that rested longest first, at most ``MOST_ITEMS``.

    ``unit``: only its items and those of no unit. An occasion that nothing suits stands there with an empty list.
    """
    out: dict[int, list[date]] = {}
    used = sa.select(col(Delivery.item_id), col(Delivery.due_at)).where(
        col(Delivery.part) == "", col(Delivery.state).not_in(("cancelled", "failed"))
    )
    for item_id, due_at in session.execute(used):
        out.setdefault(item_id, []).append(due_at.date())
    shelf = _shelf(session, required, today, unit)
    return [(one, _suiting(one, shelf, out)) for one in asked]


def plain(tag: str) -> str:
    """A tag as compared here: words without marks and case."""
    return " ".join(_WORDS.findall(fold(tag)))


def _suiting(occasion: Occasion, shelf: Sequence[sa.Row[Any]], out: dict[int, list[date]]) -> list[Suggested]:
    found = []
    for row in shelf:
        dates = out.get(row.id, [])
        near = any(occasion.first - APART_DAYS * DAY <= on <= occasion.last + APART_DAYS * DAY for on in dates)
        runs = not row.not_before or row.not_before <= occasion.last
        lasts = all(end is None or end >= occasion.first for end in (row.expires_on, row.review_by))
        if not near and runs and lasts and _suits(occasion, row.tags, row.task):
            found.append(Suggested(row.slug, row.title, row.kind, max(dates, default=None)))
    found.sort(key=lambda one: (one.last_on or date.min, one.slug))
    return found[:MOST_ITEMS]


def _suits(occasion: Occasion, its_tags: Sequence[str], tasks: Sequence[str]) -> bool:
    tags = {plain(tag) for tag in its_tags} - {""}
    if occasion.tags:
        return bool(tags & occasion.tags)
    if occasion.task:
        return occasion.task in tasks
    name = f" {plain(occasion.title)} "
    return any(f" {tag} " in name for tag in tags)


def _shelf(session: Session, required: int, today: date, unit: str) -> Sequence[sa.Row[Any]]:
    """What may be suggested at all; only the columns that are looked at, since texts are long."""
    shown = (Item.id, Item.slug, Item.kind, Revision.title, Revision.tags, Revision.task)
    days = (Revision.not_before, Revision.expires_on, Revision.review_by)
    query = (
        sa.select(*(col(each) for each in (*shown, *days)))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(
            col(Item.id).in_(approved_items(required)), col(Item.withdrawn_at).is_(None),
            col(Item.state) != "archived", col(Revision.verified),
            col(Revision.expires_on).is_(None) | (col(Revision.expires_on) >= today),
        )
    )  # fmt: skip
    if unit:
        query = query.where(col(Revision.unit).in_(("", unit)))
    return session.execute(query).all()


def _spans(season: Season, today: date, until: date) -> Iterator[tuple[date, date]]:
    """The runs of days of that season that touch ``today`` to ``until``. A season may go over the end of a year."""
    inside = False
    first = today
    on = today
    while on <= until + 366 * DAY and (on <= until or inside):
        here = season.holds(_month_day(season, on))
        if here and not inside:
            first, inside = on, True
        if inside and not here:
            yield first, on - DAY
            inside = False
        on += DAY
    if inside:
        yield first, on - DAY


def _month_day(season: Season, on: date) -> tuple[int, int]:
    if not season.lunar:
        return on.month, on.day
    there = lunar_date(on)
    return there.month, there.day
