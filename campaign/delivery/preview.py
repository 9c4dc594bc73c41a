"""What a delivery would say if it went out now. By the same code that builds the post."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.freeze import codes_of, freeze, plain_text, subject_of, subjects_of
from campaign.delivery.listing import FROZEN_STATES
from campaign.models import Channel, Delivery, Item
from campaign.platforms.seam import Post
from campaign.rendering.compose import Subject
from campaign.settings import Settings


def preview(session: Session, settings: Settings, delivery_id: int) -> str | None:
    """The text as read, short link included; None where it cannot be rendered (the preflight says why)."""
    delivery = session.get_one(Delivery, delivery_id)
    if delivery.text is not None and delivery.state in FROZEN_STATES:
        return delivery.text
    item, channel = session.get_one(Item, delivery.item_id), session.get_one(Channel, delivery.channel_key)
    post = freeze(session, settings, delivery, channel, subject_of(session, item)).post
    return post.plain if post else None


def previews(session: Session, settings: Settings, ids: Collection[int]) -> dict[int, str | None]:
    """As ``preview``, for many deliveries by id, in as many statements as for one."""
    rows = _read(session, ids)
    parents = _read(session, {row.after_id for row in rows if row.part and row.after_id})
    subjects, codes = subjects_of(session, {row.item_id for row in rows}), codes_of(session, ids)
    keys = {row.channel_key for row in rows}
    channels = {row.key: row for row in session.scalars(sa.select(Channel).where(col(Channel.key).in_(keys)))}
    found: dict[int, str | None] = {}
    for row in rows:
        frozen = row.text if row.state in FROZEN_STATES else None
        found[row.id or 0] = frozen or _text(
            session, settings, row, channels[row.channel_key], subjects[row.item_id], codes.get(row.id or 0, "")
        )
    del parents  # until here, so that each part finds its parent without asking again
    return found


def _read(session: Session, ids: Collection[int]) -> list[Delivery]:
    return list(session.scalars(sa.select(Delivery).where(col(Delivery.id).in_(ids)))) if ids else []


def _text(
    session: Session, settings: Settings, delivery: Delivery, channel: Channel, subject: Subject, code: str
) -> str | None:
    if delivery.part:
        post = freeze(session, settings, delivery, channel, subject).post
        return post.plain if post else None
    return plain_text(settings, channel, subject, code, delivery.guid)


def notes(session: Session, settings: Settings, delivery_id: int) -> Sequence[str]:
    """What of the item it leaves out, in sentences: of what went out, or as it would go now."""
    delivery = session.get_one(Delivery, delivery_id)
    if delivery.post is not None and delivery.state in FROZEN_STATES:
        return Post.model_validate(delivery.post).notes
    item, channel = session.get_one(Item, delivery.item_id), session.get_one(Channel, delivery.channel_key)
    post = freeze(session, settings, delivery, channel, subject_of(session, item)).post
    return post.notes if post else ()
