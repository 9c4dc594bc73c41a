"""What the first page shows, read on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from campaign.clock import SetClock
from campaign.db import Database
from campaign.models import Channel, Fact, Item, Revision
from campaign.web.status import Entry, Gap, Status, read_clock, read_status
from tests.web import seed
from tests.web.conftest import Served


def _read(database: Database, unit: str = "") -> Status:
    with database.write() as session:
        user = seed.add_person(session, database.now(session), "editor", unit)
    with database.read() as session:
        return read_status(session, database.now(session), user)


@pytest.fixture
def full(database: Database) -> Database:
    with database.write() as session:
        seed.add_everything(session, database.now(session))
    return database


def test_what_waits_for_a_person_comes_with_the_most_doubtful_first(full: Database) -> None:
    view = _read(full)
    assert [line.state for line in view.to_settle] == ["uncertain", *["held"] * 5, "failed"]
    assert view.to_settle[0].look_url == "https://facebook.example/trang"
    assert [line.may_release for line in view.to_settle] == [False, True, *[False] * 5]
    assert [line.held_reason for line in view.to_settle if line.may_say_published] == ["", "manual"]


def test_what_waits_by_itself_is_told_apart_and_offers_only_what_would_work(full: Database) -> None:
    backoff, interval = _read(full).by_itself
    assert (backoff.reason, backoff.may_publish_now) == ("Máy chủ của nền tảng báo lỗi 502.", True)
    assert (interval.reason, interval.may_publish_now) == ("Chờ đủ khoảng cách giữa hai bài.", False)


def test_the_days_ahead_group_one_item_on_several_channels_and_show_slots_left_empty(full: Database) -> None:
    days = _read(full).days
    first = days[0].rows[0]
    assert isinstance(first, Entry)
    assert [line.channel for line in first.lines] == ["facebook", "rss", "telegram"]
    gaps = [row for day in days for row in day.rows if isinstance(row, Gap)]
    assert [(gap.slot, gap.state) for gap in gaps] == [("Mẹo mỗi ngày", "empty"), ("Mẹo mỗi ngày", "paused")]
    assert [day.on.isoformat() for day in days] == [f"2026-12-0{number}" for number in range(1, 7)]


def test_a_day_begins_at_midnight_in_the_plans_zone(database: Database) -> None:
    with database.write() as session:
        now = database.now(session)
        seed.add_channels(session, now)
        seed.add_items(session, now)
        seed.add_delivery(session, now, "facebook", 16 * 60 + 59)
        seed.add_delivery(session, now, "facebook", 17 * 60)
    assert [day.on.isoformat() for day in _read(database).days] == ["2026-12-01", "2026-12-02"]


def test_what_went_out_is_listed_latest_first_and_a_bad_link_is_no_link(full: Database) -> None:
    with full.write() as session:
        now = full.now(session)
        late = now - timedelta(minutes=5)
        seed.add_delivery(
            session, now, "rss", -6, state="published", published_at=late, permalink="javascript:alert(1)"
        )
    newest = _read(full).published[0]
    assert (newest.channel, newest.permalink) == ("rss", "")


def test_only_so_many_are_listed_and_the_rest_is_counted(database: Database) -> None:
    with database.write() as session:
        now = database.now(session)
        seed.add_channels(session, now)
        seed.add_items(session, now)
        for minutes in range(210):
            seed.add_delivery(session, now, "facebook", -minutes, state="failed")
    view = _read(database)
    assert (len(view.to_settle), view.unlisted) == (200, 10)


@pytest.mark.parametrize(("seconds", "stale"), [(29, False), (31, True)])
def test_a_clock_that_stopped_ticking_is_told(database: Database, seconds: int, stale: bool) -> None:
    with database.write() as session:
        session.add(Fact(name="last_tick_at", value="", at=database.now(session) - timedelta(seconds=seconds)))
    with database.read() as session:
        assert read_clock(session, database.now(session), 1.0).stale is stale


def test_a_clock_that_never_ticked_is_told(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        assert read_clock(session, sqlite_database.now(session), 1.0).stale


def test_the_page_says_that_the_clock_stands_still(served: Served) -> None:
    assert isinstance(served.database.clock, SetClock)
    with served.client("reporter") as client:
        assert "Đồng hồ chạy lúc 06:59:59" in client.get("/").text
        served.database.clock.advance(minutes=2)
        assert "Đồng hồ đứng từ 06:59 01/12/2026" in client.get("/").text


def test_a_fresh_installation_has_an_honest_empty_page(sqlite_database: Database) -> None:
    view = _read(sqlite_database)
    assert (view.to_settle, view.by_itself, view.days, view.published, view.channels) == ([], [], [], [], [])


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def _make_hostile(session: Session) -> None:
    for channel in session.exec(select(Channel)):
        channel.title = channel.account_name = channel.closed_reason = HOSTILE
    for revision in session.exec(select(Revision)):
        revision.title = HOSTILE
    for item in session.exec(select(Item)):
        item.slug = f"{HOSTILE}{item.id}"


def test_text_from_anywhere_stays_text(served: Served) -> None:
    with served.database.write() as session:
        now = served.database.now(session)
        seed.add_delivery(
            session, now, "rss", -7, state="failed", error_message=HOSTILE, look_url=f"https://x/{HOSTILE}"
        )
        _make_hostile(session)
    with served.client("admin") as client:
        page = client.get("/").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img" not in page
