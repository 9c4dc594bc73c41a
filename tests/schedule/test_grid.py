"""The calendar as it is read: every day is there, with what goes out, what waits and what is missing."""

from __future__ import annotations

import pytest
from sqlmodel import col

from campaign.db import Database
from campaign.models import Delivery
from campaign.schedule.grid import CalendarDay, as_json, calendar
from tests.schedule.almanac import (
    add_pause,
    add_slot,
    add_tips,
    change,
    day,
    opened,
    plan,
)


@pytest.fixture
def newsroom(database: Database) -> Database:
    opened(database, channels="rss")
    add_tips(database, "a")
    add_slot(database, channels=["rss"], cooldown_days=9)
    add_pause(database, "2026-12-01T17:00", "2026-12-02T16:59")
    plan(database)
    return database


def grid(database: Database, days: int = 3) -> list[CalendarDay]:
    with database.read() as session:
        return calendar(session, database.now(session), days)


def test_each_day_shows_its_posts_and_its_gaps_with_the_reason(newsroom: Database) -> None:
    first, second, third = grid(newsroom)
    assert [one.on for one in (first, second, third)] == [day(1), day(2), day(3)]
    [post], [quiet], [gap] = first.entries, second.entries, third.entries
    assert (post.time, post.channel, post.item, post.title, post.state) == ("07:30", "rss", "a", "A", "scheduled")
    assert (quiet.state, quiet.reason) == ("paused", "Tạm ngưng: Tết Nguyên đán")
    assert (gap.state, gap.slot, gap.delivery_id) == ("empty", "tip", None)
    assert "còn trong thời gian nghỉ 9 ngày" in gap.reason


def test_a_post_that_waits_says_why_and_a_cancelled_one_is_not_shown(newsroom: Database) -> None:
    first = col(Delivery.local_time) == "2026-12-01T07:30"
    change(newsroom, Delivery, first, state="held", held_reason="approval", error_message="Chưa đủ người duyệt.")
    held = grid(newsroom)[0].entries[0]
    assert (held.state, held.held_reason, held.reason) == ("held", "approval", "Chưa đủ người duyệt.")
    change(newsroom, Delivery, first, state="cancelled")
    assert grid(newsroom)[0].entries == []


def test_what_went_out_this_morning_is_still_on_today(newsroom: Database) -> None:
    newsroom.clock.advance(hours=15)
    assert [entry.item for entry in grid(newsroom, 1)[0].entries] == ["a"]
    newsroom.clock.advance(hours=3)
    assert grid(newsroom, 1)[0].on == day(2)


def test_the_same_calendar_for_programs(newsroom: Database) -> None:
    document = as_json(grid(newsroom, 1))
    assert document["days"][0]["date"] == "2026-12-01"
    entry = document["days"][0]["entries"][0]
    assert (entry["due_at"], entry["time"], entry["channel"], entry["item"]) == (
        "2026-12-01T00:30:00Z",
        "07:30",
        "rss",
        "a",
    )
