"""APScheduler as nothing but a metronome: one interval trigger in memory, plus ``wake()`` for at once.

It keeps no post: a lost, late or doubled beat changes nothing. Facts: docs of APScheduler 3.11 (misfire_grace_time
defaults to one second and drops what is later; here every beat counts, and missed ones are run as one).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler


class Metronome:
    """Calls ``beat`` at once and every ``every_s`` seconds, and ``woken`` (else ``beat``) whenever woken."""

    def __init__(self, beat: Callable[[], None], every_s: float, woken: Callable[[], None] | None = None) -> None:
        self._beat = beat
        self._when_woken = woken or beat
        self._every_s = every_s
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._woken = threading.Event()
        self._stopped = False
        self._waker = threading.Thread(target=self._wait_for_wakes, name="metronome-wake", daemon=True)

    def start(self) -> None:
        self._scheduler.add_job(
            self._beat, "interval", seconds=self._every_s, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._scheduler.start()
        self._waker.start()

    def wake(self) -> None:
        """At once: an account has become free, a channel has been opened."""
        self._woken.set()

    def stop(self) -> None:
        """No further beat; the one in hand ends."""
        self._stopped = True
        self._woken.set()
        self._scheduler.shutdown(wait=True)
        self._waker.join(timeout=5)

    def _wait_for_wakes(self) -> None:
        self._beat()
        while True:
            self._woken.wait()
            if self._stopped:
                return
            self._woken.clear()
            self._when_woken()
