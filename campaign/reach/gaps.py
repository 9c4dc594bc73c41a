"""Where figures could not be had: asked for, and refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Collection
from campaign.reach.counted import POSTS
from campaign.reach.periods import Period


@dataclass(frozen=True)
class Gap:
    """``posts`` of a channel without figures of some age, between two moments."""

    channel_key: str
    posts: int
    first_at: datetime
    last_at: datetime
    message: str


def gaps(session: Session, period: Period) -> list[Gap]:
    """Of the posts that the report counts (``POSTS``), by channel: what failed and was not made up for."""
    failed = (
        sa.select(Collection)
        .where(sa.text("collection.error_message <> ''"), col(Collection.at) < period.to_at)  # as the index says it
        .subquery()
        .c
    )
    if session.scalar(sa.select(failed.delivery_id).limit(1)) is None:
        return []
    query = (
        sa.select(
            POSTS.c.channel_key,
            sa.func.count(POSTS.c.id.distinct()),
            sa.func.min(failed.at),
            sa.func.max(failed.at),
            sa.func.max(failed.error_message),
        )
        .join(POSTS, POSTS.c.id == failed.delivery_id)
        .group_by(POSTS.c.channel_key)
        .order_by(POSTS.c.channel_key)
    )
    return [Gap(*row) for row in session.execute(query)]
