"""Activities added up for annexes, all of them however long the list is: by unit and kind, and how many have evidence.

Airings, minutes and attendances add up. Places are those that were named, counted as they were written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Activity, ActivityEvidence


def by_unit(session: Session, counted: Sequence[sa.ColumnElement[bool]]) -> list[dict[str, Any]]:
    """``{unit, kind, count, airings, minutes, audience, mark, places}``; None where no row of them says any.
    ``counted``: the conditions on ``Activity`` of the report."""
    guessed = sa.and_(col(Activity.audience_mark) == "U", col(Activity.audience).is_not(None))
    query = (
        sa.select(
            col(Activity.unit),
            col(Activity.kind),
            sa.func.count(),
            sa.func.sum(col(Activity.airings)),
            sa.func.sum(col(Activity.minutes)),
            sa.func.sum(col(Activity.audience)),
            sa.func.count(sa.case((guessed, 1))),
            sa.func.count(sa.func.nullif(col(Activity.place), "").distinct()),
        )
        .where(*counted)
        .group_by(col(Activity.unit), col(Activity.kind))
        .order_by(col(Activity.unit), col(Activity.kind))
    )
    return [
        {
            "unit": unit, "kind": kind, "count": count, "airings": _whole(airings), "minutes": _whole(minutes),
            "audience": _whole(people), "mark": "-" if people is None else "U" if guesses else "X",
            "places": places or None,
        }
        for unit, kind, count, airings, minutes, people, guesses, places in session.execute(query)
    ]  # fmt: skip


def evidenced(session: Session, counted: Sequence[sa.ColumnElement[bool]]) -> dict[str, dict[str, int]]:
    """By task item: ``{"with": those that have evidence, "of": all}``."""
    shown = sa.exists().where(col(ActivityEvidence.activity_id) == col(Activity.id))
    query = (
        sa.select(col(Activity.task), sa.func.count(sa.case((shown, 1))), sa.func.count())
        .where(*counted)
        .group_by(col(Activity.task))
        .order_by(col(Activity.task))
    )
    return {task: {"with": some, "of": all_of} for task, some, all_of in session.execute(query)}


def _whole(value: Any) -> int | None:
    """PostgreSQL adds integers up to a decimal."""
    return None if value is None else int(value)
