"""Whoever answers visitors lets those through who work on the database: nothing outranks a post that is due.

All threads share the interpreter's lock. The protocol gives it up at every statement and takes it back some forty times
for a delivery. An event loop that a flood keeps busy gives it up as often, at each of its own system calls, but has it
back before the other thread is awake: measured, each time took 4 ms, and ten posts a second were 11 s late. Python's
switch interval does not help, since a thread that is woken in vain begins to wait anew
(https://github.com/python/cpython/blob/3.11/Python/ceval_gil.h, ``take_gil``). So the loop sleeps for a moment
before a request while somebody has a connection of the database in hand.
"""

from __future__ import annotations

import time

from campaign.db import Database

WAY_S = 0.00005
"""Longer than a thread takes to wake up; with the kernel's own slack of 50 us about a tenth of a millisecond."""


def give_way(database: Database) -> None:
    """Called on the event loop, before a request is answered."""
    if database.in_use:
        time.sleep(WAY_S)
