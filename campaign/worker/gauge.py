"""Collects due figures beside the beat: a platform may take a minute to answer, and no post waits for that."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from campaign.db import Database
from campaign.delivery.context import Dispatch
from campaign.models import Fact
from campaign.reach.collect import collect

COLLECT_EVERY = timedelta(minutes=1)
"""Over all processes on one database together; the youngest age at which figures are asked for is an hour."""
COLLECTED_AT = "collected_at"

log = logging.getLogger(__name__)


class Gauge:
    """One round at a time, in a thread that holds no exit: a round cut short is made up for by the next one."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._round: threading.Thread | None = None

    def look(self) -> None:
        """Begin a round if it is time and none is running."""
        if (self._round is None or not self._round.is_alive()) and take_turn(self._dispatch.database):
            self._round = threading.Thread(target=self._collect, name="gauge", daemon=True)
            self._round.start()

    def wait(self, timeout_s: float) -> None:
        """For the round in hand."""
        if self._round is not None:
            self._round.join(timeout_s)

    def _collect(self) -> None:
        dispatch = self._dispatch
        try:
            collect(dispatch.database, dispatch.destinations, dispatch.settings.http_deadline_s)
        except Exception as error:
            log.warning("collecting figures failed; the next round tries again: %s", type(error).__name__)


def take_turn(database: Database, name: str = COLLECTED_AT, every: timedelta = COLLECT_EVERY) -> bool:
    """True for one caller in each span; also where the clock was set back behind the last turn."""
    with database.read() as session:
        last = session.get(Fact, name)
        if last is not None and timedelta() <= database.now(session) - last.at < every:
            return False
    with database.write() as session:
        now = database.now(session)
        last = session.get(Fact, name, with_for_update=True)
        if last is None:
            session.add(Fact(name=name, value="", at=now))
            return True
        if timedelta() <= now - last.at < every:
            return False
        last.at = now
        return True
