"""What platforms do wrong, through the real protocol: nothing shows twice, and what cannot be known is asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.db import Database
from campaign.platforms.facebook import watching
from campaign.platforms.zalo import drafts
from campaign.platforms.zalo import steps as zalo_steps
from campaign.sandbox.wire import Seen
from tests.platforms.newsroom import WIRED, Newsroom, newsroom

SHOWS = {"facebook": "feed", "telegram": "sendMessage", "zalo": "update"}
"""The request that shows a post of words, by platform."""
WINDOW = timedelta(seconds=30)


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setattr(zalo_steps, "POLLS_S", (0.01,) * 6)
    monkeypatch.setattr(drafts, "LOOKS_S", (5.0,) * 5)
    monkeypatch.setattr(watching, "pause", lambda seconds: None)
    with newsroom(sqlite_database, tmp_path) as made:
        made.open()
        yield made


def calls(room: Newsroom, platform: str) -> list[Seen]:
    return [seen for seen in room.stage.sandbox.log if seen.platform == platform]


def test_in_a_storm_of_429_an_account_calls_once_in_each_window(room: Newsroom) -> None:
    rows = [room.schedule(slug) for slug in ("mot", "hai", "ba")]
    before = {name: len(calls(room, name)) for name in WIRED}
    room.stage.sandbox.faults.add("429", times=10_000, method="*", retry_after=int(WINDOW.total_seconds()))
    room.settle(180)
    for name in WIRED:
        at = [seen.at for seen in calls(room, name)[before[name] :]]
        assert 1 < len(at) <= 180 / WINDOW.total_seconds() + 1
        assert all(later - earlier >= WINDOW for earlier, later in itertools.pairwise(at)), name
    room.stage.sandbox.faults.clear()
    room.settle(240)
    assert [room.states(row) for row in rows] == [dict.fromkeys(WIRED, "published")] * 3
    assert {name: len(room.posts_of(name)) for name in WIRED} == dict.fromkeys(WIRED, 3)


@pytest.mark.parametrize("fault", ["200-after", "drip", "hang-after"])
def test_an_answer_that_is_none_is_looked_up_and_the_post_shows_once(room: Newsroom, fault: str) -> None:
    """Drip: each byte comes well within any read timeout; only a total deadline ends it."""
    room.stage.wire(http_deadline_s=1.0)
    for name in WIRED:
        room.stage.sandbox.faults.add(fault, method=SHOWS[name])
    rows = room.schedule("mot")
    room.settle(180)
    assert room.states(rows) == dict.fromkeys(WIRED, "published")
    assert {name: len(room.posts_of(name)) for name in WIRED} == dict.fromkeys(WIRED, 1)
    for name, delivery in rows.items():
        assert "uncertain" in [attempt.outcome for attempt in room.stage.attempts(delivery)], name


@pytest.mark.parametrize("fault", ["200-before", "500-before", "502-before", "hang-before"])
def test_what_was_not_done_and_cannot_be_known_is_never_sent_twice(room: Newsroom, fault: str) -> None:
    room.stage.wire(http_deadline_s=1.0)
    for name in WIRED:
        room.stage.sandbox.faults.add(fault, method=SHOWS[name])
    rows = room.schedule("mot")
    room.settle(900)
    for name, state in room.states(rows).items():
        row = room.stage.row(rows[name])
        assert state in ("published", "uncertain")
        assert len(room.posts_of(name)) == (state == "published")
        assert state == "published" or row.look_url


def test_a_third_of_all_answers_being_5xx_doubles_nothing(room: Newsroom) -> None:
    room.stage.sandbox.faults.rates.update({"500": 0.15, "502": 0.15})
    rows = [room.schedule(f"muc-{number}") for number in range(6)]
    room.settle(600)
    texts = room.stage.posts()
    assert len(texts) == len(set(texts))
    states = [state for row in rows for state in room.states(row).values()]
    assert set(states) <= {"published", "uncertain"}
    assert len(texts) >= states.count("published")
