"""What the annexes and charts of a report print beside its figures: rows of posts and activities, months by channel.

``{"months": [...], "kinds": [...], "first_followers": {...}, "targets": {...}, "posts": {"of", "rows"},
"activities": {"of", "rows"}, "ground": [...], "evidenced": {...}}``: plain JSON, so that it is frozen with an issued
report. Dates are ISO 8601.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Activity, ActivityEvidence, Item
from campaign.reach.activities import narrowed
from campaign.reach.counted import EVERYTHING, POSTS, Wanted
from campaign.reach.ground import by_unit, evidenced
from campaign.reach.levels import first_followers, followers_json
from campaign.reach.listed import listed_posts
from campaign.reach.metrics import total
from campaign.reach.periods import Period
from campaign.reach.tallies import Cell
from campaign.reach.targets import Standing

LONGEST = 500
"""Rows of posts, and of activities: those seen most, and the latest. The annex says how many there are in all."""


def charted(session: Session, tasks: Sequence[str], cells: Mapping[tuple[str, str, str], Cell]) -> dict[str, Any]:
    """``months`` and ``kinds``: what charts need, of the posts in ``POSTS`` that count under one of these task items,
    as the report's figures do."""
    return {"months": _months(_under(cells, tasks)), "kinds": _kinds(session, tasks)}


def listed(
    session: Session,
    period: Period,
    unit: str,
    tasks: Sequence[str],
    cells: Mapping[tuple[str, str, str], Cell],
    targets: Sequence[Standing],
    wanted: Wanted = EVERYTHING,
) -> dict[str, Any]:
    """The rest: what annexes need, of the same posts and of the activities of that period and unit."""
    posts = sum(cell.posts for cell in _under(cells, tasks).values())
    counted = _counted(period, unit, tasks, wanted)
    return {
        "first_followers": {key: followers_json(level) for key, level in first_followers(session, period).items()},
        "targets": {
            standing.target.id: {"source": standing.source, "as_of": standing.as_of and standing.as_of.isoformat()}
            for standing in targets
        },
        "posts": {"of": posts, "rows": listed_posts(session, period.to_at, tasks, LONGEST)},
        "activities": _activities(session, counted),
        "ground": by_unit(session, counted),
        "evidenced": evidenced(session, counted),
    }


def _under(cells: Mapping[tuple[str, str, str], Cell], tasks: Sequence[str]) -> dict[tuple[str, str, str], Cell]:
    return {place: cell for place, cell in cells.items() if place[0] in tasks}


def _months(cells: Mapping[tuple[str, str, str], Cell]) -> list[dict[str, Any]]:
    by_place: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for (_, channel, month), cell in cells.items():
        if cell.posts:
            by_place[month, channel].append(cell)
    return [_month(month, channel, own) for (month, channel), own in sorted(by_place.items())]


def _month(month: str, channel: str, cells: list[Cell]) -> dict[str, Any]:
    views = [cell.figures["views"] for cell in cells if "views" in cell.figures]
    value = total("views", (each.value for each in views))
    return {
        "month": month, "channel": channel, "posts": sum(cell.posts for cell in cells), "views": value,
        "mark": "-" if value is None else "X" if any(each.by_hand for each in views) else "Đ",
        "measured": sum(each.measured for each in views),
    }  # fmt: skip


def _kinds(session: Session, tasks: Sequence[str]) -> list[dict[str, Any]]:
    query = (
        sa.select(col(Item.kind), sa.func.count(POSTS.c.item_id.distinct()))
        .join(POSTS, POSTS.c.item_id == col(Item.id))
        .where(POSTS.c.retracted_at.is_(None), POSTS.c.task.in_(tasks))
        .group_by(col(Item.kind))
        .order_by(col(Item.kind))
    )
    return [{"kind": kind, "items": items} for kind, items in session.execute(query)]


def _counted(period: Period, unit: str, tasks: Sequence[str], wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Of the activities that the report counts."""
    return [
        col(Activity.state) == "counted",
        col(Activity.task).in_(tasks),
        col(Activity.on_date) >= period.from_on,
        col(Activity.on_date) <= period.to_on,
        *([col(Activity.unit) == unit] if unit else []),
        *narrowed(wanted),
    ]


def _activities(session: Session, counted: Sequence[sa.ColumnElement[bool]]) -> dict[str, Any]:
    of = session.scalar(sa.select(sa.func.count()).select_from(Activity).where(*counted)) or 0
    latest = sa.select(Activity).where(*counted).order_by(col(Activity.on_date).desc(), col(Activity.id).desc())
    rows = session.scalars(latest.limit(LONGEST)).all()
    shown: dict[int, list[str]] = defaultdict(list)
    if rows:
        evidence = sa.select(ActivityEvidence).where(col(ActivityEvidence.activity_id).in_([row.id for row in rows]))
        for each in session.scalars(evidence.order_by(col(ActivityEvidence.id))):
            shown[each.activity_id].append(each.text or each.name)
    return {
        "of": of,
        "rows": [
            {
                "task": row.task, "kind": row.kind, "unit": row.unit, "on": row.on_date.isoformat(),
                "title": row.title, "live": row.live, "minutes": row.minutes, "airings": row.airings,
                "audience": row.audience, "mark": "-" if row.audience is None else row.audience_mark,
                "place": row.place, "evidence": shown[row.id or 0],
            }
            for row in reversed(rows)
        ],
    }  # fmt: skip
