"""Where an item stands: its published posts, and what follows each of them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Delivery
from campaign.platforms import by_hand


def places_of(session: Session, item_id: int) -> Sequence[Delivery]:
    """Where an item stands now: its published posts that nobody has taken down."""
    return session.scalars(
        sa.select(Delivery)
        .where(col(Delivery.item_id) == item_id, col(Delivery.state) == "published", col(Delivery.part) == "")
        .where(col(Delivery.retracted_at).is_(None))
        .order_by(col(Delivery.id))
    ).all()


def parts_of(session: Session, delivery: Delivery) -> Sequence[Delivery]:
    """What follows a post: second message, first comment, broadcast."""
    return session.scalars(
        sa.select(Delivery).where(col(Delivery.after_id) == delivery.id).order_by(col(Delivery.id))
    ).all()


def theirs(delivery: Delivery, channel: Channel) -> bool:
    """Was it posted by a person, or seen there by one and never by us? Then only a person can change it."""
    return delivery.remote_id is None or by_hand(channel.platform)
