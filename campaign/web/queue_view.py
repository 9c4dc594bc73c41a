"""The queue as one person may see it: what waits for somebody, what goes out next, what has just gone out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.strays import stray_receipts
from campaign.models import Delivery, User
from campaign.web.lines import SETTLING, Line
from campaign.web.status import LATEST_FIRST, count_to_settle, read_lines, zone_of

AHEAD = timedelta(hours=48)
NEXT_SHOWN = 60
SENT_SHOWN = 12
SECTIONS = ("uncertain", "failed", "held")
"""In this order: the most doubtful first."""


@dataclass(frozen=True)
class Queue:
    """Lists of lines. ``by_itself``: its time has come, something stands in the way, it goes without anybody."""

    now: datetime
    zone: ZoneInfo
    to_settle: Sequence[Line]
    unlisted: int
    sending: Sequence[Line]
    by_itself: Sequence[Line]
    ahead: Sequence[Line]
    sent: Sequence[Line]
    doubled: Sequence[tuple[Line, str]]
    """Published, and then a second receipt came: perhaps there twice. With the address of the second copy."""

    def of(self, state: str) -> list[Line]:
        """What waits for a person in this state, the manual ones (to be posted by hand) apart."""
        return [line for line in self.to_settle if line.state == state and line.held_reason != "manual"]

    @property
    def by_hand(self) -> list[Line]:
        return [line for line in self.to_settle if line.held_reason == "manual"]


def read_queue(session: Session, now: datetime, user: User) -> Queue:
    """One consistent view for this person."""
    state, comes_at = col(Delivery.state), sa.func.coalesce(col(Delivery.next_try_at), col(Delivery.due_at))
    to_settle = read_lines(session, now, user, state.in_(SETTLING))
    coming = read_lines(
        session, now, user, (state == "scheduled") & (col(Delivery.due_at) < now + AHEAD),
        order=(comes_at, col(Delivery.id)), limit=NEXT_SHOWN,
    )  # fmt: skip
    by_itself = [line for line in coming if line.waits_by_itself]
    strays = stray_receipts(session, now)
    doubled = read_lines(session, now, user, col(Delivery.id).in_(strays)) if strays else []
    return Queue(
        now=now,
        zone=zone_of(session),
        to_settle=to_settle,
        unlisted=count_to_settle(session, user) - len(to_settle),
        sending=read_lines(session, now, user, state.in_(("queued", "sending"))),
        by_itself=by_itself,
        ahead=[line for line in coming if line not in by_itself],
        sent=read_lines(
            session,
            now,
            user,
            (state == "published") & (col(Delivery.part) == ""),
            order=LATEST_FIRST,
            limit=SENT_SHOWN,
        ),
        doubled=[(line, strays[line.id]) for line in doubled],
    )
