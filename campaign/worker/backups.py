"""Has the daily backup made beside the beat, by a process of its own: a large database never delays the clock."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.delivery.context import Dispatch
from campaign.models import Fact
from campaign.upkeep.daily import BACKED_UP_AT, EVERY
from campaign.upkeep.daily_child import started
from campaign.worker.gauge import take_turn

FIRST_AFTER_S = 60.0
"""A start has other things to do."""
AGAIN_AFTER_S = 3600.0
"""After one that failed (a full disk): somebody may have made room."""
ENDS_WITHIN_S = 5.0

log = logging.getLogger(__name__)


class Backups:
    """One at a time. One that is cut short leaves nothing under a backup's name, and is made after the next start."""

    def __init__(self, dispatch: Dispatch, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._dispatch, self._monotonic = dispatch, monotonic
        self._round: threading.Thread | None = None
        self._child: subprocess.Popen[str] | None = None
        self._not_before = monotonic() + FIRST_AFTER_S

    def look(self) -> None:
        """Begin one if it is time and none is running."""
        if (self._round is not None and self._round.is_alive()) or self._monotonic() < self._not_before:
            return
        if take_turn(self._dispatch.database, BACKED_UP_AT, EVERY):
            self._child = started(self._dispatch.settings)
            self._round = threading.Thread(target=self._see_through, args=(self._child,), name="backup", daemon=True)
            self._round.start()

    def wait(self, timeout_s: float) -> None:
        """For the one in hand."""
        if self._round is not None:
            self._round.join(timeout_s)

    def stop(self) -> None:
        """End the one in hand."""
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
        self.wait(ENDS_WITHIN_S)

    def _see_through(self, child: subprocess.Popen[str]) -> None:
        out, err = child.communicate()
        if child.returncode == 0:
            log.info("backup made: %s", out.strip())
            return
        log.error("the daily backup failed; tried again in an hour: %s", (err.strip() or "?").splitlines()[-1])
        self._not_before = self._monotonic() + AGAIN_AFTER_S
        _give_turn_back(self._dispatch.database)


def _give_turn_back(database: Database) -> None:
    try:
        with database.write() as session:
            session.execute(sa.delete(Fact).where(col(Fact.name) == BACKED_UP_AT))
    except sa.exc.DBAPIError as error:
        log.warning("the next backup is tried tomorrow: %s", type(error).__name__)
