"""Fits files to their platforms ahead of time, beside the beat: a long video never delays the clock."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from campaign.delivery.context import Dispatch
from campaign.delivery.fit import AHEAD, needs_ahead
from campaign.media.fitting import Need
from campaign.media.fitting_run import Fitting, fit, forget_unfinished
from campaign.media.store import MediaStore

LOOK_EVERY_S = 5.0
STOP_WITHIN_S = 5.0

log = logging.getLogger(__name__)


class Fitter:
    """One file at a time, in a thread that holds no exit: what is cut short is done again after the next start."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._round: threading.Thread | None = None
        self._stopped = threading.Event()
        self._looked_at = -LOOK_EVERY_S
        self._first = True

    def look(self) -> None:
        """Begin a round if there is something to do and none is running."""
        running = self._round is not None and self._round.is_alive()
        if running or self._stopped.is_set() or time.monotonic() - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = time.monotonic()
        if self._first:
            forget_what_was_left(self._dispatch)
            self._first = False
        needs = what_is_needed(self._dispatch)
        if needs:
            self._round = threading.Thread(target=self._fit, args=(needs,), name="fitter", daemon=True)
            self._round.start()

    def stop(self) -> None:
        """End the file in hand and begin no other."""
        self._stopped.set()
        if self._round is not None:
            self._round.join(STOP_WITHIN_S)

    def _fit(self, needs: Sequence[Need]) -> None:
        try:
            fit_all(self._dispatch, needs, self._stopped.is_set)
        except Exception as error:
            log.exception("fitting failed; the next round tries again: %s", type(error).__name__)


def forget_what_was_left(dispatch: Dispatch) -> None:
    """On SQLite we hold the instance lock: nobody else is at work. On PostgreSQL a silent one's row is taken over."""
    if dispatch.database.is_sqlite:
        forget_unfinished(dispatch.database)


def what_is_needed(dispatch: Dispatch, within: timedelta = AHEAD) -> list[Need]:
    """The files to be made for what is due within that span."""
    with dispatch.database.read() as session:
        return needs_ahead(session, dispatch.database.now(session), within)


def fit_all(dispatch: Dispatch, needs: Sequence[Need], stopped: Callable[[], bool] = lambda: False) -> None:
    """One after another; the clock is woken after each, since a delivery may have waited for it."""
    fitting = Fitting(dispatch.database, MediaStore.of(dispatch.settings), stopped)
    for need in needs:
        if stopped():
            return
        if fit(fitting, need):
            dispatch.wake()
