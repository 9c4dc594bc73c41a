"""The forecast as the calendar shows it: made once for all who look, never once for each delivery or each page.

A forecast renders every planned post of two weeks, about a millisecond each. It is made anew when somebody has done
something (the audit record grew) and with each minute; where that takes long, beside the pages, which go on with the
last one meanwhile.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.delivery.forecast import Forecast, forecast
from campaign.errors import Mistake
from campaign.models import AuditEntry
from campaign.settings import Settings

QUICK_S = 0.2
"""A page may wait so long for a forecast."""
MINUTE_S = 60

log = logging.getLogger(__name__)


class Seen(NamedTuple):
    """Two moments of which a forecast is the same: the newest deed of a person, and the minute."""

    deed: int
    minute: int


class KeptForecast:
    """The newest forecast of one installation."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._made, self._making = threading.Lock(), threading.Lock()
        self._seen: Seen | None = None
        self._found: Forecast = {}
        self._took_s = 0.0

    def of(self, session: Session, now: datetime) -> Forecast:
        """What is foreseen, by delivery; at the worst as it was a moment ago."""
        seen = _seen(session, now)
        with self._made:
            if seen == self._seen:
                return self._found
            if self._seen is None or self._took_s <= QUICK_S:
                self._keep(session, seen, now)
                return self._found
        if self._making.acquire(blocking=False):
            threading.Thread(target=self._beside, name="forecast", daemon=True).start()
        return self._found

    def wait(self) -> None:
        """Until nobody is at work on a forecast."""
        with self._making:
            return

    def _keep(self, session: Session, seen: Seen, now: datetime) -> None:
        began = time.monotonic()
        found = _forecast(session, self._settings, now)
        self._seen, self._found, self._took_s = seen, found, time.monotonic() - began

    def _beside(self) -> None:
        try:
            with self._database.read() as session:
                now = self._database.now(session)
                self._keep(session, _seen(session, now), now)
        except Exception as error:  # the pages go on with the last one
            log.warning("the forecast could not be made: %s", type(error).__name__)
        finally:
            self._making.release()


def _seen(session: Session, now: datetime) -> Seen:
    return Seen(session.scalar(sa.select(sa.func.max(col(AuditEntry.id)))) or 0, int(now.timestamp()) // MINUTE_S)


def _forecast(session: Session, settings: Settings, now: datetime) -> Forecast:
    """Nothing before the first sync: there is no plan to judge by."""
    try:
        return forecast(session, settings, now)
    except Mistake:
        return {}
