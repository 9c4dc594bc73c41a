"""What the first page shows, read in a handful of queries: waiting, planned, published, channels, the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.errors import Mistake
from campaign.models import Channel, Delivery, Fact, Item, Occurrence, Revision, Slot, User
from campaign.web.hand_over import with_posts
from campaign.web.lines import SETTLING, Line
from campaign.workspace.stored import stored_zone

HORIZON = timedelta(days=14)
PUBLISHED_SHOWN = 20
LISTED_AT_MOST = 200
"""Rows of one section: a page that lists more is read by nobody, and the number is told."""
STALE_AFTER = timedelta(seconds=30)
ZONE_BEFORE_SYNC = ZoneInfo("Asia/Ho_Chi_Minh")
SELF_CONNECTED = ("rss", "manual")
SOONEST_FIRST: tuple[Any, ...] = (col(Delivery.due_at), col(Delivery.id))
LATEST_FIRST: tuple[Any, ...] = (col(Delivery.published_at).desc(), col(Delivery.id).desc())


@dataclass(frozen=True)
class Entry:
    """One item at one time, on one or more channels."""

    lines: Sequence[Line]

    @property
    def first(self) -> Line:
        return self.lines[0]


@dataclass(frozen=True)
class Gap:
    """An occurrence that has nothing to publish: no item was left for it (empty), or the calendar rests (paused)."""

    due_at: datetime
    slot: str
    state: str
    reason: str


@dataclass(frozen=True)
class Day:
    """What is planned on one date of the plan's zone, in order of time."""

    on: date
    rows: Sequence[Entry | Gap]


@dataclass(frozen=True)
class ChannelLine:
    """One channel and whether anything can go out through it."""

    key: str
    title: str
    platform: str
    account_name: str
    connected: bool
    enabled: bool
    closed_at: datetime | None
    closed_reason: str
    closed_by: str

    @property
    def can_open(self) -> bool:
        """One that the platform refused is opened by connecting it again, not by a switch."""
        return self.closed_at is not None and self.closed_by != "platform"


@dataclass(frozen=True)
class Clock:
    """The scheduler's last tick; ``stale`` when it should have ticked again long ago."""

    last_tick_at: datetime | None
    stale: bool


@dataclass(frozen=True)
class Status:
    """Everything on the page, as one person may see it."""

    now: datetime
    zone: ZoneInfo
    to_settle: Sequence[Line]
    by_itself: Sequence[Line]
    days: Sequence[Day]
    published: Sequence[Line]
    channels: Sequence[ChannelLine]
    unlisted: int = field(default=0)
    """How many more wait for a person than are listed."""


def read_status(session: Session, now: datetime, user: User) -> Status:
    """One consistent view for this person."""
    zone = zone_of(session)
    to_settle = read_lines(session, now, user, col(Delivery.state).in_(SETTLING))
    ahead = read_lines(
        session,
        now,
        user,
        col(Delivery.state).in_(("scheduled", "queued", "sending")) & (col(Delivery.due_at) < now + HORIZON),
    )
    planned = [line for line in ahead if not line.part and not line.waits_by_itself]
    return Status(
        now=now,
        zone=zone,
        to_settle=sorted(to_settle, key=lambda line: (SETTLING.index(line.state), line.due_at)),
        by_itself=[line for line in ahead if line.waits_by_itself],
        days=_days(planned, _gaps(session, now, user), zone),
        published=_published(session, now, user),
        channels=read_channels(session, user),
        unlisted=count_to_settle(session, user) - len(to_settle),
    )


def read_clock(session: Session, now: datetime, tick_s: float) -> Clock:
    """The fact ``last_tick_at``, judged by how often it should move."""
    fact = session.get(Fact, "last_tick_at")
    if fact is None:
        return Clock(None, stale=True)
    return Clock(fact.at, stale=now - fact.at > max(STALE_AFTER, timedelta(seconds=10 * tick_s)))


def read_channels(session: Session, user: User) -> list[ChannelLine]:
    rows = session.scalars(
        sa.select(Channel).where(col(Channel.removed_at).is_(None), _visible(user)).order_by(col(Channel.key))
    )
    return [
        ChannelLine(
            key=row.key,
            title=row.title,
            platform=row.platform,
            account_name=row.account_name,
            connected=row.connected_at is not None or row.platform in SELF_CONNECTED,
            enabled=row.enabled,
            closed_at=row.closed_at,
            closed_reason=row.closed_reason,
            closed_by=row.closed_by,
        )
        for row in rows
    ]


def zone_of(session: Session) -> ZoneInfo:
    """The calendar's zone; before the first sync there is none to read."""
    try:
        return stored_zone(session)
    except Mistake:
        return ZONE_BEFORE_SYNC


def _visible(user: User) -> sa.ColumnElement[bool]:
    """As access.may_see, for a query."""
    return col(Channel.unit).in_(("", user.unit)) if user.unit else sa.true()


def _published(session: Session, now: datetime, user: User) -> list[Line]:
    gone_out = (col(Delivery.state) == "published") & (col(Delivery.part) == "")
    return read_lines(session, now, user, gone_out, order=LATEST_FIRST, limit=PUBLISHED_SHOWN)


def read_lines(
    session: Session,
    now: datetime,
    user: User,
    which: sa.ColumnElement[bool],
    order: tuple[Any, ...] = SOONEST_FIRST,
    limit: int = LISTED_AT_MOST,
) -> list[Line]:
    """Deliveries that this person may see. Only the columns that are shown: a frozen post may be long."""
    rows = session.execute(
        sa.select(Delivery, Item, Revision.title, Channel, Slot.title)  # type: ignore[call-overload]
        .join(Item, col(Item.id) == Delivery.item_id)
        .join(Channel, col(Channel.key) == Delivery.channel_key)
        .outerjoin(Revision, (col(Revision.item_id) == Item.id) & (col(Revision.number) == Item.revision))
        .outerjoin(Slot, col(Slot.key) == Delivery.slot_key)
        .where(which, _visible(user))
        .order_by(*order)
        .limit(limit)
        .options(*[sa.orm.defer(getattr(Delivery, name)) for name in ("post", "progress", "receipt", "text")])
    )
    return with_posts(session, [_line(now, *row) for row in rows])


def _line(now: datetime, row: Delivery, item: Item, title: str | None, channel: Channel, slot: str | None) -> Line:
    assert row.id is not None
    return Line(
        id=row.id,
        item_id=row.item_id,
        title=title or item.slug,
        slug=item.slug,
        kind=item.kind,
        channel=channel.key,
        channel_title=channel.title,
        platform=channel.platform,
        account=channel.account_name,
        part=row.part,
        slot=slot or "",
        state=row.state,
        due_at=row.due_at,
        next_try_at=row.next_try_at,
        reason=row.error_message or "",
        held_reason=row.held_reason or "",
        attempts=row.attempts,
        urgent=row.urgent,
        published_at=row.published_at,
        corrected_at=row.corrected_at,
        retracted_at=row.retracted_at,
        permalink=address(row.permalink),
        look_url=address(row.look_url),
        public=item.first_sent_at is not None and item.withdrawn_at is None,
        now=now,
    )


def address(url: str) -> str:
    """Only what a browser may follow: a link comes from a platform's answer or from a person's hand."""
    return url if url.startswith(("https://", "http://")) else ""


def count_to_settle(session: Session, user: User) -> int:
    """How many deliveries wait for a person, of those that this one may see."""
    query = (
        sa.select(sa.func.count())
        .select_from(Delivery)
        .join(Channel, col(Channel.key) == Delivery.channel_key)
        .where(col(Delivery.state).in_(SETTLING), _visible(user))
    )
    return int(session.scalar(query) or 0)


def _gaps(session: Session, now: datetime, user: User) -> list[Gap]:
    """Occurrences ahead that publish nothing, of slots that lead to a channel this person sees."""
    keys = {channel.key for channel in read_channels(session, user)}
    rows = session.execute(
        sa.select(Occurrence, Slot)
        .join(Slot, col(Slot.key) == Occurrence.slot_key)
        .where(
            col(Occurrence.state).in_(("empty", "paused")),
            col(Occurrence.due_at) >= now,
            col(Occurrence.due_at) < now + HORIZON,
        )
    )
    return [
        Gap(occurrence.due_at, slot.title or slot.key, occurrence.state, occurrence.reason)
        for occurrence, slot in rows
        if not user.unit or keys & set(slot.channels)
    ]


def _days(planned: Sequence[Line], gaps: Sequence[Gap], zone: ZoneInfo) -> list[Day]:
    def together(line: Line) -> tuple[datetime, int, str]:
        return line.due_at, line.item_id, line.slot

    rows: list[tuple[datetime, Entry | Gap]] = [(gap.due_at, gap) for gap in gaps]
    for (due_at, _, _), lines in groupby(sorted(planned, key=together), key=together):
        rows.append((due_at, Entry(sorted(lines, key=lambda line: line.channel))))
    rows.sort(key=lambda row: row[0])
    by_day = groupby(rows, key=lambda row: row[0].astimezone(zone).date())
    return [Day(on, [row for _, row in same]) for on, same in by_day]
