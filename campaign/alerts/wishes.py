"""What a person wants to hear, by which ways, and at which hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from campaign.alerts.kinds import PERSONAL_WAYS
from campaign.models import AlertCause, AlertWishes


@dataclass(frozen=True)
class Wishes:
    """Without a row: everything, by every way, at any hour. ``quiet``: (from, to) on the plan's clock; it may go over
    midnight."""

    ways: frozenset[str] = frozenset(PERSONAL_WAYS)
    muted: frozenset[str] = frozenset()
    quiet: tuple[str, str] = ("", "")

    def wants(self, cause: AlertCause) -> bool:
        """What is urgent is told to everybody whose it is."""
        return cause.urgent or cause.kind not in self.muted

    def quiet_until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours that it is now end; None: it is no quiet hour."""
        if not all(self.quiet):
            return None
        begins, ends = (time.fromisoformat(each) for each in self.quiet)
        local = now.astimezone(zone)
        clock = local.time().replace(tzinfo=None)
        inside = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
        if not inside:
            return None
        day = local.date() if clock < ends else local.date() + timedelta(days=1)
        return datetime.combine(day, ends, zone).astimezone(now.tzinfo)


def all_wishes(session: Session) -> dict[int, Wishes]:
    """By user id, of those who said any."""
    return {row.user_id: _of(row) for row in session.scalars(sa.select(AlertWishes))}


def wishes_of(session: Session, user_id: int) -> Wishes:
    row = session.get(AlertWishes, user_id)
    return _of(row) if row else Wishes()


def _of(row: AlertWishes) -> Wishes:
    return Wishes(frozenset(row.ways), frozenset(row.muted), (row.quiet_from, row.quiet_to))
