"""What every adapter promises of its first byte: it asks before it sends, whatever its way out of the program is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.db import Database
from campaign.delivery.departure import Departure
from campaign.net.departure import NotOnRecord
from campaign.platforms.facebook import watching
from campaign.platforms.zalo import steps as zalo_steps
from tests.platforms.newsroom import WIRED, Newsroom, newsroom

SHOWS = {"facebook": "feed", "telegram": "sendMessage", "zalo": "update"}


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setattr(zalo_steps, "POLLS_S", (0.01,) * 6)
    monkeypatch.setattr(watching, "pause", lambda seconds: None)
    with newsroom(sqlite_database, tmp_path) as made:
        made.open()
        yield made


@pytest.mark.parametrize("name", WIRED)
def test_a_departure_that_is_refused_leaves_no_byte_and_is_tried_again(
    room: Newsroom, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise NotOnRecord("no")

    rows = room.schedule("mot", name)
    with monkeypatch.context() as patch:
        patch.setattr(Departure, "_mark", refuse)
        room.settle(60)
    assert SHOWS[name] not in [seen.method for seen in room.stage.sandbox.log]
    assert room.states(rows) == {name: "scheduled"}
    room.settle(900)
    assert room.states(rows) == {name: "published"}
    visible = [attempt for attempt in room.stage.attempts(rows[name]) if attempt.visible]
    assert visible[-1].departed_at is not None
