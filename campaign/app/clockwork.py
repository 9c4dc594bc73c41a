"""Metronome, engine and protocol of one process."""

from __future__ import annotations

import logging

from campaign.app.open import dispatch_for
from campaign.credentials import require_key
from campaign.db import Database
from campaign.delivery.context import Dispatch
from campaign.delivery.engine import MAX_THREADS, Engine
from campaign.delivery.thread_engine import ThreadEngine
from campaign.delivery.tick import recover, run
from campaign.settings import Settings
from campaign.worker.beat import Beat
from campaign.worker.metronome import Metronome
from campaign.worker.watchman import Watchman

STEP_IN_HAND_S = 12.0
"""How long a stop waits for steps at platforms; what is longer is found again as uncertain at the next start."""

log = logging.getLogger(__name__)


def engine_for(database: Database, concurrency: int) -> Engine:
    """Threads of this process on SQLite; Procrastinate on PostgreSQL, where other machines may help."""
    if database.is_sqlite:
        return ThreadEngine(concurrency)
    from campaign.delivery.procrastinate_engine import ProcrastinateEngine  # psycopg's pools, for those who need them

    return ProcrastinateEngine(database.url, concurrency)


class Clockwork:
    """Started once, stopped once."""

    def __init__(self, database: Database, settings: Settings, threads: int = MAX_THREADS) -> None:
        self.engine = engine_for(database, threads)
        self.dispatch: Dispatch = dispatch_for(database, settings, self.engine, self._wake)
        self.beat = Beat(self.dispatch)
        self.metronome = Metronome(self.beat, settings.tick_s, self.beat.woken)
        self.watchman = Watchman(database, settings.tick_s, self.beat.alerts.look)

    def start(self) -> None:
        """What the last run left is settled before the first beat."""
        require_key(self.dispatch.database, self.dispatch.destinations.vault)
        recover(self.dispatch)
        self.engine.start(lambda delivery_id: run(self.dispatch, delivery_id))
        self.metronome.start()
        self.watchman.start()

    def _wake(self, in_s: float = 0.0) -> None:
        self.metronome.wake(in_s)

    def stop(self) -> None:
        self.watchman.stop()
        self.metronome.stop()
        self.beat.stop()
        if not self.engine.stop(STEP_IN_HAND_S):
            log.warning("a step at a platform did not end in time; it will be looked up at the next start")
