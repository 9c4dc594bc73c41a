"""Has anything changed that a feed shows? Asked every few seconds, so it is a handful of counts and maxima."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Approval, Channel, Delivery, Document, Item, MediaRow, Revision

Stamp = tuple[Any, ...]


def feed_stamp(session: Session, channels: Sequence[Channel]) -> Stamp:
    """Equal stamps: the same feed. Rows are only added or marked, so counts and maxima see every change."""
    keys = [channel.key for channel in channels]
    posts = sa.select(
        sa.func.count(),
        sa.func.max(col(Delivery.published_at)),
        sa.func.max(col(Delivery.corrected_at)),
        sa.func.count(col(Delivery.retracted_at)),
    ).where(col(Delivery.channel_key).in_(keys), col(Delivery.state) == "published", col(Delivery.part) == "")
    items = sa.select(
        sa.func.max(col(Item.updated_at)), sa.func.count(col(Item.withdrawn_at)), sa.func.sum(col(Item.revision))
    )
    approvals = sa.select(
        sa.func.count(),
        sa.func.max(col(Approval.at)),
        sa.func.count(col(Approval.returned_at)),
        sa.func.max(col(Approval.returned_at)),
    ).select_from(Approval)
    rest = sa.select(
        sa.select(sa.func.max(col(Revision.id))).scalar_subquery(),
        sa.select(sa.func.count(col(MediaRow.sha256))).scalar_subquery(),
    )
    documents = sa.select(col(Document.name), col(Document.sha256)).order_by(col(Document.name))
    declared = tuple(
        (c.key, c.title, c.template_sha256, c.unit, c.task, repr(sorted(c.options.items()))) for c in channels
    )
    single = (tuple(session.execute(query).one()) for query in (posts, items, approvals, rest))
    return (declared, *single, tuple(tuple(row) for row in session.execute(documents)))
