"""A sign of life to somebody outside (an uptime monitor), once a minute after a good beat. Where none comes, that one
tells: the whole machine may be down, and then nothing in here can."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from campaign.db import Database
from campaign.net.client import AddressRefused, NoReply, NotConnected, ReplyTooLarge, fetch
from campaign.net.deadline import Deadline
from campaign.worker.gauge import take_turn

EVERY = timedelta(minutes=1)
PINGED_AT = "pinged_at"
WITHIN_S = 10.0

log = logging.getLogger(__name__)


class Ping:
    """One GET at a time, beside the beat; the address is somebody's secret and never logged."""

    def __init__(self, database: Database, url: str) -> None:
        self._database, self._url = database, url
        self._call: threading.Thread | None = None

    def look(self) -> None:
        """Call if there is an address, it is time and no call is running."""
        running = self._call is not None and self._call.is_alive()
        if self._url and not running and take_turn(self._database, PINGED_AT, EVERY):
            self._call = threading.Thread(target=self._ping, name="ping", daemon=True)
            self._call.start()

    def wait(self, timeout_s: float) -> None:
        """For the call in hand."""
        if self._call is not None:
            self._call.join(timeout_s)

    def _ping(self) -> None:
        try:
            reply = fetch(self._url, Deadline.after(WITHIN_S), max_bytes=65_536, hidden=True)
        except (AddressRefused, NotConnected, NoReply, ReplyTooLarge) as failure:
            log.warning("the sign of life was not heard: %s", failure)
            return
        if reply.status >= 400:
            log.warning("the sign of life was refused: %s", reply.status)
