"""The stage of the protocol, as upkeep has it: a rehearsal is of what the protocol will do."""

from __future__ import annotations

from tests.delivery.conftest import stage

__all__ = ["stage"]
