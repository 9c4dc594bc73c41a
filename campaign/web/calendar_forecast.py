"""The forecast as the calendar shows it: made once for all who look, never once for each delivery or each page.

A forecast renders every planned post of two weeks, about a millisecond each. It is made anew when somebody has done
something (the audit record grew) and with each minute that somebody looks, always beside the pages: they show the last
one meanwhile, and the open board asks for itself again in any case.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.delivery.forecast import Forecast, forecast
from campaign.errors import Mistake
from campaign.models import AuditEntry
from campaign.settings import Settings

MINUTE_S = 60

log = logging.getLogger(__name__)


class Seen(NamedTuple):
    """Two moments of which a forecast is the same: the newest deed of a person, and the minute."""

    deed: int
    minute: int


class KeptForecast:
    """The newest forecast of one installation. What is shared changes under ``_lock`` alone, which nobody holds while a
    forecast is made."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._lock = threading.Lock()
        self._seen: Seen | None = None
        self._found: Forecast = {}
        self._maker: threading.Thread | None = None

    def of(self, session: Session, now: datetime) -> Forecast:
        """What is foreseen, by delivery, as it was a moment ago; nothing before the first one is made. Never waits."""
        seen = _seen(session, now)
        with self._lock:
            if seen != self._seen and self._maker is None:
                self._maker = threading.Thread(target=self._make, name="forecast", daemon=True)
                self._maker.start()
            return self._found

    def wait(self) -> None:
        """Until nobody is at work on a forecast."""
        maker = self._maker
        if maker is not None:
            maker.join()

    def _make(self) -> None:
        try:
            with self._database.read() as session:
                now = self._database.now(session)
                seen, found = _seen(session, now), _forecast(session, self._settings, now)
            with self._lock:
                self._seen, self._found = seen, found
        except Exception as error:  # the pages go on with the last one
            log.warning("the forecast could not be made: %s", type(error).__name__)
        finally:
            with self._lock:
                self._maker = None


def _seen(session: Session, now: datetime) -> Seen:
    return Seen(session.scalar(sa.select(sa.func.max(col(AuditEntry.id)))) or 0, int(now.timestamp()) // MINUTE_S)


def _forecast(session: Session, settings: Settings, now: datetime) -> Forecast:
    """Nothing before the first sync: there is no plan to judge by."""
    try:
        return forecast(session, settings, now)
    except Mistake:
        return {}
