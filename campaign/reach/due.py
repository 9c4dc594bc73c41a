"""What figures are due: posts that have reached an age at which nobody has asked, and channels once a day.

The collector looks every minute, so the database picks the few that are due; nothing is read of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Collection, Delivery, Fact
from campaign.platforms import ADAPTERS

AGES = {"1h": timedelta(hours=1), "24h": timedelta(hours=24), "7d": timedelta(days=7), "28d": timedelta(days=28)}
LEVELS_EVERY = timedelta(days=1)
"""Between two figures of a channel itself: followers, and how many it reached."""
ASK_AGAIN = timedelta(minutes=15)
"""After a failure, while the post is still of that age."""
AT_ONCE = 500
"""Ids in one question."""


@dataclass(frozen=True)
class Post:
    """A published post that can be measured."""

    id: int
    channel_key: str
    published_at: datetime
    receipt: Mapping[str, Any] | None


def age_of(published_at: datetime, now: datetime) -> str | None:
    """The oldest of the ages that the post has reached; a missed younger one is not made up for by a late figure."""
    reached = [age for age, span in AGES.items() if now - published_at >= span]
    return reached[-1] if reached else None


def published(session: Session) -> dict[str, list[Post]]:
    """Every post that can be measured, by channel."""
    ids = sa.select(col(Delivery.id)).where(_counted(), col(Delivery.retracted_at).is_(None))
    return _by_channel(_posts(session, session.scalars(ids).all()))


def due(session: Session, now: datetime) -> dict[str, list[Post]]:
    """By channel; a channel whose own figures are a day old stands there also without a post."""
    found = _by_channel(_posts(session, [post for age in AGES for post in _reached(session, age, now)]))
    return {**{key: [] for key in _levels_due(session, now)}, **found}


def asked_levels(session: Session, keys: Iterable[str], now: datetime, message: str) -> None:
    """Remember that the channels themselves were asked; ``message``: why that failed, empty if it did not."""
    for key in keys:
        session.merge(Fact(name=f"levels:{key}", value=message, at=now))


def _reached(session: Session, age: str, now: datetime) -> Sequence[int | None]:
    """Ids of posts of this age and not yet of the next, that nobody has asked about, or not with success."""
    older = [span for span in AGES.values() if span > AGES[age]]
    asked = sa.and_(col(Collection.delivery_id) == col(Delivery.id), col(Collection.age) == age)
    failed = sa.and_(col(Collection.error_message) != "", col(Collection.at) <= now - ASK_AGAIN)
    query = (
        sa.select(col(Delivery.id))
        .outerjoin(Collection, asked)
        .with_hint(Delivery, "INDEXED BY ix_delivery_counted", "sqlite")
        .where(_counted(), col(Delivery.retracted_at).is_(None), col(Delivery.published_at) <= now - AGES[age])
        .where(sa.or_(col(Collection.delivery_id).is_(None), failed))
    )
    if older:
        query = query.where(col(Delivery.published_at) > now - older[0])
    return session.scalars(query).all()


def _posts(session: Session, ids: Sequence[int | None]) -> list[Post]:
    columns = (col(Delivery.id), col(Delivery.channel_key), col(Delivery.published_at), col(Delivery.receipt))
    found: list[Post] = []
    for start in range(0, len(ids), AT_ONCE):
        query = sa.select(*columns).where(
            col(Delivery.id).in_(ids[start : start + AT_ONCE]), col(Delivery.remote_id).is_not(None)
        )
        found += [Post(*row) for row in session.execute(query)]
    return sorted(found, key=lambda post: post.id)


def _levels_due(session: Session, now: datetime) -> list[str]:
    """Connected channels, a day after they were connected or last asked; after a failure a little later."""
    channels = session.scalars(
        sa.select(Channel).where(col(Channel.connected_at).is_not(None), col(Channel.platform).in_(tuple(ADAPTERS)))
    ).all()
    asked = {fact.name: fact for fact in session.scalars(sa.select(Fact).where(col(Fact.name).startswith("levels:")))}
    return [channel.key for channel in channels if _is_due(channel, asked.get(f"levels:{channel.key}"), now)]


def _is_due(channel: Channel, asked: Fact | None, now: datetime) -> bool:
    if asked is not None and asked.value:
        return now - asked.at >= ASK_AGAIN
    last = asked.at if asked else channel.connected_at
    return last is not None and now - last >= LEVELS_EVERY


def _counted() -> sa.TextClause:
    """As the index says it."""
    return sa.text("delivery.state = 'published' AND delivery.part = ''")


def _by_channel(posts: Iterable[Post]) -> dict[str, list[Post]]:
    found: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        found[post.channel_key].append(post)
    return found
