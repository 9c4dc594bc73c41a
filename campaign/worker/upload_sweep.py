"""Forgets uploads that nobody finished: their folder is this machine's own, so each process sweeps its own."""

from __future__ import annotations

import logging
import time

from campaign.delivery.context import Dispatch
from campaign.media.uploads import Uploads

EVERY_S = 900.0

log = logging.getLogger(__name__)


class UploadSweep:
    """Looks at the names in one folder, a few times an hour."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._looked_at = -EVERY_S

    def look(self) -> None:
        """Forget what was begun a day ago, if it is time."""
        if time.monotonic() - self._looked_at >= EVERY_S:
            self._looked_at = time.monotonic()
            sweep_uploads(self._dispatch)


def sweep_uploads(dispatch: Dispatch) -> None:
    """Once, now."""
    with dispatch.database.read() as session:
        now = dispatch.database.now(session)
    gone = Uploads(dispatch.settings.var / "uploads").sweep(now)
    if gone:
        log.info("%d unfinished uploads were older than a day and are gone", gone)
