"""Published posts taken down; repeated as often as wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.context import Dispatch
from campaign.delivery.heed import heed
from campaign.delivery.places import parts_of, theirs
from campaign.delivery.rows import locked
from campaign.errors import PLATFORM_ERRORS, Conflict, NotFound
from campaign.models import Channel, Delivery, Item
from campaign.platforms import platform
from campaign.platforms.seam import KnowsWhatStays, Receipt


@dataclass
class TakenDown:
    """``theirs``: what only a person can take down, posted by hand or seen by a person and never by us. ``stays``: why
    something that was sent cannot be called back, in sentences."""

    theirs: list[Delivery] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)


def take_down(dispatch: Dispatch, delivery_id: int, reason: str) -> TakenDown:
    """Take a published post down, the parts that follow it first. Gone already counts as done. A part that cannot be
    called back is not marked as taken down.

    Raises NotFound, Conflict (not published, or a part of its own), or the platform's refusal.
    """
    with dispatch.database.read() as session:
        delivery = session.get(Delivery, delivery_id)
        if delivery is None:
            raise NotFound(f"Không có lượt đăng số {delivery_id}. Xem danh sách: campaign deliveries")
        if delivery.state != "published":
            raise Conflict(f"Chỉ gỡ được bài đã đăng (lượt này đang là {delivery.state}). Chưa đăng thì hãy hủy.")
        channel = session.get_one(Channel, delivery.channel_key)
        parts = parts_of(session, delivery)
    done = TakenDown()
    for row in (*parts, delivery):
        if why := _stays(channel, row):
            done.stays.append(why)
            continue
        if row.state == "published" and theirs(row, channel):
            done.theirs.append(row)
        elif row.receipt and row.remote_id and row.retracted_at is None and row.part != "pin":
            to = dispatch.destinations.to(channel, dispatch.settings.http_deadline_s)
            try:
                platform(channel.platform).retract(to, Receipt.model_validate(row.receipt))
            except PLATFORM_ERRORS as error:
                heed(dispatch, channel, error)
                raise
        _note_retracted(dispatch, row.id or 0, reason)
    return done


def _stays(channel: Channel, row: Delivery) -> str:
    adapter = platform(channel.platform)
    if not row.receipt or row.state != "published" or not isinstance(adapter, KnowsWhatStays):
        return ""
    return adapter.stays(Receipt.model_validate(row.receipt))


def _note_retracted(dispatch: Dispatch, delivery_id: int, reason: str) -> None:
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        row = locked(session, delivery_id)
        if row is None:
            return
        if row.state == "published":
            row.retracted_at, row.retract_reason = row.retracted_at or now, reason
        elif row.part and row.state not in ("sending", "uncertain"):
            row.state, row.next_try_at = "cancelled", None
            row.error_code, row.error_message = "retracted", "Bài chính đã được gỡ."


def withdraw_if_nowhere(session: Session, now: datetime, item_id: int) -> None:
    """An item that stands nowhere any more, and is on its way to nowhere, leaves its public page too (410).

    Sending it again brings the page back.
    """
    elsewhere = sa.select(col(Delivery.id)).where(
        col(Delivery.item_id) == item_id,
        col(Delivery.part) == "",
        col(Delivery.retracted_at).is_(None),
        col(Delivery.state).not_in(("failed", "cancelled")),
    )
    item = session.get_one(Item, item_id)
    if session.scalar(elsewhere.limit(1)) is None and item.withdrawn_at is None:
        item.withdrawn_at = now
