"""``python -m tests.faults.torture --kills N [--histories N] [--seed S]``: so many drawn histories of the model
(model.py), then storm after storm until N processes have been killed.

Engines and disturbances take turns; each storm prints its ledger as one JSON line, the last line adds them up. Exit 1
if a promise was broken anywhere. 200 kills: ``make bench``; 10,000: ``make torture``.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaign.db import Database
from campaign.db.schema import migrate
from tests.faults.child import Setting
from tests.faults.ledger import Ledger
from tests.faults.model import walk
from tests.faults.server import Server, a_server
from tests.faults.storm import Storm

KILLS = 40
POSTS = 200
KINDS = ("sqlite", "threads on postgresql", "procrastinate", "sqlite, stalls", "procrastinate, database crash")


def torture(kills: int, seed: int) -> Iterator[Ledger]:
    """Storms of ``KILLS`` each."""
    with a_server() as server:
        for kind in itertools.cycle(KINDS):
            if kills <= 0:
                return
            yield _storm(kind, server, min(KILLS, kills), seed)
            kills, seed = kills - KILLS, seed + 1


def _storm(kind: str, server: Server, kills: int, seed: int) -> Ledger:
    with _folder() as folder:
        url = _sqlite(folder) if kind.startswith("sqlite") else server.fresh()
        engine = "procrastinate" if kind.startswith("procrastinate") else "threads"
        return Storm(
            Setting(url, folder, engine), POSTS, kills, seed,
            workers=1 if kind.startswith("sqlite") else 2,
            stalls=3 if "stalls" in kind else 0,
            between=server.crash if "crash" in kind else None,
        ).run(kind)  # fmt: skip


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="campaign-torture-"))
    (folder / "var").mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _sqlite(folder: Path) -> str:
    url = f"sqlite:///{folder / 'var' / 'campaign.db'}"
    database = Database(url)
    migrate(database)
    database.close()
    return url


def _walk(histories: int, number: int) -> None:
    if histories:
        with _folder() as folder:
            _sqlite(folder)
            steps = walk(folder / "var" / "campaign.db", histories, number)
        print(
            f"model: {histories} histories, {steps} steps, seed {number}: no promise broken",
            file=sys.stderr,
            flush=True,
        )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.torture")
    parser.add_argument("--kills", type=int, default=10_000)
    parser.add_argument("--histories", type=int, default=4_500)
    parser.add_argument("--seed", type=int, default=20261201)
    asked = parser.parse_args(arguments)
    _walk(asked.histories, asked.seed)
    total, broken = Ledger("all", asked.seed), 0
    for ledger in torture(asked.kills, asked.seed):
        print(ledger.run, file=sys.stderr)
        print(ledger.line(), flush=True)
        if ledger.broken:
            broken += 1
            print(f"BROKEN (seed {ledger.seed}): {ledger.broken}", *ledger.story, sep="\n", file=sys.stderr, flush=True)
        total.add(ledger)
    print(total.line())
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
