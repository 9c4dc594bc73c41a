"""What was learnt about an account is known to every process, for as long as it holds."""

from __future__ import annotations

from campaign.clock import SetClock
from campaign.credentials.remembered import StoredMemory
from campaign.db import Database


def test_a_fact_is_the_accounts_and_ends_in_time(database: Database) -> None:
    clock = database.clock
    assert isinstance(clock, SetClock)
    memory = StoredMemory(database, "facebook:1")
    memory.keep("a", "1", for_s=60)
    memory.keep("b", "2")
    memory.keep("b", "3")
    assert StoredMemory(database, "facebook:1").facts() == {"a": "1", "b": "3"}
    assert StoredMemory(database, "facebook:2").facts() == {}
    clock.advance(seconds=60)
    assert memory.facts() == {"b": "3"}
    memory.forget("b")
    memory.forget("b")
    assert memory.facts() == {}


def test_a_database_that_is_away_means_nothing_is_known_and_nobody_fails(database: Database) -> None:
    from sqlalchemy import text

    with database.write() as session:
        session.execute(text("DROP TABLE remembered"))
    memory = StoredMemory(database, "facebook:1")
    memory.keep("a", "1")
    memory.forget("a")
    assert memory.facts() == {}
