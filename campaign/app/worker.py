"""``campaign worker``: clock and engine of one more machine on the same PostgreSQL."""

from __future__ import annotations

import signal
import threading

from campaign.app.clockwork import Clockwork
from campaign.app.rubbish import look_less_often
from campaign.db import Database
from campaign.settings import Settings


def work(database: Database, settings: Settings, concurrency: int) -> None:
    """Run until SIGINT or SIGTERM; the steps in hand end first."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    clock = Clockwork(database, settings, concurrency)
    clock.start()
    look_less_often()
    try:
        stopping.wait()
    finally:
        clock.stop()
