"""The next free slot of a channel for one item: in its window, outside every pause, well apart from what is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.errors import Mistake
from campaign.models import Channel, Delivery, Item, Pause, Revision
from campaign.workspace.openings import Quiet, SendWindow, first_opening, local_to_utc

STEP = timedelta(minutes=15)
"""People read quarters of an hour."""
LEAD = timedelta(minutes=5)
"""So that whoever reads the time can still change it."""
APART = timedelta(minutes=30)
"""Between two posts of one account, where the channel asks for no longer interval."""
DAYTIME = "06:00-22:00"
"""For a channel that is always open: nobody means three in the morning by "next"."""
AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Wanted:
    """What is to go out and under which rules of the calendar."""

    item: Item
    revision: Revision
    zone: tzinfo
    pauses: Sequence[Quiet]


def wanted(session: Session, item: Item, revision: Revision, zone: tzinfo) -> Wanted:
    """The item with the pauses that stand in the calendar now."""
    return Wanted(item, revision, zone, [Quiet.of(row) for row in session.scalars(sa.select(Pause))])


def next_free(session: Session, now: datetime, channel: Channel, what: Wanted) -> datetime:
    """A moment (UTC, a quarter of an hour) at which nothing is within the channel's interval and the item does not go
    out there on the same day already. Raises Mistake where there is none in the next 60 days, or before the item ends.
    """
    taken, days = _planned(session, now, channel, what)
    apart = max(APART, timedelta(seconds=channel.min_interval_s))
    window = SendWindow.parse(channel.send_window or DAYTIME)
    at, last = _quarter(_earliest(now, what)), now + AHEAD
    while at < last:
        opens = _quarter(first_opening(at, what.zone, window, what.pauses, channel.key, what.revision.tags))
        near = [due_at for due_at in taken if abs(due_at - opens) < apart]
        on = opens.astimezone(what.zone).date()
        if opens != at:
            at = opens  # a quarter later it may be closed again
        elif on in days:
            at = _quarter(local_to_utc(datetime.combine(on + timedelta(days=1), time()), what.zone))
        elif near:
            at = _quarter(max(near) + apart)
        else:
            return _within(at, what)
    raise Mistake(f"Kênh {channel.title} không còn giờ trống trong 60 ngày tới. Hãy chọn giờ cụ thể.")


def _earliest(now: datetime, what: Wanted) -> datetime:
    if what.revision.not_before is None:
        return now + LEAD
    return max(now + LEAD, local_to_utc(datetime.combine(what.revision.not_before, time()), what.zone))


def _within(at: datetime, what: Wanted) -> datetime:
    ends = what.revision.expires_on
    if ends is not None and at.astimezone(what.zone).date() > ends:
        raise Mistake(
            f"Không còn giờ trống trước ngày mục hết hạn ({ends:%d/%m/%Y}). Hãy sửa hạn hoặc chọn giờ cụ thể."
        )
    return at


def _planned(session: Session, now: datetime, channel: Channel, what: Wanted) -> tuple[list[datetime], set[object]]:
    """(when the account is posted to, on which days the item stands on this channel)."""
    rows = session.execute(
        sa.select(col(Delivery.due_at), col(Delivery.item_id), col(Delivery.channel_key)).where(
            col(Delivery.account) == channel.account,
            col(Delivery.part) == "",
            col(Delivery.state).notin_(("cancelled", "failed")),
            col(Delivery.due_at) > now - timedelta(days=1),
        )
    ).all()
    here = {
        due_at.astimezone(what.zone).date()
        for due_at, item_id, key in rows
        if (item_id, key) == (what.item.id, channel.key)
    }
    return [due_at for due_at, _, _ in rows], set(here)


def _quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour, itself if it is one."""
    past = (moment.astimezone(UTC) - datetime(2000, 1, 1, tzinfo=UTC)) % STEP
    return moment if not past else moment + STEP - past
