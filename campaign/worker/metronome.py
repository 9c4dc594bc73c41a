"""APScheduler as nothing but a metronome: one interval trigger in memory, plus ``wake()`` for moments in between.

It keeps no post: a lost, late or doubled beat changes nothing. Facts: docs of APScheduler 3.11 (misfire_grace_time
defaults to one second and drops what is later; here every beat counts, and missed ones are run as one).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler

GAP_S = 0.1
"""At least, between two wakes: each looks at all that wait, and accounts that become free come in crowds."""


class Metronome:
    """Calls ``beat`` at once and every ``every_s`` seconds, and ``woken`` (else ``beat``) whenever woken."""

    def __init__(self, beat: Callable[[], None], every_s: float, woken: Callable[[], None] | None = None) -> None:
        self._beat = beat
        self._when_woken = woken or beat
        self._every_s = every_s
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._turn = threading.Condition()
        self._wake_at: float | None = None
        """On the monotonic clock."""
        self._woken_at = 0.0
        """When the last one was."""
        self._stopped = False
        self._waker = threading.Thread(target=self._wait_for_wakes, name="metronome-wake", daemon=True)

    def start(self) -> None:
        self._scheduler.add_job(
            self._beat, "interval", seconds=self._every_s, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._scheduler.start()
        self._waker.start()

    def wake(self, in_s: float = 0.0) -> None:
        """At once, because an account has become free, a channel has been opened; or in so many seconds, when a post
        falls due. Of several wakes the next one counts: whoever is woken asks again for what comes later."""
        with self._turn:
            at = max(time.monotonic() + in_s, self._woken_at + GAP_S)
            if self._wake_at is None or at < self._wake_at:
                self._wake_at = at
                self._turn.notify()

    def stop(self) -> None:
        """No further beat; the one in hand ends."""
        with self._turn:
            self._stopped = True
            self._turn.notify()
        self._scheduler.shutdown(wait=True)
        self._waker.join(timeout=5)

    def _wait_for_wakes(self) -> None:
        self._beat()
        while self._woken():
            self._when_woken()

    def _woken(self) -> bool:
        """Waits for the moment of the next wake; False: it is over."""
        with self._turn:
            while not self._stopped:
                left = None if self._wake_at is None else self._wake_at - time.monotonic()
                if left is not None and left <= 0.0:
                    self._wake_at, self._woken_at = None, time.monotonic()
                    return True
                self._turn.wait(left)
            return False
