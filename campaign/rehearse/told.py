"""What a rehearsal tells, day by day, read from the copy once its clock has reached the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import iso_z
from campaign.credentials import credential_key
from campaign.models import Channel, Delivery, Item, Occurrence, Revision, Slot
from campaign.rehearse.copy import Copied
from campaign.rehearse.obstacles import PASSING, Obstacles
from campaign.rehearse.quotas import Quota, quotas
from campaign.workspace.stored import stored_zone

OUTCOMES = ("published", "by_hand", "waits", "held", "failed", "uncertain")
PROBLEMS = frozenset({"held", "failed", "uncertain"})
"""Outcomes for which a person has something to do beforehand."""
ON_TIME = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Foretold:
    """One delivery. ``id`` is None for one that is not planned yet; ``part`` is "" for the post itself; ``at``: when it
    goes out; ``code`` and ``message``: what stands, or stood for a while, in its way."""

    id: int | None
    item: str
    title: str
    channel: str
    channel_title: str
    platform: str
    slot: str | None
    part: str
    due_at: datetime
    time: str
    """ "07:30" by the plan's clock."""
    outcome: str
    at: datetime | None = None
    at_local: datetime | None = None
    """The same by the plan's clock."""
    code: str = ""
    message: str = ""


@dataclass(frozen=True)
class NothingThere:
    """An occurrence of a slot for which nothing goes out. ``state``: empty | paused."""

    slot: str
    title: str
    time: str
    state: str
    reason: str


@dataclass
class Day:
    """One date of the plan's zone."""

    on: date
    deliveries: list[Foretold] = field(default_factory=list)
    nothing: list[NothingThere] = field(default_factory=list)


@dataclass(frozen=True)
class Rehearsal:
    """The whole. ``empty_days``: whole days on which no post goes out anywhere."""

    made_at: datetime
    until: datetime
    zone: str
    newest_deed: int
    days: Sequence[Day]
    empty_days: Sequence[date]
    quotas: Sequence[Quota]

    @property
    def until_local(self) -> datetime:
        """The end by the plan's clock."""
        return self.until.astimezone(ZoneInfo(self.zone))

    @property
    def counts(self) -> dict[str, int]:
        """How many deliveries of each outcome."""
        found = Counter(one.outcome for day in self.days for one in day.deliveries)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    @property
    def has_problems(self) -> bool:
        return any(self.counts[outcome] for outcome in PROBLEMS)

    def as_json(self) -> dict[str, Any]:
        """``{made_at, until, zone, counts, days: [{date, deliveries, nothing}], empty_days, quotas, newest_deed}``;
        times are UTC with Z."""
        days = [
            {
                "date": day.on.isoformat(),
                "deliveries": [_delivery_json(one) for one in day.deliveries],
                "nothing": [asdict(one) for one in day.nothing],
            }
            for day in self.days
        ]
        return {
            "made_at": iso_z(self.made_at),
            "until": iso_z(self.until),
            "zone": self.zone,
            "counts": self.counts,
            "days": days,
            "empty_days": [on.isoformat() for on in self.empty_days],
            "quotas": [one.as_json() for one in self.quotas],
            "newest_deed": self.newest_deed,
        }


def _delivery_json(one: Foretold) -> dict[str, Any]:
    values = asdict(one) | {"due_at": iso_z(one.due_at), "at": iso_z(one.at)}
    del values["at_local"]
    return values


def told(copy: Copied, obstacles: Obstacles, ended: Mapping[str, datetime], end: datetime) -> Rehearsal:
    """Read everything that the rehearsal brought about until ``end``. ``ended``: tokens, by the key of
    their secrets."""
    with copy.database.read() as session:
        zone = stored_zone(session)
        days = {on: Day(on) for on in _dates(copy.at, end, zone)}
        for one in _deliveries(session, copy, obstacles, ended, zone, end):
            days[max(one.due_at, copy.at).astimezone(zone).date()].deliveries.append(one)
        for at, nothing in _nothing(session, copy.at, end, zone):
            days[at.astimezone(zone).date()].nothing.append(nothing)
        return Rehearsal(
            made_at=copy.at, until=end, zone=zone.key, newest_deed=copy.newest_deed, days=list(days.values()),
            empty_days=list(_empty(days.values(), zone)), quotas=quotas(session, copy.at, end, zone),
        )  # fmt: skip


def _dates(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[date]:
    on = begin.astimezone(zone).date()
    while on <= end.astimezone(zone).date():
        yield on
        on += DAY


def _empty(days: Collection[Day], zone: ZoneInfo) -> Iterator[date]:
    """The first and the last day are no whole ones. What waits goes out on another date than the one it is due on."""
    gone = {
        (one.at or one.due_at).astimezone(zone).date()
        for day in days
        for one in day.deliveries
        if not one.part and one.outcome in ("published", "by_hand")
    }
    for day in list(days)[1:-1]:
        if day.on not in gone:
            yield day.on


def _deliveries(
    session: Session, copy: Copied, obstacles: Obstacles, ended: Mapping[str, datetime], zone: ZoneInfo, end: datetime
) -> Iterator[Foretold]:
    query = (
        sa.select(Delivery, Channel, col(Item.slug), col(Revision.title))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(col(Delivery.state) != "cancelled", col(Delivery.due_at) <= end)
        .order_by(col(Delivery.due_at), col(Delivery.channel_key), col(Delivery.id))
    )
    for delivery, channel, slug, title in session.execute(query):
        if delivery.id in copy.settled:
            continue
        outcome = _outcome(delivery)
        code, message = _why(delivery, outcome, obstacles)
        ended_at = ended.get(credential_key(channel))
        if ended_at is not None and channel.closed_by == "platform" and channel.closed_reason in message:
            code, message = _token_ended(channel, ended_at.astimezone(zone))
        yield Foretold(
            id=delivery.id if delivery.id <= copy.newest_id else None,
            item=slug, title=title, channel=channel.key, channel_title=channel.title, platform=channel.platform,
            slot=delivery.slot_key, part=delivery.part, due_at=delivery.due_at,
            time=f"{delivery.due_at.astimezone(zone):%H:%M}", outcome=outcome, at=delivery.published_at,
            at_local=delivery.published_at.astimezone(zone) if delivery.published_at else None,
            code=code, message=message,
        )  # fmt: skip


def _outcome(delivery: Delivery) -> str:
    if (delivery.state, delivery.held_reason) == ("held", "manual"):
        return "by_hand"
    return delivery.state if delivery.state in OUTCOMES else "waits"


def _why(delivery: Delivery, outcome: str, obstacles: Obstacles) -> tuple[str, str]:
    """Of one that went out late, what it waited for; of one that is held as too late, what made it so."""
    obstacle = obstacles.of(delivery.id or 0)
    late = delivery.published_at is not None and delivery.published_at - delivery.due_at > ON_TIME
    if outcome == "published" and not late:
        return "", ""
    if obstacle is not None and (outcome == "published" or delivery.error_code in PASSING):
        return obstacle.code, obstacle.message
    return delivery.error_code or "", delivery.error_message or ""


def _token_ended(channel: Channel, at: datetime) -> tuple[str, str]:
    """What the platform and its closed channel say is true; this says more, and until when there is time."""
    when = f"{at:%H:%M ngày %d/%m/%Y}"
    return "token_ends", f"Quyền truy cập của kênh hết hạn lúc {when}. Hãy kết nối lại kênh {channel.key} trước lúc đó."


def _nothing(
    session: Session, begin: datetime, end: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, NothingThere]]:
    due_at = col(Occurrence.due_at)
    query = (
        sa.select(Occurrence, col(Slot.title))
        .join(Slot, col(Slot.key) == col(Occurrence.slot_key))
        .where(due_at > begin, due_at <= end, col(Occurrence.state) != "planned")
        .order_by(due_at, col(Occurrence.slot_key))
    )
    for row, title in session.execute(query):
        time = f"{row.due_at.astimezone(zone):%H:%M}"
        yield row.due_at, NothingThere(row.slot_key, title, time, row.state, row.reason)
