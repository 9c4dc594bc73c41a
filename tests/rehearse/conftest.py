"""The stage of the protocol, as upkeep has it: a rehearsal is of what the protocol will do."""

from __future__ import annotations

from tests.delivery.conftest import stage
from tests.faults.test_disk_and_locks import small_disk

__all__ = ["small_disk", "stage"]
