"""Sees from a thread of its own that the clock has stopped, and has it told: the clock itself no longer can."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from campaign.db import Database
from campaign.models import Fact

LOOK_EVERY_S = 10.0
LATE_S = 60.0
LATE_TICKS = 30
"""As campaign.alerts.from_program counts."""

log = logging.getLogger(__name__)


class Watchman:
    """``tell`` begins a round of alerts; it is called again and again while the clock stands still."""

    def __init__(self, database: Database, tick_s: float, tell: Callable[[], None]) -> None:
        self._database, self._tell = database, tell
        self._late_s = max(LATE_S, LATE_TICKS * tick_s)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchman", daemon=True)
        self._started_at = time.monotonic()

    def start(self) -> None:
        self._started_at = time.monotonic()
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def look(self) -> bool:
        """Is the clock late? Then it is told. A database that does not answer is only logged: nothing can be read."""
        try:
            late = self._is_late()
        except Exception as error:
            log.error("the clock cannot be looked at: %s", type(error).__name__)
            return False
        if late:
            log.error("the clock has not ticked for more than %.0f seconds", self._late_s)
            self._tell()
        return late

    def _is_late(self) -> bool:
        with self._database.read() as session:
            fact = session.get(Fact, "last_tick_at")
            return fact is not None and (self._database.now(session) - fact.at).total_seconds() > self._late_s

    def _watch(self) -> None:
        while not self._stopped.wait(LOOK_EVERY_S):
            if time.monotonic() - self._started_at >= self._late_s:  # a first tick may take a while
                self.look()
