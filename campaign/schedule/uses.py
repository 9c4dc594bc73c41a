"""When each item was, and will be, used: what cooldown and "least recent" are counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Delivery


class Uses:
    """Uses of items by deliveries that are not cancelled, planned ones included, on whatever channel."""

    def __init__(self, session: Session, zone: tzinfo, since: datetime) -> None:
        """Dates are known from ``since`` on (as far back as a cooldown reaches); the last use of all, always."""
        item_id, due_at = col(Delivery.item_id), col(Delivery.due_at)
        counted = (col(Delivery.state) != "cancelled", col(Delivery.part) == "")
        last = sa.select(item_id, sa.func.max(due_at)).where(*counted).group_by(item_id)
        by_hand = col(Delivery.slot_key).is_(None)
        near = sa.select(item_id, due_at, by_hand).where(*counted, due_at >= since).distinct()
        self._zone = zone
        self._last: dict[int, datetime] = {item: at for item, at in session.execute(last)}
        self._days: defaultdict[int, set[date]] = defaultdict(set)
        self._days_by_hand: defaultdict[int, set[date]] = defaultdict(set)
        for item, at, hand_made in session.execute(near):
            on = at.astimezone(zone).date()
            self._days[item].add(on)
            if hand_made:
                self._days_by_hand[item].add(on)

    def add(self, item_id: int, due_at: datetime) -> None:
        """Count a use that is being planned."""
        self._last[item_id] = max(due_at, self._last.get(item_id, due_at))
        self._days[item_id].add(due_at.astimezone(self._zone).date())

    def last(self, item_id: int) -> datetime:
        """The moment of its latest use; the beginning of time if it was never used."""
        return self._last.get(item_id, datetime.min.replace(tzinfo=UTC))

    def rested(self, item_id: int, on: date, cooldown_days: int) -> bool:
        """Whether every use, before ``on`` or after it, is at least ``cooldown_days`` days away. 0: always."""
        return _far_from(on, self._days.get(item_id, ()), cooldown_days)

    def rested_by_hand(self, item_id: int, on: date, cooldown_days: int) -> bool:
        """The same of the uses that no slot made: what a person posted or put on the calendar, on whatever channel.
        The planner keeps its own ones apart when it plans; these come in later, beside what it has planned."""
        return _far_from(on, self._days_by_hand.get(item_id, ()), cooldown_days)


def _far_from(on: date, days: Iterable[date], cooldown_days: int) -> bool:
    rest = timedelta(days=cooldown_days)
    return not cooldown_days or all(abs(on - day) >= rest for day in days)
