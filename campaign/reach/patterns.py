"""What the figures suggest: posts counted by kind, topic, hour and channel; how they did only where there are enough.

Views are compared within one channel only: every platform counts them in its own way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Delivery, Item, PostFigures, Revision
from campaign.reach.counted import POSTS, Wanted, collect_posts
from campaign.reach.periods import Period

LEAST = 20
"""Posts with figures that a row needs before anything is said about how they did."""
SHOWN = 40
"""Rows of one table."""


@dataclass(frozen=True)
class Row:
    """``middle``: the views of the post in the middle, of LEAST posts and more; else None."""

    key: str
    posts: int
    measured: int
    middle: int | None


@dataclass(frozen=True)
class Patterns:
    """``compares``: only posts of one channel are in, so that their views may be compared."""

    posts: int
    compares: bool
    by_kind: Sequence[Row]
    by_topic: Sequence[Row]
    by_hour: Sequence[Row]
    by_channel: Sequence[Row]


Post = tuple[str, str, int, str, int | None]
"""(kind, channel, hour, item, views)"""


def patterns(session: Session, period: Period, unit: str, wanted: Wanted, tasks: Sequence[str]) -> Patterns:
    """Of the posts that a report of the same period counts, with their newest figures."""
    collect_posts(session, period, unit, wanted)
    query = (
        sa.select(
            POSTS.c.kind, POSTS.c.channel_key, col(Delivery.published_at), POSTS.c.item_id, col(PostFigures.views)
        )
        .join(Delivery, col(Delivery.id) == POSTS.c.id)
        .outerjoin(PostFigures, col(PostFigures.delivery_id) == POSTS.c.id)
        .where(POSTS.c.retracted_at.is_(None), POSTS.c.task.in_(tasks))
    )
    rows = session.execute(query).all()
    topics = _topics(session)
    channels = {row.channel_key for row in rows}
    compares = len(channels) == 1
    hours = [(f"{row.published_at.astimezone(period.zone):%H}", row.views) for row in rows]
    return Patterns(
        len(rows),
        compares,
        _rows(((row.kind, row.views) for row in rows), compares),
        _rows(((tag, row.views) for row in rows for tag in topics.get(row.item_id, ())), compares)[:SHOWN],
        sorted(_rows(hours, compares), key=lambda row: row.key),
        _rows(((row.channel_key, row.views) for row in rows), True),
    )


def _topics(session: Session) -> dict[int, list[str]]:
    query = sa.select(col(Revision.item_id), col(Revision.tags)).join(
        Item, sa.and_(col(Item.id) == col(Revision.item_id), col(Item.revision) == col(Revision.number))
    )
    query = query.where(col(Revision.item_id).in_(sa.select(POSTS.c.item_id)))
    return {item: list(tags or ()) for item, tags in session.execute(query)}


def _rows(said: Iterable[tuple[str, int | None]], compares: bool) -> list[Row]:
    """Most posts first."""
    found: dict[str, list[int | None]] = defaultdict(list)
    for key, views in said:
        found[key].append(views)
    rows = [_row(key, own, compares) for key, own in found.items()]
    return sorted(rows, key=lambda row: (-row.posts, row.key))


def _row(key: str, views: list[int | None], compares: bool) -> Row:
    measured = [each for each in views if each is not None]
    enough = compares and len(measured) >= LEAST
    return Row(key, len(views), len(measured), median_low(measured) if enough else None)
