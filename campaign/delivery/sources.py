"""A delivery with what its post is made of: one joined read, since every step begins with it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Delivery, Item, Link, Revision


@dataclass(frozen=True)
class Sources:
    """Of one post, files aside."""

    delivery: Delivery
    channel: Channel
    item: Item
    revision: Revision
    code: str
    """Of its short link; empty: it has none."""


SOURCES = (
    sa.select(Delivery, Channel, Item, Revision, sa.func.coalesce(col(Link.code), ""))
    .join(Channel, col(Channel.key) == col(Delivery.channel_key))
    .join(Item, col(Item.id) == col(Delivery.item_id))
    .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
    .outerjoin(Link, col(Link.delivery_id) == col(Delivery.id))
    .where(col(Delivery.id) == sa.bindparam("id"))
)


def sources_of(session: Session, delivery_id: int) -> Sources | None:
    """In one statement; None: there is no such delivery."""
    row = session.execute(SOURCES, {"id": delivery_id}).one_or_none()
    return Sources(*row) if row else None
