"""Counting visits: added up per minute, kept when the database refuses, written at the end, never unbounded."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from campaign.db import Database
from campaign.models import Click
from campaign.public.clicks import ClickBuffer
from tests.conftest import START


def stored(database: Database) -> dict[tuple[str, Any], int]:
    with database.read() as session:
        return {(click.code, click.minute): click.count for click in session.scalars(sa.select(Click))}


def test_visits_of_one_minute_add_up_over_several_writings(database: Database) -> None:
    clicks = ClickBuffer(database.url)
    for second in (0, 30, 59, 60):
        clicks.count("a", START + timedelta(seconds=second))
        clicks.count("b", START)
        clicks.flush()
    clicks.stop()
    assert stored(database) == {("a", START): 3, ("a", START + timedelta(minutes=1)): 1, ("b", START): 4}
    assert (clicks.flushed, clicks.size) == (8, 0)


def test_two_processes_add_to_the_same_minute(database: Database) -> None:
    buffers = [ClickBuffer(database.url) for _ in range(2)]
    for clicks in buffers:
        for number in range(1200):
            clicks.count(f"code{number % 600}", START)
    threads = [threading.Thread(target=clicks.stop) for clicks in buffers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(stored(database).values()) == 2400
    assert set(stored(database).values()) == {4}


def test_visits_wait_while_the_database_refuses_and_are_written_after(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.execute(sa.text("ALTER TABLE click RENAME TO away"))
    clicks = ClickBuffer(sqlite_database.url)
    clicks.count("a", START)
    with pytest.raises(sa.exc.OperationalError):
        clicks.flush()
    clicks.count("a", START)
    assert clicks.size == 1
    with sqlite_database.write() as session:
        session.execute(sa.text("ALTER TABLE away RENAME TO click"))
    clicks.stop()
    assert stored(sqlite_database) == {("a", START): 2}


def test_the_writing_thread_writes_by_itself_and_the_end_writes_the_rest(sqlite_database: Database) -> None:
    clicks = ClickBuffer(sqlite_database.url)
    written = threading.Event()
    write_some = clicks._write_some
    clicks._write_some = lambda: (write_some(), written.set())[0]  # type: ignore[method-assign, func-returns-value]
    clicks.start()
    clicks.count("a", START)
    assert written.wait(5)
    clicks.count("b", START)
    clicks.stop()
    assert stored(sqlite_database) == {("a", START): 1, ("b", START): 1}


def test_a_full_buffer_drops_new_keys_and_says_how_many(sqlite_database: Database) -> None:
    clicks = ClickBuffer(sqlite_database.url, max_keys=2)
    for code in ("a", "b", "c", "c", "a"):
        clicks.count(code, START)
    clicks.stop()
    assert stored(sqlite_database) == {("a", START): 2, ("b", START): 1}
    assert clicks.dropped == 2


def test_a_row_holds_nothing_about_the_visitor() -> None:
    assert set(Click.model_fields) == {"code", "minute", "count"}
