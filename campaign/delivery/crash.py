"""Named points of the protocol at which a test can end the process as ``kill -9`` would.

Off unless ``CAMPAIGN_CRASH_AT`` names a point (``name`` or ``name:n`` for the n-th passing); nothing else reads it.
"""

from __future__ import annotations

import os
from collections import Counter

POINTS = (
    "claimed",  # tick's transaction committed, nothing handed to the engine yet
    "frozen",  # post rendered, COMMIT 1 not yet
    "intent",  # COMMIT 1 done, no byte sent
    "answered",  # the platform has answered, COMMIT 2 not yet
    "recorded",  # COMMIT 2 done
    "found",  # a lookup found the post, not yet recorded
)
_passed: Counter[str] = Counter()


def point(name: str) -> None:
    """End the process here, at once and without clean-up, if that is what the environment asks for."""
    wanted = os.environ.get("CAMPAIGN_CRASH_AT")
    if not wanted:
        return
    place, _, count = wanted.partition(":")
    _passed[name] += 1
    if place == name and _passed[name] >= int(count or 1):
        os._exit(137)
