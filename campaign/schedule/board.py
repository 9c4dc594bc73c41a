"""The calendar's board: what stands on each date of a span, with gaps, marks and pauses. Read in a few queries.

Rows are tuples of the columns that a cell shows: a month of 3,000 deliveries is read in some 30 ms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Delivery, Item, Occurrence, Pause, Revision, Slot
from campaign.models.delivery import CHANGEABLE
from campaign.schedule.marks import NEAR_DAYS, Mark, Seen, find_marks
from campaign.workspace.openings import local_to_utc

DAY = timedelta(days=1)
SHOWN_STATES = ("scheduled", "queued", "sending", "published", "uncertain", "held", "failed")
"""A cancelled one is told only where it is asked for."""


class Entry(NamedTuple):
    """One delivery of a post itself, as a cell shows it."""

    id: int
    due_at: datetime
    local: datetime
    state: str
    held_reason: str
    urgent: bool
    item_id: int
    title: str
    kind: str
    channel: str
    platform: str
    channel_title: str
    slot: str
    retracted: bool
    movable: bool
    marks: tuple[Mark, ...] = ()


class Gap(NamedTuple):
    """An occurrence for which nothing goes out: no item was left (empty), or the calendar rests (paused)."""

    due_at: datetime
    local: datetime
    slot: str
    state: str
    reason: str


class Band(NamedTuple):
    """A pause where it covers a date. ``begins``: this is its first date on the board."""

    id: int
    reason: str
    channels: tuple[str, ...]
    begins: bool
    whole_day: bool


@dataclass
class BoardDay:
    """One date. ``entries`` in order of time, gaps apart."""

    on: date
    entries: list[Entry] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """What a person asked to see. Empty: everything. ``keys``: the channels that this person may see at all."""

    keys: Collection[str]
    channels: Collection[str] = ()
    kinds: Collection[str] = ()
    states: Collection[str] = ()

    def shows(self, channel: str, kind: str, state: str) -> bool:
        """Whether a delivery passes the filters (of which the first, ``keys``, is a matter of rights)."""
        return (
            (not self.channels or channel in self.channels)
            and (not self.kinds or kind in self.kinds)
            and (not self.states or state in self.states)
        )


def read_board(session: Session, zone: ZoneInfo, first: date, last: date, wanted: Wanted) -> list[BoardDay]:
    """The dates ``first`` to ``last`` (both included), also where nothing stands on them.

    Marks rest on everything that goes out near the span, whatever the filters hide.
    """
    grid = {first + number * DAY: BoardDay(first + number * DAY) for number in range((last - first).days + 1)}
    margin = NEAR_DAYS * DAY
    rows = _deliveries(session, midnight(first - margin, zone), midnight(last + margin + DAY, zone), wanted)
    channels = {row.key: row for row in session.scalars(sa.select(Channel))}
    slots = {key: title for key, title in session.execute(sa.select(col(Slot.key), col(Slot.title)))}
    entries = list(_entries(rows, zone, channels, slots))
    marks = find_marks([_seen(entry) for entry in entries], {key: row.min_interval_s for key, row in channels.items()})
    for entry in entries:
        day = grid.get(entry.local.date())
        if day and wanted.shows(entry.channel, entry.kind, entry.state):
            found = tuple(marks.get(entry.id, ()))
            day.entries.append(entry._replace(marks=found) if found else entry)
    if not wanted.states and not wanted.kinds:
        _add_gaps(session, zone, grid, wanted, midnight(first, zone), midnight(last + DAY, zone))
    _add_bands(session, zone, grid, wanted)
    return list(grid.values())


def midnight(on: date, zone: ZoneInfo) -> datetime:
    """The first moment of a date, in UTC."""
    return local_to_utc(datetime(on.year, on.month, on.day), zone)  # noqa: DTZ001


def _deliveries(session: Session, start: datetime, end: datetime, wanted: Wanted) -> Sequence[Any]:
    due_at = col(Delivery.due_at)
    states = (*SHOWN_STATES, "cancelled") if "cancelled" in wanted.states else SHOWN_STATES
    query: Any = (
        sa.select(
            col(Delivery.id), due_at, col(Delivery.state), col(Delivery.held_reason), col(Delivery.urgent),
            col(Delivery.item_id), col(Delivery.channel_key), col(Delivery.slot_key), col(Delivery.retracted_at),
            col(Item.kind), col(Item.slug), col(Revision.title),
        )
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .outerjoin(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(
            col(Delivery.state).in_(states), due_at >= start, due_at < end,
            col(Delivery.part) == "", col(Delivery.channel_key).in_(sorted(wanted.keys)),
        )
        .order_by(due_at, col(Delivery.channel_key), col(Delivery.id))
    )  # fmt: skip
    return session.execute(query).all()


def _entries(
    rows: Sequence[Any], zone: ZoneInfo, channels: Mapping[str, Channel], slots: Mapping[str, str]
) -> Iterator[Entry]:
    """By position and without a look at the same row twice: a full month has thousands."""
    said = {key: (row.platform, row.title) for key, row in channels.items()}
    for id_, due_at, state, held, urgent, item_id, channel, slot, retracted_at, kind, slug, title in rows:
        yield Entry(
            id_, due_at, due_at.astimezone(zone), state, held or "", urgent, item_id, title or slug, kind, channel,
            *said[channel], slots.get(slot) or slot or "", retracted_at is not None, state in CHANGEABLE,
        )  # fmt: skip


def _seen(entry: Entry) -> Seen:
    """What a person can still change is marked; what has gone out only counts as the other one."""
    return Seen(
        entry.id, entry.due_at, entry.local, entry.item_id, entry.title, entry.channel, entry.channel_title,
        entry.movable, entry.state != "cancelled" and not entry.retracted,
    )  # fmt: skip


def _add_gaps(
    session: Session, zone: ZoneInfo, grid: dict[date, BoardDay], wanted: Wanted, start: datetime, end: datetime
) -> None:
    due_at = col(Occurrence.due_at)
    rows = session.execute(
        sa.select(
            due_at, col(Occurrence.state), col(Occurrence.reason), col(Slot.key), col(Slot.title), col(Slot.channels)
        )
        .join(Slot, col(Slot.key) == col(Occurrence.slot_key))
        .where(due_at >= start, due_at < end, col(Occurrence.state) != "planned")
        .order_by(due_at, col(Slot.key))
    )  # fmt: skip
    seen = set(wanted.channels or wanted.keys)
    for moment, state, reason, key, title, slot_channels in rows:
        if seen & set(slot_channels):
            local = moment.astimezone(zone)
            grid[local.date()].gaps.append(Gap(moment, local, title or key, state, reason))


def _add_bands(session: Session, zone: ZoneInfo, grid: dict[date, BoardDay], wanted: Wanted) -> None:
    first, last = min(grid), max(grid)
    for pause in session.scalars(sa.select(Pause).order_by(col(Pause.from_at), col(Pause.id))):
        begins, ends = pause.from_at.astimezone(zone), pause.to_at.astimezone(zone)
        touched = set(wanted.channels or wanted.keys)
        if pause.channels and "*" not in pause.channels and not touched & set(pause.channels):
            continue
        for on in _dates(max(first, begins.date()), min(last, ends.date())):
            whole = (on > begins.date() or f"{begins:%H:%M}" == "00:00") and (
                on < ends.date() or f"{ends:%H:%M}" == "23:59"
            )
            starts_here = on == max(first, begins.date())
            grid[on].bands.append(Band(pause.id or 0, pause.reason, tuple(pause.channels), starts_here, whole))


def _dates(first: date, last: date) -> Iterable[date]:
    return (first + number * DAY for number in range((last - first).days + 1))


def count_states(days: Iterable[BoardDay]) -> dict[str, int]:
    """How many of the shown deliveries stand in which state."""
    counts: defaultdict[str, int] = defaultdict(int)
    for day in days:
        for entry in day.entries:
            counts[entry.state] += 1
    return dict(counts)
