"""Asks the newsroom's feeds beside the beat: a server that drips holds no post up."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from campaign.db import Database
from campaign.desk.feed_polling import poll_due
from campaign.settings import Settings
from campaign.worker.gauge import take_turn

LOOK_EVERY = timedelta(minutes=1)
LOOKED_AT = "feeds_looked_at"
ENDS_WITHIN_S = 5.0

log = logging.getLogger(__name__)


class FeedRounds:
    """One round at a time over all processes that share the turn; what is cut short is asked again later."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._round: threading.Thread | None = None
        self._stopped = threading.Event()

    def look(self) -> None:
        """Begin a round if it is time and none is running."""
        running = self._round is not None and self._round.is_alive()
        if not running and not self._stopped.is_set() and take_turn(self._database, LOOKED_AT, LOOK_EVERY):
            self._round = threading.Thread(target=self._ask, name="feeds", daemon=True)
            self._round.start()

    def wait(self, timeout_s: float) -> None:
        """For the round in hand."""
        if self._round is not None:
            self._round.join(timeout_s)

    def stop(self) -> None:
        """Begin no other feed."""
        self._stopped.set()
        self.wait(ENDS_WITHIN_S)

    def _ask(self) -> None:
        try:
            poll_due(self._database, self._settings, stopped=self._stopped.is_set)
        except Exception as error:
            log.warning("asking feeds failed; the next round tries again: %s", type(error).__name__)
