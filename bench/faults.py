"""Two hundred kills, as ``make torture`` makes ten thousand: the promise, counted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.size import sized
from tests.faults.torture import torture

SEED = 20261201


def kills(folder: Path) -> Iterator[Figure]:
    number, ledgers = sized(200, 4), []
    for ledger in torture(number, SEED):
        print(ledger.line(), file=sys.stderr, flush=True)
        ledgers.append(ledger)
    due = f"{sum(ledger.due for ledger in ledgers)} due, {number} kills"
    for name in ("doubled", "lost", "early", "forbidden", "stuck"):
        yield Figure(f"posts {name}", str(sum(getattr(ledger, name) for ledger in ledgers)), due, f"seed {SEED}", "0")
    by_kill = sum(ledger.uncertain for ledger in ledgers)
    yield Figure("posts uncertain", str(by_kill), str(number), "kills", "at most one each")
    slowest = max(ledger.recovery_s for ledger in ledgers)
    yield Figure("first answer recorded after a restart, slowest", f"{slowest:.2f} s", due, f"seed {SEED}", "-")
