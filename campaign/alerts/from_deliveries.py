"""Deliveries that will not go on by themselves, and those that should have gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.alerts.audience import Audience
from campaign.alerts.condition import Condition
from campaign.models import Attempt, Channel, Delivery, Item, Revision

WAITING = ("failed", "uncertain", "held")
SETTLES_WITHIN = timedelta(minutes=3)
"""A lost reply is looked up; within this it is settled where the platform can be read back (CONTRACT, section 5)."""
OVERDUE_AFTER = timedelta(minutes=2)
TOLD_FOR = timedelta(days=7)
"""A second copy that nobody took away is told for so long."""
LOOKED_BACK = timedelta(days=90)
"""What waits longer has been told long ago."""
AT_MOST = 500
HELD = {
    "approval": "Nội dung chưa được duyệt.",
    "unauthorized": "Kênh mất quyền đăng.",
    "preflight": "Chưa qua kiểm tra trước khi đăng.",
    "late": "Đã quá hạn tự đăng.",
    "restored": "Cần xem lại sau khi khôi phục dữ liệu.",
    "manual": "Đến giờ đăng tay: bài và tệp đã sẵn ở Hàng gửi.",
}
PARTS = {
    "": "", "text": "phần chữ", "comment": "bình luận đầu", "pin": "ghim", "broadcast": "phát rộng",
}  # fmt: skip


def waiting_for_somebody(session: Session, now: datetime) -> Iterator[Condition]:
    """failed, uncertain, held; told to the editors of the channel's unit. An uncertain one is first looked up."""
    which = col(Delivery.state).in_(WAITING) & (col(Delivery.due_at) > now - LOOKED_BACK)
    for row in session.execute(_deliveries(which)):
        delivery = row[0]
        looked_up = delivery.uncertain_at is None or now - delivery.uncertain_at >= SETTLES_WITHIN
        if delivery.state != "uncertain" or delivery.urgent or delivery.next_try_at is None or looked_up:
            yield _condition(delivery.state, *row)


def overdue(session: Session, now: datetime) -> Iterator[Condition]:
    """Due for two minutes, and nothing says why it waits (as /health counts)."""
    late = now - OVERDUE_AFTER
    which = (
        col(Delivery.state).in_(("scheduled", "queued"))
        & (col(Delivery.due_at) < late)
        & sa.or_(col(Delivery.next_try_at).is_(None), col(Delivery.next_try_at) < late)
        & col(Delivery.error_message).is_(None)
    )
    for row in session.execute(_deliveries(which)):
        yield _condition("overdue", *row)


def perhaps_twice(session: Session, now: datetime) -> Iterator[Condition]:
    """A receipt came for what was settled otherwise: a second copy may stand on the channel."""
    stray = sa.select(col(Attempt.delivery_id)).where(
        col(Attempt.stray).is_(True), col(Attempt.outcome) == "published", col(Attempt.finished_at) >= now - TOLD_FOR
    )
    ids = set(session.scalars(stray))
    if ids:
        for row in session.execute(_deliveries(col(Delivery.id).in_(ids))):
            yield _condition("twice", *row)


def _deliveries(which: sa.ColumnElement[bool]) -> Any:
    heavy = [sa.orm.defer(getattr(Delivery, name)) for name in ("post", "progress", "receipt", "text")]
    return (
        sa.select(Delivery, Channel, col(Revision.title), col(Item.slug))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .outerjoin(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(which)
        .order_by(col(Delivery.due_at).desc(), col(Delivery.id))
        .limit(AT_MOST)
        .options(*heavy)
    )


def _condition(kind: str, delivery: Delivery, channel: Channel, title: str | None, slug: str) -> Condition:
    part = PARTS.get(delivery.part, delivery.part)
    said = delivery.error_message or (HELD.get(delivery.held_reason or "", "") if kind == "held" else "")
    return Condition(
        kind=kind,
        subject=f"delivery:{delivery.id}",
        title=f"{title or slug}{f' ({part})' if part else ''} → {channel.title}",
        text=said,
        path=f"/calendar/deliveries/{delivery.id}",
        audience=Audience("editor", channel.unit),
        platform=channel.platform,
        urgent=delivery.urgent,
    )
