"""How a program that runs for months looks for rubbish: not through itself.

CPython looks through everything it holds again and again for circles of objects that nobody needs. The loaded program
is some 165,000 objects that stay, and a page over 3,000 deliveries makes enough new ones to set it off: the slowest
months took 177 ms with that search and 74 without. https://docs.python.org/3/library/gc.html#gc.freeze
"""

from __future__ import annotations

import gc

NEW_OBJECTS = 50_000
"""Before the youngest are looked through; Python's own 700 is for programs that are small."""


def look_less_often() -> None:
    """Take what is there now as staying, and look through the rest less often. Call it when all is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 50)
