"""What is on the calendar of one slot: read at once, so that deciding needs no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Delivery, Occurrence, Pause, Slot
from campaign.schedule.decision import Key
from campaign.schedule.occurrences import SlotTime
from campaign.schedule.shelf import Candidate, Shelf
from campaign.schedule.uses import Uses
from campaign.workspace.kinds import Kind
from campaign.workspace.openings import Quiet
from campaign.workspace.stored import kinds_now

MARGIN_DAYS = 2
"""How much further than needed is read: covers every difference between a date in UTC and one in a zone."""


@dataclass
class SlotView:
    """One slot with the occurrences, deliveries, channels and pauses that concern it, at one moment."""

    slot: Slot
    now: datetime
    channels: dict[str, Channel]
    quiets: list[Quiet]
    shelf: Shelf
    uses: Uses
    rows: dict[Key, Occurrence] = field(default_factory=dict)
    deliveries: dict[Key, list[Delivery]] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """The plan's kinds by id."""
    planned: list[tuple[datetime, int]] = field(default_factory=list)
    """(due_at, item id) of this slot's planned occurrences; for ``sequence``."""

    def slug_before(self, due_at: datetime) -> str:
        """The slug of the item that the slot used last before ``due_at``; "" if it never did."""
        earlier = max((one for one in self.planned if one[0] < due_at), default=None)
        candidate = self.shelf.get(earlier[1]) if earlier else None
        return candidate.slug if candidate else ""

    def count(self, time: SlotTime, candidate: Candidate) -> None:
        """Take note of a pick, so that the next one of this round sees it."""
        self.uses.add(candidate.item_id, time.due_at)
        self.planned.append((time.due_at, candidate.item_id))

    def ready_channels(self) -> list[Channel]:
        """The slot's channels that get planned deliveries: connected, enabled, not removed. A closed one waits."""
        named = (self.channels.get(key) for key in dict.fromkeys(self.slot.channels))
        return [
            channel
            for channel in named
            if channel and channel.enabled and channel.connected_at is not None and channel.removed_at is None
        ]

    def goes(self, candidate: Candidate, channel: Channel) -> bool:
        """Can an item of this kind go on the channel at all?"""
        kind = self.kinds.get(candidate.kind)
        return kind is None or kind.goes_to(channel.platform, channel.key)

    def quiet_over(self, due_at: datetime, channel_key: str, candidate: Candidate | None) -> Quiet | None:
        """The pause that keeps the item (None: an item without tags) off the channel at that moment."""
        tags: Collection[str] = candidate.tags if candidate else ()
        return next((quiet for quiet in self.quiets if quiet.covers(due_at, channel_key, tags)), None)


def look(
    session: Session, slot: Slot, now: datetime, zone: tzinfo, shelf: Shelf, keys: Iterable[Key] | None = None
) -> SlotView:
    """The view of a slot; ``keys`` limits its occurrences and deliveries (default: all that are still to come)."""
    recent = now - timedelta(days=MARGIN_DAYS)
    view = SlotView(
        slot=slot,
        now=now,
        channels={channel.key: channel for channel in session.scalars(sa.select(Channel))},
        quiets=[Quiet.of(pause) for pause in session.scalars(sa.select(Pause).where(col(Pause.to_at) >= recent))],
        shelf=shelf,
        uses=Uses(session, zone, recent - timedelta(days=slot.cooldown_days)),
        kinds=kinds_now(session),
    )
    rows, deliveries = sa.select(Occurrence), sa.select(Delivery).where(col(Delivery.part) == "")
    if keys is None:
        since = recent.strftime("%Y-%m-%dT%H:%M")
        rows = rows.where(col(Occurrence.local_time) >= since)
        deliveries = deliveries.where(col(Delivery.local_time) >= since)
    else:
        times = sorted({local_time for local_time, _ in keys})
        rows = rows.where(col(Occurrence.local_time).in_(times))
        deliveries = deliveries.where(col(Delivery.local_time).in_(times))
    for row in session.scalars(rows.where(col(Occurrence.slot_key) == slot.key)):
        view.rows[row.local_time, row.fold] = row
    grouped: defaultdict[Key, list[Delivery]] = defaultdict(list)
    for delivery in session.scalars(deliveries.where(col(Delivery.slot_key) == slot.key).order_by(col(Delivery.id))):
        grouped[delivery.local_time or "", delivery.fold].append(delivery)
    view.deliveries = dict(grouped)
    if slot.rotation == "sequence":
        view.planned = _planned(session, slot)
    return view


def _planned(session: Session, slot: Slot) -> list[tuple[datetime, int]]:
    rows = session.execute(
        sa.select(col(Occurrence.due_at), col(Occurrence.item_id)).where(
            col(Occurrence.slot_key) == slot.key,
            col(Occurrence.state) == "planned",
            col(Occurrence.item_id).is_not(None),
        )
    )
    return [(due_at, item_id) for due_at, item_id in rows]
