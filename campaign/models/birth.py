"""How a delivery comes into the world: by a slot or by hand, always with its permanent guid and its short link.
Beside it: the short link of a place."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models.channel import Channel
from campaign.models.delivery import Delivery, Link

CODE_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Base58: no 0 and O, no I and l, which people confuse when they read a code from paper."""
CODE_LENGTH = 8
"""58^8 = 1.3e14 codes: not to be guessed or walked through; the primary key refuses the one that comes twice."""


def new_code() -> str:
    """A random code of a short link."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def born(
    session: Session,
    *,
    now: datetime,
    item_id: int,
    channel: Channel,
    due_at: datetime,
    created_by: str,
    slot_key: str | None = None,
    local_time: str | None = None,
    fold: int = 0,
    grace_s: float | None = None,
    part: str = "",
    after_id: int | None = None,
    urgent: bool = False,
    urgent_by: str = "",
) -> Delivery:
    """A new scheduled delivery, flushed so that it has its id; the post itself (``part`` '') gets its Link too.

    Raises sqlalchemy.exc.IntegrityError where its key (slot occurrence, or item + channel + time by hand) is taken.
    """
    delivery = Delivery(
        guid=uuid.uuid4().urn,
        item_id=item_id,
        channel_key=channel.key,
        account=channel.account,
        slot_key=slot_key,
        local_time=local_time,
        fold=fold,
        part=part,
        after_id=after_id,
        due_at=due_at,
        grace_s=grace_s,
        urgent=urgent,
        urgent_by=urgent_by,
        created_by=created_by,
        created_at=now,
    )
    session.add(delivery)
    session.flush()
    if part == "":
        session.add(Link(code=new_code(), delivery_id=delivery.id, item_id=item_id, created_at=now))
    return delivery


def place_link(session: Session, *, now: datetime, item_id: int, place: str, task: str = "") -> Link:
    """The short link of an item at one place (a poster's wall, a wave of messages): the one that is there, else a new
    one. Printing again therefore counts on with the same code; ``task`` holds from the first printing."""
    assert place
    same = sa.select(Link).where(col(Link.item_id) == item_id, col(Link.place) == place)
    if (there := session.scalars(same).first()) is not None:
        return there
    link = Link(code=new_code(), item_id=item_id, place=place, task=task, created_at=now)
    try:
        with session.begin_nested():
            session.add(link)
    except sa.exc.IntegrityError:  # somebody else printed it at this very moment (PostgreSQL)
        return session.scalars(same).one()
    return link
