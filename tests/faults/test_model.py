"""Whatever the order of edits, approvals, ticks, kills and late answers, the promise holds: a few drawn histories."""

from __future__ import annotations

from pathlib import Path

from tests.faults.model import SEED, walk


def test_no_order_of_events_breaks_the_promise(migrated_sqlite: Path) -> None:
    print(f"\nseed {SEED}")
    assert walk(migrated_sqlite, 40) > 500
