"""Named points of the protocol at which a test can end the process as ``kill -9`` would, or have it stand still.

Off unless ``CAMPAIGN_CRASH_AT`` (ends) or ``CAMPAIGN_STALL_AT`` (SIGSTOP, until somebody sends SIGCONT) names a point:
``name``, or ``name:n`` for the n-th passing. Nothing else reads them.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

POINTS = (
    "claimed",  # tick's transaction committed, nothing handed to the engine yet
    "frozen",  # post rendered, COMMIT 1 not yet
    "intent",  # COMMIT 1 done, no byte sent
    "departed",  # connected, the departure on record, no byte sent: the window in which nobody can tell
    "answered",  # the platform has answered, COMMIT 2 not yet
    "recorded",  # COMMIT 2 done
    "found",  # a lookup found the post, not yet recorded
)
_passed: Counter[str] = Counter()


def point(name: str) -> None:
    """End or stop the process here, at once and without clean-up, if that is what the environment asks for."""
    end, stall = os.environ.get("CAMPAIGN_CRASH_AT"), os.environ.get("CAMPAIGN_STALL_AT")
    if not (end or stall):
        return
    _passed[name] += 1
    if _is_here(name, end):
        os._exit(137)
    if _is_here(name, stall):
        os.kill(os.getpid(), signal.SIGSTOP)


def _is_here(name: str, wanted: str | None) -> bool:
    place, _, count = (wanted or "").partition(":")
    return place == name and _passed[name] == int(count or 1)
