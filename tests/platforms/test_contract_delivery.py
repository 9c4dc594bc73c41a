"""What every adapter promises, through the real protocol of deliveries: all platforms stand side by side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.db import Database
from campaign.desk import channels, hooks
from campaign.errors import Unauthorized
from campaign.platforms.facebook import watching
from campaign.platforms.seam import HookedByHand
from campaign.platforms.zalo import steps as zalo_steps
from campaign.reach.collect import collect
from tests.platforms.newsroom import WIRED, Newsroom, newsroom

SHOWS = {"facebook": "feed", "telegram": "sendMessage", "zalo": "update"}
"""The request that shows a post of words, by platform."""


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setattr(zalo_steps, "POLLS_S", (0.01,) * 6)
    monkeypatch.setattr(watching, "pause", lambda seconds: None)
    with newsroom(sqlite_database, tmp_path) as made:
        made.open()
        yield made


@pytest.mark.parametrize("name", WIRED)
def test_a_dead_token_closes_its_channel_alone_and_a_new_one_loses_nothing(room: Newsroom, name: str) -> None:
    rows = room.schedule("mot")
    room.end_token(name)
    room.settle()
    assert room.states(rows) == dict.fromkeys(WIRED, "published") | {name: "held"}
    assert room.stage.row(rows[name]).held_reason == "unauthorized"
    assert [other for other in WIRED if room.channel(other).closed_at] == [name]
    assert room.channel(name).closed_by == "platform"
    later = room.schedule("hai")
    room.settle()
    assert room.states(later) == dict.fromkeys(WIRED, "published") | {name: "scheduled"}
    room.connect(name, room.new_secrets(name))
    room.settle(60)
    assert [room.states(each) for each in (rows, later)] == [dict.fromkeys(WIRED, "published")] * 2
    assert {other: len(room.posts_of(other)) for other in WIRED} == dict.fromkeys(WIRED, 2)


def test_a_refused_connection_is_tried_again_and_each_post_shows_once(room: Newsroom) -> None:
    rows = room.schedule("mot")
    room.stage.sandbox.stop()  # nothing listens there any more
    room.stage.settle()
    for name, delivery in rows.items():
        row = room.stage.row(delivery)
        assert (name, row.state, row.attempts) == (name, "scheduled", 1)
        assert row.next_try_at is not None
        assert timedelta(seconds=30) <= row.next_try_at - room.stage.now() < timedelta(seconds=45)
        assert row.error_message
    room.stage.sandbox.start()
    room.settle(90)
    assert room.states(rows) == dict.fromkeys(WIRED, "published")
    assert {name: len(room.posts_of(name)) for name in WIRED} == dict.fromkeys(WIRED, 1)


@pytest.mark.parametrize("name", WIRED)
def test_too_fast_waits_the_time_it_was_told_and_spends_no_attempt(room: Newsroom, name: str) -> None:
    rows = room.schedule("mot", name)
    room.stage.sandbox.faults.add("429", retry_after=35, method=SHOWS[name])
    room.stage.settle()
    row, told_at = room.stage.row(rows[name]), room.stage.now()
    assert (row.state, row.attempts, row.next_try_at) == ("scheduled", 0, told_at + timedelta(seconds=35))
    room.stage.clock.advance(seconds=34)
    room.stage.settle()
    assert room.posts_of(name) == []
    room.settle(60)
    assert room.states(rows) == {name: "published"}
    assert len(room.posts_of(name)) == 1


@pytest.mark.parametrize("fault", ["lost", "500-after", "502-after", "half"])
def test_a_lost_reply_is_settled_within_three_minutes_and_shows_once(room: Newsroom, fault: str) -> None:
    for name in WIRED:
        room.stage.sandbox.faults.add(fault, method=SHOWS[name])
    rows = room.schedule("mot")
    room.settle(180)
    assert room.states(rows) == dict.fromkeys(WIRED, "published")
    assert {name: len(room.posts_of(name)) for name in WIRED} == dict.fromkeys(WIRED, 1)
    for name, delivery in rows.items():
        assert str(room.stage.row(delivery).remote_id).endswith(str(room.posts_of(name)[0]["message_id"]))


@pytest.mark.parametrize("name", WIRED)
def test_what_a_person_types_into_a_console_is_told_by_verify_and_then_confirmed(room: Newsroom, name: str) -> None:
    dispatch, adapter = room.stage.dispatch, room.rigs[name].adapter
    notes = " ".join(channels.verify(dispatch, name).notes)
    word = adapter.webhook_word(room.rigs[name].secrets) if isinstance(adapter, HookedByHand) else ""
    assert (f"/hooks/{name}/{name}" in notes) is isinstance(adapter, HookedByHand)
    assert word in notes
    for token in ("", "sai", word + "x"):
        with pytest.raises(Unauthorized):
            hooks.confirm(dispatch.destinations, name, name, token)
    if word:
        hooks.confirm(dispatch.destinations, name, name, word)


def test_a_figure_that_nobody_told_is_no_sample(room: Newsroom) -> None:
    rows = room.schedule("mot")
    room.settle()
    room.stage.sandbox.faults.add("500-before", times=200, method="*")
    assert collected(room) == 0
    assert room.states(rows) == dict.fromkeys(WIRED, "published")
    room.stage.sandbox.faults.clear()
    assert collected(room) > 0


def collected(room: Newsroom) -> int:
    return collect(room.stage.database, room.stage.dispatch.destinations, 2.0, everything=True)
