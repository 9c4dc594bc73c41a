"""The calendar as people read it: day by day, what goes out where, and what will not and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import iso_z
from campaign.models import Channel, Delivery, Item, Occurrence, Revision, Slot
from campaign.workspace.openings import local_to_utc
from campaign.workspace.stored import stored_zone

DAY = timedelta(days=1)


@dataclass(frozen=True)
class CalendarEntry:
    """A delivery, or an occurrence that has none (``state`` empty or paused, ``delivery_id`` and ``channel`` None)."""

    due_at: datetime
    time: str
    """ "07:30", in the plan's zone."""
    state: str
    reason: str
    """Why it waits, is held, failed or stays empty; "" where there is nothing to say."""
    title: str
    """Of the item; for an empty occurrence, of the slot."""
    item: str | None = None
    """Slug."""
    delivery_id: int | None = None
    channel: str | None = None
    channel_title: str | None = None
    slot: str | None = None
    held_reason: str | None = None
    urgent: bool = False
    permalink: str = ""


@dataclass
class CalendarDay:
    """One date in the plan's zone; also there when nothing stands on it."""

    on: date
    entries: list[CalendarEntry] = field(default_factory=list)


def calendar(session: Session, now: datetime, days: int = 14) -> list[CalendarDay]:
    """Today (from its midnight) and the dates after it, ``days`` in all. Parts and cancelled posts are left out.

    Raises Mistake where no plan has been brought in yet.
    """
    zone = stored_zone(session)
    today = now.astimezone(zone).date()
    start, end = (local_to_utc(datetime(on.year, on.month, on.day), zone) for on in (today, today + days * DAY))  # noqa: DTZ001
    grid = {today + number * DAY: CalendarDay(today + number * DAY) for number in range(days)}
    for row in [*_deliveries(session, start, end), *_without_delivery(session, start, end)]:
        local = row.due_at.astimezone(zone)
        grid[local.date()].entries.append(_entry(row, f"{local:%H:%M}"))
    for day in grid.values():
        day.entries.sort(key=lambda entry: (entry.due_at, entry.channel or "", entry.delivery_id or 0))
    return list(grid.values())


def as_json(days: list[CalendarDay]) -> dict[str, Any]:
    """``{"days": [{"date", "entries": [...]}]}``; times in UTC with Z, ``time`` on the plan's own clock."""
    return {
        "days": [
            {
                "date": day.on.isoformat(),
                "entries": [asdict(entry) | {"due_at": iso_z(entry.due_at)} for entry in day.entries],
            }
            for day in days
        ]
    }


def _entry(row: Any, time: str) -> CalendarEntry:
    return CalendarEntry(
        **(row._asdict() | {"due_at": row.due_at.astimezone(UTC), "time": time, "reason": row.reason or ""})
    )


def _deliveries(session: Session, start: datetime, end: datetime) -> list[Any]:
    due_at = col(Delivery.due_at)
    query: Any = (
        sa.select(
            due_at,
            col(Delivery.state),
            col(Delivery.error_message).label("reason"),
            col(Revision.title),
            col(Item.slug).label("item"),
            col(Delivery.id).label("delivery_id"),
            col(Delivery.channel_key).label("channel"),
            col(Channel.title).label("channel_title"),
            col(Delivery.slot_key).label("slot"),
            col(Delivery.held_reason),
            col(Delivery.urgent),
            col(Delivery.permalink),
        )
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .where(due_at >= start, due_at < end, col(Delivery.part) == "", col(Delivery.state) != "cancelled")
    )
    return list(session.execute(query).all())


def _without_delivery(session: Session, start: datetime, end: datetime) -> list[Any]:
    due_at = col(Occurrence.due_at)
    query: Any = (
        sa.select(
            due_at,
            col(Occurrence.state),
            col(Occurrence.reason),
            col(Slot.title),
            col(Occurrence.slot_key).label("slot"),
        )
        .join(Slot, col(Slot.key) == col(Occurrence.slot_key))
        .where(due_at >= start, due_at < end, col(Occurrence.state) != "planned")
    )
    return list(session.execute(query).all())
