"""The stage of the protocol, on both databases: upkeep is tried on what the protocol has written."""

from __future__ import annotations

from tests.delivery.conftest import stage

__all__ = ["stage"]
