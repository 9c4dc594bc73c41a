"""Planning ahead: each occurrence once, on every connected channel, never in the past, never twice."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.clock import SetClock
from campaign.db import Database
from campaign.errors import Mistake
from campaign.models import Channel, Delivery, Fact, Item, Link, Occurrence, Slot
from campaign.models.birth import CODE_ALPHABET, born, new_code
from campaign.schedule.planner import ask_for_planning, due_for_planning, plan_ahead
from tests.schedule.almanac import (
    NOW,
    SETTINGS,
    add_pause,
    add_slot,
    add_tips,
    change,
    channel,
    deliveries,
    everything,
    occurrences,
    opened,
    outcomes,
    plan,
    slugs,
    utc,
)

TIPS = tuple(f"tip-{number:02}" for number in range(30))


@pytest.fixture
def newsroom(database: Database) -> Database:
    return opened(database)


def test_two_weeks_are_planned_on_every_channel_of_the_slot(newsroom: Database) -> None:
    add_tips(newsroom, *TIPS)
    add_slot(newsroom, cooldown_days=21, grace_s=7200.0)
    report = plan(newsroom)
    assert (report.planned, report.empty, report.problems) == (28, 0, [])
    assert slugs(newsroom, "rss") == slugs(newsroom, "telegram") == list(TIPS[:14])
    with newsroom.read() as session:
        first = session.scalars(sa.select(Delivery).order_by(col(Delivery.id))).first()
    assert first is not None
    assert (first.slot_key, first.local_time, first.fold, first.part) == ("tip", "2026-12-01T07:30", 0, "")
    assert (first.due_at, first.grace_s, first.state) == (utc("2026-12-01T00:30"), 7200.0, "scheduled")
    assert (first.account, first.created_by, first.created_at) == ("rss:rss", "slot:tip", NOW)


def test_every_delivery_is_born_with_its_guid_and_its_own_short_link(newsroom: Database) -> None:
    add_tips(newsroom, "a")
    add_slot(newsroom)
    plan(newsroom, days=3)
    with newsroom.read() as session:
        made = session.scalars(sa.select(Delivery)).all()
        links = session.scalars(sa.select(Link)).all()
    assert {link.delivery_id for link in links} == {delivery.id for delivery in made}
    assert all(re.fullmatch(f"[{CODE_ALPHABET}]{{8}}", link.code) for link in links)
    assert len({delivery.guid for delivery in made if delivery.guid.startswith("urn:uuid:")}) == 6


def test_a_part_has_no_link_of_its_own(newsroom: Database) -> None:
    add_tips(newsroom, "a")
    with newsroom.write() as session:
        given = {"now": NOW, "item_id": 1, "channel": session.get_one(Channel, "rss"), "due_at": NOW}
        post = born(session, **given, created_by="a@example.vn")
        part = born(session, **given, created_by="a@example.vn", part="text", after_id=post.id)
        assert (part.after_id, part.id) != (None, None)
    with newsroom.read() as session:
        assert session.scalars(sa.select(col(Link.delivery_id))).all() == [post.id]


def test_codes_leave_out_what_people_confuse() -> None:
    assert not set("0OIl") & set(CODE_ALPHABET)
    assert len({new_code() for _ in range(1000)}) == 1000


def test_planning_twice_is_the_same_as_once(newsroom: Database) -> None:
    add_tips(newsroom, *TIPS[:5])
    add_slot(newsroom, cooldown_days=2)
    add_slot(newsroom, key="evening", times=["19:30"], pick={"kind": "clip"}, position=1)
    add_pause(newsroom, "2026-12-04T00:00", "2026-12-04T23:59")
    plan(newsroom)
    before = everything(newsroom)
    report = plan(newsroom)
    assert (report.planned, report.replaced, report.cancelled, report.empty, report.paused) == (0, 0, 0, 0, 0)
    assert everything(newsroom) == before


def test_the_next_day_adds_one_day_and_touches_nothing_else(newsroom: Database) -> None:
    add_tips(newsroom, *TIPS)
    add_slot(newsroom, cooldown_days=21)
    plan(newsroom)
    before = deliveries(newsroom)
    newsroom.clock.advance(days=1)
    assert plan(newsroom).planned == 2
    assert deliveries(newsroom) == [*before, ("2026-12-15T07:30", "tip-14", "scheduled")]


def test_nothing_is_planned_in_the_past_after_a_long_stop(newsroom: Database) -> None:
    add_tips(newsroom, *TIPS)
    add_slot(newsroom)
    plan(newsroom, days=2)
    newsroom.clock.advance(days=10)
    plan(newsroom, days=2)
    assert [at[8:10] for at, _, _ in deliveries(newsroom)] == ["01", "02", "11", "12"]


def test_two_slots_share_the_library_and_keep_the_rest(newsroom: Database) -> None:
    add_tips(newsroom, "a", "b")
    add_slot(newsroom, cooldown_days=7)
    add_slot(newsroom, key="evening", times=["19:30"], cooldown_days=7, position=1)
    plan(newsroom, days=1)
    assert slugs(newsroom) == ["a", "b"]


def test_only_connected_channels_get_a_delivery_and_a_closed_one_does(newsroom: Database) -> None:
    add_tips(newsroom, "a")
    with newsroom.write() as session:
        session.add(channel("not-connected", connected_at=None))
        session.add(channel("disabled", enabled=False))
        session.add(channel("removed", removed_at=NOW))
        session.add(channel("closed", closed_at=NOW, closed_reason="sự cố"))
    add_slot(newsroom, channels=["not-connected", "disabled", "removed", "closed", "unknown"])
    plan(newsroom, days=1)
    with newsroom.read() as session:
        assert session.scalars(sa.select(col(Delivery.channel_key))).all() == ["closed"]


def test_a_slot_without_a_connected_channel_uses_up_no_item_and_says_so(newsroom: Database) -> None:
    add_tips(newsroom, "a")
    change(newsroom, Channel, col(Channel.key).is_not(None), connected_at=None)
    add_slot(newsroom, cooldown_days=21)
    plan(newsroom, days=2)
    assert outcomes(newsroom) == ["empty", "empty"]
    assert "campaign channel connect" in occurrences(newsroom)[0].reason


def test_a_wall_clock_time_is_kept_over_the_change_of_the_clocks(database: Database) -> None:
    opened(database, "Europe/Paris")
    database.clock = SetClock(utc("2027-03-27T00:00"))
    add_tips(database, "a")
    add_slot(database, times=["02:30", "07:30"])
    plan(database, days=2)
    with database.read() as session:
        rows = session.execute(sa.select(col(Occurrence.local_time), col(Occurrence.due_at))).all()
    assert sorted(tuple(row) for row in rows) == [
        ("2027-03-27T02:30", utc("2027-03-27T01:30")),
        ("2027-03-27T07:30", utc("2027-03-27T06:30")),
        ("2027-03-28T03:30", utc("2027-03-28T01:30")),
        ("2027-03-28T07:30", utc("2027-03-28T05:30")),
    ]


def test_a_slot_that_cannot_be_read_is_told_and_stops_no_other(newsroom: Database) -> None:
    add_tips(newsroom, "a")
    add_slot(newsroom, key="broken", cron="every morning")
    add_slot(newsroom, position=1)
    report = plan(newsroom, days=1)
    assert "broken" in report.problems[0]
    assert slugs(newsroom) == ["a"]


def test_before_the_first_sync_planning_says_what_to_do(database: Database) -> None:
    assert plan(database).planned == 0
    add_slot(database)
    with pytest.raises(Mistake, match="campaign sync"):
        plan(database)


def test_planning_is_due_once_a_minute_or_when_asked_for(newsroom: Database) -> None:
    clock = newsroom.clock

    def is_due() -> bool:
        with newsroom.read() as session:
            return due_for_planning(session, newsroom.now(session))

    assert is_due()
    plan(newsroom)
    assert not is_due()
    clock.advance(seconds=60)
    assert is_due()
    plan(newsroom)
    with newsroom.write() as session:
        ask_for_planning(session)
    assert is_due()
    plan(newsroom)
    clock.advance(hours=-1)
    assert is_due()


def test_two_planners_at_once_make_no_doubles_and_keep_the_rests(postgresql_url: str) -> None:
    first, second = (Database(postgresql_url, SetClock(NOW)) for _ in range(2))
    opened(first)
    add_tips(first, *TIPS)
    for number, at in enumerate(["07:30", "19:30"]):
        add_slot(first, key=f"slot-{number}", times=[at], cooldown_days=7, position=number)
    start, failures = threading.Barrier(4), []

    def planner(database: Database) -> None:
        start.wait()
        try:
            plan_ahead(database, SETTINGS)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=planner, args=(one,)) for one in (first, second) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert outcomes(first) == ["planned"] * 28
    picked = slugs(first)
    assert picked == slugs(first, "telegram")
    assert len(picked) == 28
    assert all(len(set(picked[at : at + 12])) == len(picked[at : at + 12]) for at in range(len(picked)))
    first.close()
    second.close()


def test_a_person_s_own_post_counts_as_a_use(newsroom: Database) -> None:
    add_tips(newsroom, "a", "b")
    with newsroom.write() as session:
        item = session.scalars(sa.select(Item).where(col(Item.slug) == "a")).one()
        to = session.get_one(Channel, "telegram")
        at = NOW + timedelta(days=1)
        born(session, now=NOW, item_id=item.id or 0, channel=to, due_at=at, created_by="editor@example.vn")
    add_slot(newsroom, cooldown_days=5)
    plan(newsroom, days=1)
    assert slugs(newsroom) == ["b"]


def test_the_round_is_on_record_even_when_there_is_no_slot(newsroom: Database) -> None:
    plan(newsroom)
    with newsroom.read() as session:
        assert session.get_one(Fact, "planned_at").at == NOW
        assert session.scalars(sa.select(Slot)).all() == []
