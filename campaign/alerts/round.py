"""A round: take notice of what is new and what is gone, write down who is told, then tell, each way for itself."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from campaign.alerts.kinds import WAYS
from campaign.alerts.notice import forget_old, take_notice
from campaign.alerts.spread import spread
from campaign.alerts.telling import tell
from campaign.alerts.ways import Setting
from campaign.models import Fact

LOOK_EVERY_S = 5.0
STOP_WITHIN_S = 5.0
FORGET_EVERY = timedelta(days=1)
FORGOTTEN_AT = "alerts_forgotten_at"

log = logging.getLogger(__name__)


def one_round(setting: Setting) -> int:
    """Everything in this thread, one way after another; returns how many messages went out."""
    _notice(setting)
    return sum(tell(setting, way) for way in WAYS)


class Rounds:
    """Rounds beside the clock, in threads that hold no exit: one that takes notice, one for each way, so that a mail
    server that hangs delays neither the clock nor the other ways. What is cut short is in its rows."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._threads: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._looked_at = -LOOK_EVERY_S

    def look(self) -> None:
        """Begin a round if it is time and none is running. Called from any thread, never waits."""
        with self._lock:
            if self._stopped.is_set() or time.monotonic() - self._looked_at < LOOK_EVERY_S:
                return
            self._looked_at = time.monotonic()
            self._begin("notice", lambda: self._round())

    def wait(self, timeout_s: float) -> None:
        """For the round in hand."""
        for name in ("notice", *WAYS):
            if name in self._threads:
                self._threads[name].join(timeout_s)

    def stop(self) -> None:
        """Begin nothing more; the messages in hand get some seconds."""
        self._stopped.set()
        ends = time.monotonic() + STOP_WITHIN_S
        for thread in list(self._threads.values()):
            thread.join(max(ends - time.monotonic(), 0.0))

    def _round(self) -> None:
        _notice(self._setting)
        with self._lock:
            for way in WAYS:
                self._begin(way, lambda way=way: tell(self._setting, way, self._stopped.is_set))  # type: ignore[misc]

    def _begin(self, name: str, action: Callable[[], object]) -> None:
        running = self._threads.get(name)
        if (running is None or not running.is_alive()) and not self._stopped.is_set():
            self._threads[name] = threading.Thread(target=_logged, args=(action,), name=f"alerts-{name}", daemon=True)
            self._threads[name].start()


def _notice(setting: Setting) -> None:
    take_notice(setting.contacts.database, setting.settings)
    spread(setting.contacts.database)
    _forget(setting)


def _forget(setting: Setting) -> None:
    """About once a day, by whichever process comes first."""
    database = setting.contacts.database
    with database.read() as session:
        fact = session.get(Fact, FORGOTTEN_AT)
        if fact is not None and database.now(session) - fact.at < FORGET_EVERY:
            return
    with contextlib.suppress(IntegrityError), database.write() as session:
        now = database.now(session)
        session.merge(Fact(name=FORGOTTEN_AT, value=now.isoformat(), at=now))
        session.flush()
        forget_old(session, now)


def _logged(action: Callable[[], object]) -> None:
    try:
        action()
    except Exception as error:
        log.exception("a round of alerts failed; the next one tries again: %s", type(error).__name__)
