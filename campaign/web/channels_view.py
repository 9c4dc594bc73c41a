"""How each channel is: whether it can send, whom it speaks for, when it last could and last could not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import AccountPace, Attempt, Channel, Delivery, User
from campaign.schedule.board import midnight
from campaign.web.lines import SETTLING
from campaign.web.status import ChannelLine, address, read_channels, zone_of

FAILED = ("rejected", "unauthorized", "unavailable", "uncertain", "rate_limited")
WEEK = timedelta(days=7)
SOON = timedelta(days=7)
"""A token that ends within this is told."""


@dataclass(frozen=True)
class Failure:
    """The last attempt that did not work."""

    at: datetime
    message: str


@dataclass(frozen=True)
class Health:
    """One channel. ``limited_until``: the platform said wait, or (``paced``) its calls are nearly used up; ``ahead``:
    planned in the next seven days."""

    line: ChannelLine
    unit: str
    task: str
    connected_at: datetime | None
    token_ends_at: datetime | None
    token_asked_at: datetime | None
    last_success_at: datetime | None
    last_link: str
    last_failure: Failure | None
    limited_until: datetime | None
    paced: bool
    send_window: str
    min_interval_s: float
    ahead: int
    waiting: int
    broadcasts_used: int
    broadcasts_allowed: int | None
    """Of this month, where the channel declares how many its plan allows."""

    def token_ends_soon(self, now: datetime) -> bool:
        return self.token_ends_at is not None and self.token_ends_at < now + SOON


@dataclass(frozen=True)
class ChannelsView:
    now: datetime
    zone: ZoneInfo
    channels: Sequence[Health]

    @property
    def can_close(self) -> bool:
        return any(each.line.closed_at is None for each in self.channels)

    @property
    def can_open(self) -> bool:
        return any(each.line.can_open for each in self.channels)


def read_health(session: Session, now: datetime, user: User) -> ChannelsView:
    """One consistent view for this person, in a handful of queries."""
    zone = zone_of(session)
    rows = {row.key: row for row in session.scalars(sa.select(Channel))}
    known = _Known(
        success=_successes(session),
        failures=_failures(session),
        limited={row.account: row for row in session.scalars(sa.select(AccountPace))},
        ahead=_counts(session, col(Delivery.state) == "scheduled", col(Delivery.due_at) < now + WEEK),
        waiting=_counts(session, col(Delivery.state).in_(SETTLING)),
        broadcasts=_broadcasts(session, month_begins(now, zone)),
    )
    lines = read_channels(session, user)
    return ChannelsView(now, zone, [_health(line, rows[line.key], known, now) for line in lines])


def month_begins(now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of the month, on the plan's clock."""
    local = now.astimezone(zone)
    return midnight(local.date().replace(day=1), zone)


@dataclass(frozen=True)
class _Known:
    """What was read of all channels, by channel key (``limited`` and ``broadcasts`` by account)."""

    success: Mapping[str, tuple[datetime, str]]
    failures: Mapping[str, Failure]
    limited: Mapping[str, AccountPace]
    ahead: Mapping[str, int]
    waiting: Mapping[str, int]
    broadcasts: Mapping[str, int]


def _health(line: ChannelLine, row: Channel, known: _Known, now: datetime) -> Health:
    at, link = known.success.get(row.key, (None, ""))
    pace = known.limited.get(row.account)
    limited = pace.limited_until if pace else None
    limit = row.options.get("broadcast_per_month")
    return Health(
        line=line,
        unit=row.unit,
        task=row.task,
        connected_at=row.connected_at,
        token_ends_at=row.token_expires_at,
        token_asked_at=row.token_checked_at,
        last_success_at=at,
        last_link=link,
        last_failure=known.failures.get(row.key),
        limited_until=limited if limited and limited > now else None,
        paced=bool(pace and pace.limited_why),
        send_window=row.send_window,
        min_interval_s=row.min_interval_s,
        ahead=known.ahead.get(row.key, 0),
        waiting=known.waiting.get(row.key, 0),
        broadcasts_used=known.broadcasts.get(row.account, 0),
        broadcasts_allowed=limit if isinstance(limit, int) else None,
    )


def _successes(session: Session) -> dict[str, tuple[datetime, str]]:
    """channel key -> (when its newest post went out, its link)."""
    newest = (
        sa.select(col(Delivery.channel_key).label("key"), sa.func.max(col(Delivery.published_at)).label("at"))
        .where(col(Delivery.state) == "published")
        .group_by(col(Delivery.channel_key))
        .subquery()
    )
    rows = session.execute(
        sa.select(col(Delivery.channel_key), col(Delivery.published_at), col(Delivery.permalink))
        .join(newest, (newest.c.key == col(Delivery.channel_key)) & (newest.c.at == col(Delivery.published_at)))
        .order_by(col(Delivery.id))
    )
    return {key: (at, address(link)) for key, at, link in rows if at is not None}


def _failures(session: Session) -> dict[str, Failure]:
    """channel key -> the last attempt that the platform did not take."""
    newest = (
        sa.select(col(Delivery.channel_key).label("key"), sa.func.max(col(Attempt.started_at)).label("at"))
        .join(Delivery, col(Delivery.id) == col(Attempt.delivery_id))
        .where(col(Attempt.outcome).in_(FAILED))
        .group_by(col(Delivery.channel_key))
        .subquery()
    )
    rows = session.execute(
        sa.select(col(Delivery.channel_key), col(Attempt.started_at), col(Attempt.error_message))
        .join(Delivery, col(Delivery.id) == col(Attempt.delivery_id))
        .join(newest, (newest.c.key == col(Delivery.channel_key)) & (newest.c.at == col(Attempt.started_at)))
        .where(col(Attempt.outcome).in_(FAILED))
    )
    return {key: Failure(at, message or "") for key, at, message in rows}


def _counts(session: Session, *which: sa.ColumnElement[bool]) -> dict[str, int]:
    key = col(Delivery.channel_key)
    rows = session.execute(sa.select(key, sa.func.count()).where(*which, col(Delivery.part) == "").group_by(key))
    return {name: count for name, count in rows}


def _broadcasts(session: Session, since: datetime) -> dict[str, int]:
    """account -> broadcasts of this month; one whose fate is unknown counts as sent, as the gate counts it."""
    when = sa.func.coalesce(col(Delivery.published_at), col(Delivery.uncertain_at))
    account = col(Delivery.account)
    rows = session.execute(
        sa.select(account, sa.func.count())
        .where(col(Delivery.part) == "broadcast", col(Delivery.state).in_(("published", "uncertain")), when >= since)
        .group_by(account)
    )
    return {name: count for name, count in rows}
