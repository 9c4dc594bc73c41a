"""Guessing is slowed down, nobody is locked out."""

from __future__ import annotations

import pytest
from sqlmodel import select

from campaign.clock import SetClock
from campaign.db import Database
from campaign.models import Tries
from campaign.people import tries

KEY = ("password", "lan@example.vn", "192.0.2.1")


def _try(database: Database, *key: str) -> int:
    with database.write() as session:
        return tries.begin(session, database.now(session), *(key or KEY))


def test_of_a_hundred_tries_at_once_six_are_looked_at(database: Database) -> None:
    waits = []
    for _ in range(100):
        try:
            _try(database)
        except tries.TooSoon as wait:
            waits.append(wait.seconds)
    assert len(waits) == 94
    assert set(waits) == {1}


def test_each_failure_makes_the_next_wait_longer_up_to_half_a_minute(database: Database) -> None:
    assert [tries.delay_s(count) for count in range(1, 13)] == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30]
    assert isinstance(database.clock, SetClock)
    for _ in range(6):
        _try(database)
    with pytest.raises(tries.TooSoon, match="đợi 1 giây"):
        _try(database)
    database.clock.advance(seconds=1)
    assert _try(database) == 7


def test_another_address_and_another_account_are_not_held_up(database: Database) -> None:
    for _ in range(6):
        _try(database)
    assert _try(database, "password", "lan@example.vn", "192.0.2.2") == 1
    assert _try(database, "password", "minh@example.vn", "192.0.2.1") == 1


def test_a_success_and_a_day_forget_what_was_before(database: Database) -> None:
    assert isinstance(database.clock, SetClock)
    _try(database)
    with database.write() as session:
        tries.succeed(session, *KEY)
    assert _try(database) == 1
    database.clock.advance(hours=25)
    assert _try(database) == 1
    database.clock.advance(hours=25)
    _try(database, "another")
    with database.read() as session:
        assert len(session.exec(select(Tries)).all()) == 1
