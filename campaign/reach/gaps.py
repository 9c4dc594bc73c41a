"""Where figures could not be had: asked for, and refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Collection
from campaign.reach.periods import Period


@dataclass(frozen=True)
class Gap:
    """``posts`` of a channel without figures of some age, between two moments."""

    channel_key: str
    posts: int
    first_at: datetime
    last_at: datetime
    message: str


def gaps(session: Session, counted: sa.CTE, period: Period) -> list[Gap]:
    """Of posts that a report counts, by channel: what failed and was not made up for."""
    query = (
        sa.select(
            counted.c.channel_key,
            sa.func.count(counted.c.id.distinct()),
            sa.func.min(col(Collection.at)),
            sa.func.max(col(Collection.at)),
            sa.func.max(col(Collection.error_message)),
        )
        .join(Collection, col(Collection.delivery_id) == counted.c.id)
        .where(sa.text("collection.error_message <> ''"), col(Collection.at) < period.to_at)
        .group_by(counted.c.channel_key)
        .order_by(counted.c.channel_key)
    )
    return [Gap(*row) for row in session.execute(query)]
