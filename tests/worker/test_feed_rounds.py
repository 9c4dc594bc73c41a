"""The clock asks feeds beside its beats: when it is time, one round at a time, and a hanging server holds no exit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from campaign.clock import SetClock
from campaign.db import Database
from campaign.desk import feeds
from campaign.models import Item
from campaign.settings import Settings
from campaign.worker.feed_rounds import FeedRounds
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.desk.conftest import PLAN
from tests.feeds.newspaper import Newspaper, entry, feed, newspaper


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with newspaper() as made:
        yield made


@pytest.fixture
def rounds(sqlite_database: Database, tmp_path: Path, paper: Newspaper) -> FeedRounds:
    settings = Settings(workspace=tmp_path, database_url=sqlite_database.url, allow_private_feeds=True)
    with sqlite_database.write() as session:
        store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
    url = paper.publish("/rss", feed(entry(1)))
    feeds.add_feeds(sqlite_database, settings, "cli", [url], feeds.Rules())
    return FeedRounds(sqlite_database, settings)


def test_a_feed_is_asked_when_its_time_has_come(
    rounds: FeedRounds, sqlite_database: Database, paper: Newspaper
) -> None:
    clock = sqlite_database.clock
    assert isinstance(clock, SetClock)
    for minutes in (0, 1, 13, 2):
        clock.advance(minutes=minutes)
        rounds.look()
        rounds.wait(60)
    with sqlite_database.read() as session:
        assert [item.slug for item in session.exec(select(Item))] == ["tin-so-1"]
    assert [path for path, _ in paper.asked] == ["/rss", "/rss"]


def test_none_of_its_threads_keeps_the_program_from_ending(rounds: FeedRounds) -> None:
    before = {thread for thread in threading.enumerate() if not thread.daemon}
    rounds.look()
    assert {thread for thread in threading.enumerate() if not thread.daemon} - before == set()
    rounds.stop()
    rounds.look()
