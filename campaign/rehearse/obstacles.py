"""What stood in a post's way, remembered while it waits: "too late" alone would not say why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.models import Delivery
from campaign.rehearse.copy import Copied

PASSING = frozenset({"late", "at_work"})
"""Codes that say nothing of why: grace has run out; a platform was busy with a step."""


@dataclass
class Obstacle:
    """A code of the protocol, its sentence, and for how long it stood there."""

    code: str
    message: str
    lasted: timedelta = timedelta()


@dataclass
class Obstacles:
    """Those of each delivery that waited or was held."""

    copy: Copied
    _found: dict[int, dict[str, Obstacle]] = field(default_factory=dict)
    _standing: dict[int, tuple[Obstacle, datetime]] = field(default_factory=dict)

    def note(self, database: Database) -> None:
        """Look at what stands in whose way now."""
        query = sa.select(col(Delivery.id), col(Delivery.error_code), col(Delivery.error_message)).where(
            col(Delivery.state).in_(("scheduled", "held", "failed", "uncertain")),
            col(Delivery.due_at) <= self.copy.clock.now(),
            col(Delivery.error_code).is_not(None),
        )
        with database.read() as session:
            rows = {each: (code, message or "") for each, code, message in session.execute(query)}
        now = self.copy.clock.now()
        for standing, since in self._standing.values():
            standing.lasted += now - since
        self._standing = {
            delivery_id: (self._met(delivery_id, code, message), now)
            for delivery_id, (code, message) in rows.items()
            if code not in PASSING and delivery_id not in self.copy.settled
        }

    def of(self, delivery_id: int) -> Obstacle | None:
        """The one that stood there longest."""
        return max(self._found.get(delivery_id, {}).values(), key=lambda met: met.lasted, default=None)

    def _met(self, delivery_id: int, code: str, message: str) -> Obstacle:
        return self._found.setdefault(delivery_id, {}).setdefault(code, Obstacle(code, message))
