"""How long a thread that computes keeps the others waiting: less than Python does by itself.

All threads share the interpreter's lock. The protocol gives it up at every statement and takes it back some forty times
for a delivery; beside an event loop that visitors keep busy each time may last the whole switch interval. At Python's
own 5 ms ten posts a second could not go out beside a flood of redirects (p99 late by 5 to 11 s).
https://docs.python.org/3/library/sys.html#sys.setswitchinterval
"""

from __future__ import annotations

import sys

TURN_S = 0.0005


def take_short_turns() -> None:
    """For a program that answers and publishes in one process. Call it once, at its start."""
    sys.setswitchinterval(TURN_S)
