"""Time as a part that tests can hold in their hand. Everything else asks a ``Clock``, never ``datetime.now``."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the program's time comes from."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow: for deadlines, never for dates."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class SetClock:
    """A clock that stands still until it is moved. Used by tests and by ``rehearse``."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, **span: float) -> datetime:
        """Move on by ``timedelta(**span)``; a negative span is a clock that jumps back."""
        step = timedelta(**span)
        self.at += step
        self._monotonic += max(step.total_seconds(), 0.0)
        return self.at


def iso_z(moment: datetime | None) -> str | None:
    """A UTC moment as the contract writes it: ISO 8601 with ``Z``, milliseconds only if there are any."""
    if moment is None:
        return None
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")
