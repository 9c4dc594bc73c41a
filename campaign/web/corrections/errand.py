"""A correction is carried out beside the page: it asks platforms, and nobody's browser waits for them.

A thread that ends with the program loses nothing: what it has not done waits in its row. The clock takes it up again
(campaign.worker.corrector), a person may with "Thử lại", and what stays undone is told (campaign.alerts).
"""

from __future__ import annotations

import logging
import threading

from campaign.delivery.context import Dispatch
from campaign.desk import correcting

log = logging.getLogger(__name__)


def start(dispatch: Dispatch, correction_id: int) -> None:
    """Returns at once."""
    threading.Thread(
        target=_run, args=(dispatch, correction_id), name=f"correction-{correction_id}", daemon=True
    ).start()


def _run(dispatch: Dispatch, correction_id: int) -> None:
    try:
        correcting.run(dispatch, correction_id)
    except Exception:
        log.exception("correction %s was left where it is", correction_id)
