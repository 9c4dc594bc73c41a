"""An item to a channel at once, and never twice: what is already on its way is brought forward, what is there stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery import changes
from campaign.models import Channel, Delivery, Item
from campaign.models.delivery import IN_FLIGHT

JUST_SENT = timedelta(hours=24)
"""The same content that stands on a channel since less than this is not sent there again."""


@dataclass(frozen=True)
class Placed:
    """``code``: new | forward (one that was planned goes now) | already (nothing was changed). ``message``: of the
    last one, why."""

    channel_key: str
    delivery_id: int
    code: str
    message: str = ""


def place(session: Session, now: datetime, item: Item, channel: Channel, by: str) -> Placed:
    """One urgent delivery of the item on the channel, due now. The caller has locked the item's row."""
    rows = _rows(session, item, channel)
    if there := next((row for row in rows if _settled(row, item, now)), None):
        return Placed(channel.key, there.id or 0, "already", _why(there))
    planned = next((row for row in rows if row.slot_key is None and _may_move(row)), None)
    if planned is None:
        row, _ = changes.schedule_by_hand(session, now, item, channel, now, by, urgent=True)
        return Placed(channel.key, row.id or 0, "new")
    changes.reschedule(session, planned.id or 0, now)
    planned.urgent, planned.urgent_by = True, by
    return Placed(channel.key, planned.id or 0, "forward")


def _rows(session: Session, item: Item, channel: Channel) -> Sequence[Delivery]:
    return session.scalars(
        sa.select(Delivery)
        .where(
            col(Delivery.item_id) == item.id,
            col(Delivery.channel_key) == channel.key,
            col(Delivery.part) == "",
            col(Delivery.state).not_in(("cancelled", "failed")),
            col(Delivery.retracted_at).is_(None),
        )
        .order_by(col(Delivery.due_at), col(Delivery.id))
    ).all()


def _settled(row: Delivery, item: Item, now: datetime) -> bool:
    if row.state == "published":
        fresh = row.published_at is not None and row.published_at > now - JUST_SENT
        return fresh and row.content_sha256 == item.content_sha256
    waits = row.state in ("scheduled", "held") and row.urgent and row.due_at <= now and row.held_reason != "late"
    return waits or row.state in (*IN_FLIGHT, "uncertain") or row.held_reason == "manual"


def _may_move(row: Delivery) -> bool:
    return row.state in ("scheduled", "held") and row.held_reason not in ("manual", "restored")


def _why(row: Delivery) -> str:
    if row.state == "published":
        return "Nội dung này đã lên kênh trong 24 giờ qua, không đăng lần nữa."
    if row.state == "uncertain":
        return "Chưa rõ lần gửi trước đã lên kênh chưa: hãy xem kênh rồi trả lời ở Hàng gửi."
    if row.held_reason == "manual":
        return "Đang chờ người đăng tay."
    return "Đang đi rồi."
