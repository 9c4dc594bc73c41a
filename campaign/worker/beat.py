"""One beat: plan ahead now and then, deliver what is due, collect figures, ask about tokens; leave word that the clock
is alive; and have people told what they must hear."""

from __future__ import annotations

import logging
from collections.abc import Callable

from campaign.alerts.contacts import Contacts
from campaign.alerts.round import Rounds
from campaign.alerts.ways import Setting
from campaign.db import Database
from campaign.db.fair_lock import FairLock
from campaign.delivery.context import Dispatch
from campaign.delivery.tick import tick
from campaign.desk.hooks import follow_up
from campaign.errors import Mistake
from campaign.models import Fact
from campaign.schedule.planner import due_for_planning, plan_ahead
from campaign.worker.backups import Backups
from campaign.worker.corrector import Corrector
from campaign.worker.feed_rounds import FeedRounds
from campaign.worker.fitter import Fitter
from campaign.worker.gauge import Gauge
from campaign.worker.ping import Ping
from campaign.worker.upload_sweep import UploadSweep
from campaign.worker.verifier import Verifier

log = logging.getLogger(__name__)


class Beat:
    """Called by the metronome, one at a time; a failed beat is logged and the next one comes all the same."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._alone = FairLock()
        """Fair, so that wakes without end keep no whole beat waiting."""
        self._gauge = Gauge(dispatch)
        self._verifier = Verifier(dispatch)
        self._fitter = Fitter(dispatch)
        self._upload_sweep = UploadSweep(dispatch)
        self._backups = Backups(dispatch)
        self._corrector = Corrector(dispatch)
        self._feeds = FeedRounds(dispatch.database, dispatch.settings)
        self._ping = Ping(dispatch.database, dispatch.settings.ping_url)
        contacts = Contacts(dispatch.database, dispatch.destinations.vault)
        self.alerts = Rounds(Setting(contacts, dispatch.settings))
        """The watchman has it look too, when no beat does."""
        self._said = ""

    def __call__(self) -> None:
        self._alone_and_logged(self._whole)

    def woken(self) -> None:
        """An account has become free: only what goes out is looked at. Everything else has its time at a whole beat,
        once a second, however many posts go out in that second."""
        self._alone_and_logged(lambda: tick(self._dispatch))

    def _whole(self) -> None:
        plan_if_due(self._dispatch)
        follow_up(self._dispatch)
        tick(self._dispatch)
        self._dispatch.engine.reap()
        self._gauge.look()
        self._verifier.look()
        self._fitter.look()
        self._upload_sweep.look()
        self._backups.look()
        self._corrector.look()
        self._feeds.look()
        leave_word(self._dispatch.database)
        self._ping.look()
        self.alerts.look()

    def _alone_and_logged(self, beat: Callable[[], object]) -> None:
        with self._alone:
            try:
                beat()
                self._said = ""
            except Mistake as mistake:
                self._say(str(mistake))
            except Exception:
                log.exception("this beat of the clock failed; the next one tries again")

    def stop(self) -> None:
        """After the last beat: what goes on beside it ends too."""
        self._verifier.stop()
        self._fitter.stop()
        self._corrector.stop()
        self._feeds.stop()
        self._backups.stop()
        self.alerts.stop()

    def _say(self, what: str) -> None:
        """What a person has to mend (no plan brought in yet) is told once, not each second."""
        if what != self._said:
            log.error("nothing can go out: %s", what)
        self._said = what


def plan_if_due(dispatch: Dispatch) -> None:
    """The calendar 14 days ahead, about once a minute."""
    with dispatch.database.read() as session:
        wanted = due_for_planning(session, dispatch.database.now(session))
    if wanted:
        plan_ahead(dispatch.database, dispatch.settings)


def leave_word(database: Database) -> None:
    """``last_tick_at``, for /health, the status page and whoever wonders."""
    with database.write() as session:
        now = database.now(session)
        fact = session.get(Fact, "last_tick_at")
        if fact is None:
            session.add(Fact(name="last_tick_at", value=now.isoformat(), at=now))
        else:
            fact.value, fact.at = now.isoformat(), now
