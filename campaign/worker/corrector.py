"""Takes up corrections whose thread ended with its program: beside the clock, one round at a time."""

from __future__ import annotations

import logging
import threading
import time

from campaign.delivery.context import Dispatch
from campaign.desk.correcting import run_left

LOOK_EVERY_S = 10.0
STOP_WITHIN_S = 5.0

log = logging.getLogger(__name__)


class Corrector:
    """What is cut short is in its rows, and the next round, or the next program, goes on with it."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._looked_at = -LOOK_EVERY_S
        self._running: threading.Thread | None = None

    def look(self) -> None:
        """Begin a round if it is time and none is running. Never waits."""
        if time.monotonic() - self._looked_at < LOOK_EVERY_S or (self._running and self._running.is_alive()):
            return
        self._looked_at = time.monotonic()
        self._running = threading.Thread(target=self._round, name="corrections", daemon=True)
        self._running.start()

    def stop(self) -> None:
        """The place in hand gets some seconds."""
        if self._running:
            self._running.join(STOP_WITHIN_S)

    def _round(self) -> None:
        try:
            run_left(self._dispatch)
        except Exception:
            log.exception("corrections that were left; the next round tries again")
