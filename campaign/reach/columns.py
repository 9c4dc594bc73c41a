"""How often columns on other sites (``/embed/...``) were loaded: our own counter, so the mark is Đ.

A load is a page that was shown, not a person, and not a click either: it is added to no other figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Click
from campaign.models.delivery import COLUMN


@dataclass(frozen=True)
class Loaded:
    """Loads of one column. ``place``: below ``/embed/``, its feed's path first."""

    place: str
    loads: int
    last_at: datetime

    @property
    def path(self) -> str:
        return self.place.partition("/")[0]


def loaded(session: Session, from_at: datetime, to_at: datetime) -> list[Loaded]:
    """Columns that were loaded from ``from_at`` until before ``to_at``, the most loaded first."""
    minute, count = col(Click.minute), sa.func.sum(col(Click.count))
    query = (
        sa.select(col(Click.code), count, sa.func.max(minute))
        .where(col(Click.code).like(f"{COLUMN}%"), minute >= from_at, minute < to_at)
        .group_by(col(Click.code))
        .order_by(count.desc(), col(Click.code))
    )
    return [Loaded(code.removeprefix(COLUMN), int(loads), last) for code, loads, last in session.execute(query)]


def loads_of(columns: Iterable[Loaded], channels: Iterable[Channel]) -> int:
    """Of the columns of these channels' feeds, whatever topic or task item each of them shows."""
    paths = {str(channel.options.get("path")) for channel in channels if channel.platform == "rss"}
    return sum(column.loads for column in columns if column.path in paths)
