"""Corrections that were decided, and what may be corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.desk import roles
from campaign.desk.corrections import may_repeat, steps_of
from campaign.models import Channel, Correction, Delivery, Item, Revision, User

LISTED = 40


@dataclass(frozen=True)
class Step:
    """What a correction does at one place, as the page tells it."""

    channel_title: str
    platform: str
    deed: str
    state: str
    message: str
    at: datetime | None
    may_repeat: bool


@dataclass(frozen=True)
class Made:
    """A correction that was decided. ``post``: (slug, title) of the item that says what was wrong."""

    row: Correction
    steps: Sequence[Step]
    post: tuple[str, str] | None

    @property
    def busy(self) -> bool:
        return any(step.state in ("waiting", "working") and not step.may_repeat for step in self.steps)

    @property
    def may_repeat(self) -> bool:
        return any(step.may_repeat for step in self.steps)


def read_made(session: Session, now: datetime, user: User, item: Item) -> list[Made]:
    """Corrections of the item, the latest first."""
    rows = session.scalars(
        sa.select(Correction)
        .where(col(Correction.item_id) == item.id)
        .order_by(col(Correction.id).desc())
        .limit(LISTED)
    )
    return [Made(row, list(_steps(session, now, user, row)), _post(session, row)) for row in rows]


def corrected_by(session: Session, item: Item) -> tuple[str, str] | None:
    """(slug, title) of the item that this one corrects, if it is a correction."""
    query = (
        sa.select(col(Item.slug), col(Revision.title))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .join(Correction, col(Correction.item_id) == col(Item.id))
        .where(col(Correction.post_item_id) == item.id)
    )
    row = session.execute(query.limit(1)).first()
    return (row[0], row[1]) if row else None


def lately_published(session: Session, user: User) -> list[Mapping[str, Any]]:
    """Items that stand somewhere, the latest first: slug, title, count of places, at."""
    at = sa.func.max(col(Delivery.published_at)).label("at")
    query = (
        sa.select(col(Item.slug), col(Revision.title), sa.func.count().label("places"), at)
        .join(Delivery, col(Delivery.item_id) == col(Item.id))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(
            col(Delivery.state) == "published", col(Delivery.part) == "", col(Delivery.retracted_at).is_(None),
            *([col(Channel.unit).in_(("", user.unit)), col(Revision.unit).in_(("", user.unit))] if user.unit else []),
        )
        .group_by(col(Item.slug), col(Revision.title))
        .order_by(at.desc())
        .limit(LISTED)
    )  # fmt: skip
    return [dict(row) for row in session.execute(query).mappings()]


def _steps(session: Session, now: datetime, user: User, made: Correction) -> list[Step]:
    found = []
    for row in steps_of(session, made.id or 0):
        channel = session.get_one(Channel, session.get_one(Delivery, row.delivery_id).channel_key)
        if roles.may_see(user, channel.unit):
            at, repeat = row.finished_at or row.started_at, may_repeat(row, now)
            found.append(Step(channel.title, channel.platform, row.deed, row.state, row.message, at, repeat))
    return found


def _post(session: Session, made: Correction) -> tuple[str, str] | None:
    if made.post_item_id is None:
        return None
    item = session.get_one(Item, made.post_item_id)
    title = session.scalar(
        sa.select(col(Revision.title)).where(col(Revision.item_id) == item.id, col(Revision.number) == item.revision)
    )
    return item.slug, title or item.slug
