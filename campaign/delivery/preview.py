"""What a delivery would say if it went out now. By the same code that builds the post."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from campaign.delivery.freeze import freeze, subject_of
from campaign.delivery.listing import FROZEN_STATES
from campaign.models import Channel, Delivery, Item
from campaign.platforms.seam import Post
from campaign.settings import Settings


def preview(session: Session, settings: Settings, delivery_id: int) -> str | None:
    """The text as read, short link included; None where it cannot be rendered (the preflight says why)."""
    delivery = session.get_one(Delivery, delivery_id)
    if delivery.text is not None and delivery.state in FROZEN_STATES:
        return delivery.text
    item, channel = session.get_one(Item, delivery.item_id), session.get_one(Channel, delivery.channel_key)
    post = freeze(session, settings, delivery, channel, subject_of(session, item)).post
    return post.plain if post else None


def notes(session: Session, settings: Settings, delivery_id: int) -> Sequence[str]:
    """What of the item it leaves out, in sentences: of what went out, or as it would go now."""
    delivery = session.get_one(Delivery, delivery_id)
    if delivery.post is not None and delivery.state in FROZEN_STATES:
        return Post.model_validate(delivery.post).notes
    item, channel = session.get_one(Item, delivery.item_id), session.get_one(Channel, delivery.channel_key)
    post = freeze(session, settings, delivery, channel, subject_of(session, item)).post
    return post.notes if post else ()
