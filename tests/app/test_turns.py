"""An event loop lets those through who work on the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlalchemy as sa

from campaign.app import turns
from campaign.db import Database

WAYS: list[Callable[[Database], AbstractContextManager[Any]]] = [Database.read, Database.write, Database.glance]


@pytest.mark.parametrize("way", WAYS)
def test_it_gives_way_while_somebody_has_a_connection_in_hand_and_only_then(
    sqlite_database: Database, way: Callable[[Database], AbstractContextManager[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    turns.give_way(sqlite_database)
    assert slept == []
    with way(sqlite_database) as hand:
        hand.execute(sa.text("SELECT 1"))
        turns.give_way(sqlite_database)
        assert slept == [turns.WAY_S]
    turns.give_way(sqlite_database)
    assert slept == [turns.WAY_S]
