"""What a platform tells or shows by itself as proof: a post whose answer was lost is there after all.

Nothing else follows from an event: it never makes a post, never takes one away, and a replay finds nothing to settle.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.context import Dispatch
from campaign.delivery.effects import apply
from campaign.delivery.lookup import began
from campaign.models import Channel, Delivery, WebhookEvent
from campaign.platforms.seam import Receipt

UNKNOWN = ("sending", "uncertain")
SLACK = timedelta(minutes=5)
"""How far the platform's clock may be behind ours."""
LOOKING = timedelta(seconds=20)
"""The adapter's own look goes first: its receipt knows more than an event does. Then the event is proof enough."""


def settle_by_event(dispatch: Dispatch, session: Session, event: WebhookEvent, now: datetime) -> bool:
    """Settle the delivery that this ``published`` event proves. False: not yet, ask again at the next beat."""
    channel = session.get_one(Channel, event.channel_key)
    told = event.body
    if told.get("by_page") is False or is_recorded(session, channel.account, event.remote_id):
        return True
    at = _moment(told.get("at"))
    delivery = awaited(session, channel.account, event.remote_id, str(told.get("text") or ""), at)
    if delivery is None:
        return True
    if delivery.state == "sending":
        return False  # its answer may still come, and says more
    if now - event.received_at < LOOKING:
        if not told.get("looked"):
            event.body = {**told, "looked": True}
            delivery.next_try_at = now
        return False
    settle(
        dispatch,
        session,
        delivery,
        event.remote_id,
        str(told.get("permalink") or ""),
        at or now,
        told.get("extra") or {},
    )
    return True


def settle(
    dispatch: Dispatch,
    session: Session,
    delivery: Delivery,
    remote_id: str,
    permalink: str,
    at: datetime,
    extra: dict[str, Any],
) -> None:
    """The post of an uncertain delivery has been seen: published since ``at``."""
    receipt = Receipt(remote_id=remote_id, permalink=permalink, at=at, extra=extra)
    apply(dispatch, session, delivery, receipt, dispatch.database.now(session))
    delivery.published_at = at


def is_recorded(session: Session, account: str, remote_id: str) -> bool:
    """Is this post some delivery's already?"""
    known = sa.select(col(Delivery.id)).where(col(Delivery.account) == account, col(Delivery.remote_id) == remote_id)
    return session.scalar(known.limit(1)) is not None


def awaited(
    session: Session, account: str, remote_id: str, text: str, at: datetime | None, by_hand: bool = False
) -> Delivery | None:
    """The delivery of the account whose fate is unknown and which is this post, locked. ``by_hand``: or one that a
    person was to post.

    It is this post if it holds that id already, if its short link stands in ``text``, or if it reads the same; and
    never one that stood there before the delivery began.
    """
    unknown: sa.ColumnElement[bool] = col(Delivery.state).in_(UNKNOWN)
    if by_hand:
        unknown = sa.or_(unknown, sa.and_(col(Delivery.state) == "held", col(Delivery.held_reason) == "manual"))
    rows = session.scalars(
        sa.select(Delivery)
        .where(col(Delivery.account) == account, unknown, col(Delivery.post).is_not(None))
        .order_by(col(Delivery.id))
        .with_for_update()
    ).all()
    young = [row for row in rows if at is None or at >= began(session, row) - SLACK]
    for fits in (_holds_id, _reads_the_same, _has_its_link):
        for row in young:
            if fits(row, remote_id, text):
                return row
    return None


def _holds_id(row: Delivery, remote_id: str, text: str) -> bool:
    held = _strings((row.progress or {}).get("state", {}).values())
    return any(remote_id == known or remote_id.endswith(f"_{known}") for known in held)


def _strings(values: Iterable[object]) -> list[str]:
    return [str(value) for value in values if isinstance(value, str | int) and len(str(value)) >= 5]


def _reads_the_same(row: Delivery, remote_id: str, text: str) -> bool:
    return bool(text.strip()) and _plainly(text) == _plainly(row.text or "")


def _has_its_link(row: Delivery, remote_id: str, text: str) -> bool:
    link = str((row.post or {}).get("draft", {}).get("link") or "")
    if not link or row.part or link not in (row.text or ""):
        return False
    _, found, rest = text.partition(link)
    return bool(found) and not (rest[:1].isalnum() or rest[:1] in ("-", "_"))


def _plainly(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\ufe0f", "").split())


def _moment(said: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
