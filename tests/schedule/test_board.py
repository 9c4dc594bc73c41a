"""The board: every date of a span with its deliveries, gaps, pauses and marks, for the channels one may see."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from campaign.db import Database
from campaign.schedule.board import BoardDay, Wanted, read_board
from campaign.schedule.tray import undated
from tests.web import month

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
KEYS = tuple(key for key, *_ in month.CHANNELS)


@pytest.fixture
def full(database: Database) -> Database:
    with database.write() as session:
        month.fill(session)
    return database


def board(database: Database, wanted: Wanted, first: int = 1, last: int = 31) -> list[BoardDay]:
    with database.read() as session:
        return read_board(session, ZONE, date(2026, 12, first), date(2026, 12, last), wanted)


def test_every_date_is_there_and_its_deliveries_stand_in_order_of_time(full: Database) -> None:
    days = board(full, Wanted(KEYS))
    assert [day.on.day for day in days] == list(range(1, 32))
    saturday = days[4]
    assert [f"{entry.local:%H:%M} {entry.channel}" for entry in saturday.entries] == [
        "07:30 facebook", "07:30 rss", "07:30 telegram", "07:30 zalo", "19:30 facebook", "19:30 youtube",
    ]  # fmt: skip


def test_filters_narrow_by_channel_kind_and_state(full: Database) -> None:
    def states(wanted: Wanted) -> set[tuple[str, str, str]]:
        return {(one.channel, one.kind, one.state) for day in board(full, wanted) for one in day.entries}

    assert {channel for channel, _, _ in states(Wanted(KEYS, channels=("rss",)))} == {"rss"}
    assert {kind for _, kind, _ in states(Wanted(KEYS, kinds=("clip",)))} == {"clip"}
    assert {state for _, _, state in states(Wanted(KEYS, states=("failed", "held")))} == {"failed", "held"}


def test_channels_of_others_are_not_on_the_board(full: Database) -> None:
    days = board(full, Wanted(("youtube",)))
    assert {one.channel for day in days for one in day.entries} == {"youtube"}
    assert [gap for day in days for gap in day.gaps] == []


def test_slots_without_an_item_are_gaps_with_their_reason(full: Database) -> None:
    gaps = [(day.on.day, gap.state, gap.reason) for day in board(full, Wanted(KEYS)) for gap in day.gaps]
    assert [(on, state) for on, state, _ in gaps] == [(22, "empty"), (28, "paused")]
    assert "Hãy thêm nội dung mới" in gaps[0][2]


def test_a_pause_is_a_band_on_every_date_that_it_touches(full: Database) -> None:
    bands = {day.on.day: day.bands for day in board(full, Wanted(KEYS)) if day.bands}
    assert {on: (band[0].begins, band[0].whole_day) for on, band in bands.items()} == {
        28: (True, True), 29: (False, True),
    }  # fmt: skip


def test_marks_rest_on_what_the_filters_hide_as_well(full: Database) -> None:
    entries = [one for day in board(full, Wanted(KEYS, channels=("facebook",)), 17, 18) for one in day.entries]
    marked = {f"{one.local:%d %H:%M}": [mark.kind for mark in one.marks] for one in entries if one.marks}
    assert marked == {"17 15:00": ["close"], "17 15:02": ["close"]}
    telegram = [one for day in board(full, Wanted(KEYS, channels=("telegram",)), 18, 18) for one in day.entries]
    assert [mark.kind for one in telegram for mark in one.marks] == ["alike"]


def test_the_tray_holds_approved_items_that_stand_nowhere(full: Database) -> None:
    with full.read() as session:
        ready = undated(session, 1, date(2026, 12, 15))
        assert {each.title for each in ready} == set(month.UNDATED)
        assert undated(session, 2, date(2026, 12, 15)) == []
