"""300 deliveries, 10 % faults, 30 kills at random moments: the promise, counted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.storm import storm

SEED = 20261201


@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "procrastinate"])
def test_nothing_is_doubled_lost_early_or_unapproved(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue("sqlite_url" if engine == "sqlite" else "postgresql_url")
    ledger = storm(url, tmp_path, posts=300, kills=30, seed=SEED, procrastinate=engine == "procrastinate")
    print(f"\n{engine}: {ledger.line()}", file=sys.stderr)
    assert (ledger.doubled, ledger.lost, ledger.early, ledger.forbidden, ledger.stuck) == (0, 0, 0, 0, 0)
    assert ledger.unrecorded_requests == 0
    assert ledger.uncertain_without_a_link_to_look == 0
    assert ledger.published + ledger.uncertain == ledger.due == 270
