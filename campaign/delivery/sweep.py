"""Finds what a dead or sleeping worker left behind. A visible step that may have left is never queued again."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.departure import surely_not_sent
from campaign.delivery.effects import uncertain
from campaign.models import Delivery
from campaign.settings import Settings

QUEUED_SHARE = 0.2
"""Queued for a fifth of a lease (a minute, as set by default): the id is lost. Queuing it again harms nobody, since a
second id finds a row that is no longer queued; but until then its account stands still."""

STALE = (
    sa.select(Delivery)
    .where(
        sa.or_(
            (col(Delivery.state) == "sending") & (col(Delivery.lease_until) < sa.bindparam("now")),
            (col(Delivery.state) == "queued") & (col(Delivery.queued_at) < sa.bindparam("lost")),
        )
    )
    .with_for_update(skip_locked=True)
)
LEFT = sa.select(Delivery).where(col(Delivery.state).in_(("sending", "queued"))).with_for_update(skip_locked=True)

MAYBE = "Chương trình dừng đúng lúc đang gửi; bài có thể đã lên kênh. Đang tìm lại trên kênh."


def sweep(session: Session, settings: Settings, now: datetime, at_once: bool = False) -> int:
    """Past its lease: a hidden step goes back to scheduled with its progress, as does a visible one of which it is
    proved that no byte left; any other visible one becomes uncertain.

    ``at_once``: at start under the instance lock nobody else can hold a lease, so none is waited for.
    Returns how many rows were moved.
    """
    moved = 0
    lost = now - timedelta(seconds=settings.lease_s * QUEUED_SHARE)
    stale = session.scalars(LEFT) if at_once else session.scalars(STALE, {"now": now, "lost": lost})
    for delivery in stale.all():
        moved += 1
        if delivery.state == "sending" and delivery.step_visible and not surely_not_sent(session, delivery):
            uncertain(session, delivery, "stopped_while_sending", MAYBE, now, settings.lookup_s)
            continue
        delivery.state, delivery.queued_at, delivery.lease_until = "scheduled", None, None
    return moved
