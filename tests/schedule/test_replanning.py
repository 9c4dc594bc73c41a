"""Keeping what was planned right: pauses, changed slots, items that may no longer run, channels that come and go."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.models import Approval, AuditEntry, Channel, Delivery, Document, Item, Link, Pause, Slot
from tests.schedule.almanac import (
    NOW,
    add_pause,
    add_slot,
    add_tips,
    change,
    change_tip,
    channel,
    day,
    deliveries,
    everything,
    occurrences,
    opened,
    outcomes,
    plan,
    slugs,
    utc,
)


@pytest.fixture
def newsroom(database: Database) -> Database:
    """Three days of tips planned on two channels: a, b, c."""
    opened(database)
    add_tips(database, "a", "b", "c", "d")
    add_slot(database, cooldown_days=3)
    plan(database, days=3)
    return database


def rows(database: Database, channel_key: str = "rss") -> list[Delivery]:
    with database.read() as session:
        query = sa.select(Delivery).where(col(Delivery.channel_key) == channel_key).order_by(col(Delivery.due_at))
        return list(session.scalars(query))


def touch(database: Database, local_day: str, channel_key: str = "rss", **values: Any) -> None:
    where = sa.and_(col(Delivery.local_time) == f"2026-12-{local_day}T07:30", col(Delivery.channel_key) == channel_key)
    change(database, Delivery, where, **values)


def test_tet_is_quiet_but_for_greetings(database: Database) -> None:
    opened(database)
    add_tips(database, "otp", "wifi")
    add_tips(database, "greeting", tags=["tet"])
    change_tip(database, "greeting", not_before=day(3))
    add_pause(database, "2026-12-01T17:00", "2026-12-03T16:59", except_tags=["tet"])  # the 2nd and 3rd in Saigon
    add_slot(database, cooldown_days=2)
    plan(database, days=4)
    assert slugs(database) == ["otp", "greeting", "wifi"]
    assert outcomes(database) == ["planned", "paused", "planned", "planned"]
    assert occurrences(database)[1].reason == "Tạm ngưng: Tết Nguyên đán"


def test_a_pause_of_one_channel_leaves_the_other_its_post(database: Database) -> None:
    opened(database)
    add_tips(database, "otp")
    add_pause(database, "2026-12-01T00:00", "2026-12-01T23:59", channels=["telegram"])
    add_slot(database)
    plan(database, days=1)
    assert (slugs(database, "rss"), slugs(database, "telegram")) == (["otp"], [])
    assert outcomes(database) == ["planned"]


def test_a_pause_that_comes_later_cancels_what_was_planned_in_it(newsroom: Database) -> None:
    add_pause(newsroom, "2026-12-01T17:00", "2026-12-02T16:59")
    assert plan(newsroom, days=3).cancelled == 2
    assert outcomes(newsroom) == ["planned", "paused", "planned"]
    assert rows(newsroom)[1].error_code == "paused"
    assert rows(newsroom)[1].error_message == "Tạm ngưng: Tết Nguyên đán"
    before = everything(newsroom)
    plan(newsroom, days=3)
    assert everything(newsroom) == before


def test_a_pause_that_is_lifted_leaves_no_hole(newsroom: Database) -> None:
    add_pause(newsroom, "2026-12-02T17:00", "2026-12-05T16:59")  # from the 3rd, which is planned, to the 5th
    plan(newsroom, days=5)
    assert outcomes(newsroom) == ["planned", "planned", "paused", "paused", "paused"]
    with newsroom.write() as session:
        session.execute(sa.delete(Pause))
    plan(newsroom, days=5)
    assert outcomes(newsroom) == ["planned"] * 5
    assert [state for _, _, state in deliveries(newsroom)] == ["scheduled"] * 5


@pytest.mark.parametrize(
    "spoil",
    [
        lambda newsroom: change_tip(newsroom, "b", verified=False),
        lambda newsroom: change_tip(newsroom, "b", expires_on=day(1)),
        lambda newsroom: change_tip(newsroom, "b", review_by=day(1)),
        lambda newsroom: change_tip(newsroom, "b", not_before=day(3)),
        lambda newsroom: change(newsroom, Item, col(Item.slug) == "b", state="archived"),
        lambda newsroom: change(newsroom, Item, col(Item.slug) == "b", withdrawn_at=NOW),
        lambda newsroom: change(newsroom, Item, col(Item.slug) == "b", kind="article"),
    ],
    ids=["unverified", "expired", "review", "too early", "archived", "withdrawn", "other kind"],
)
def test_an_item_that_may_no_longer_run_gives_its_place_to_another(newsroom: Database, spoil: Any) -> None:
    before = rows(newsroom)[1]
    spoil(newsroom)
    report = plan(newsroom, days=3)
    assert (report.replaced, report.planned, report.cancelled) == (2, 0, 0)
    assert slugs(newsroom, "rss") == slugs(newsroom, "telegram") == ["a", "d", "c"]
    after = rows(newsroom)[1]
    assert (after.id, after.guid, after.due_at, after.state) == (before.id, before.guid, before.due_at, "scheduled")
    assert occurrences(newsroom)[1].item_id == after.item_id
    with newsroom.read() as session:
        link = session.scalars(sa.select(Link).where(col(Link.delivery_id) == after.id)).one()
        noted = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.subject) == f"delivery:{after.id}")).one()
    assert link.item_id == after.item_id
    assert noted.detail == {"was": before.item_id, "instead": after.item_id, "slot": "tip"}


def test_with_no_other_item_the_occurrence_is_cancelled_and_says_what_is_missing(newsroom: Database) -> None:
    change_tip(newsroom, "b", verified=False)
    change_tip(newsroom, "d", verified=False)
    assert plan(newsroom, days=3).cancelled == 2
    assert outcomes(newsroom) == ["planned", "empty", "planned"]
    cancelled = rows(newsroom)[1]
    assert (cancelled.state, cancelled.error_code) == ("cancelled", "no_item")
    assert cancelled.error_message == occurrences(newsroom)[1].reason
    assert "2 chưa kiểm chứng" in cancelled.error_message


def test_a_lapsed_approval_is_left_to_the_hold(newsroom: Database) -> None:
    before = everything(newsroom)
    with newsroom.write() as session:
        session.execute(sa.delete(Approval))
    plan(newsroom, days=3)
    assert everything(newsroom) == before


def test_a_removed_slot_takes_its_future_with_it_and_leaves_its_past(newsroom: Database) -> None:
    touch(newsroom, "01", state="published")
    touch(newsroom, "01", "telegram", state="queued")
    newsroom.clock.advance(hours=1)
    change(newsroom, Slot, col(Slot.key) == "tip", removed_at=NOW)
    plan(newsroom, days=3)
    assert [row.state for row in rows(newsroom)] == ["published", "cancelled", "cancelled"]
    assert [row.state for row in rows(newsroom, "telegram")] == ["queued", "cancelled", "cancelled"]
    assert {row.error_code for row in rows(newsroom)[1:]} == {"slot_changed"}
    assert [row.local_time for row in occurrences(newsroom)] == ["2026-12-01T07:30"]


def test_a_slot_at_another_time_is_planned_anew_there(newsroom: Database) -> None:
    change(newsroom, Slot, col(Slot.key) == "tip", times=["09:00"])
    plan(newsroom, days=3)
    alive = [(at[11:], slug) for at, slug, state in deliveries(newsroom) if state == "scheduled"]
    assert alive == [("09:00", "a"), ("09:00", "b"), ("09:00", "c")]
    assert {row.local_time[11:] for row in occurrences(newsroom)} == {"09:00"}


def test_what_a_person_cancelled_is_never_planned_again(newsroom: Database) -> None:
    touch(newsroom, "02", state="cancelled")
    touch(newsroom, "02", "telegram", state="cancelled")
    before = everything(newsroom)
    plan(newsroom, days=3)
    assert everything(newsroom) == before


@pytest.mark.parametrize(
    "theirs",
    [{"due_at": utc("2026-12-03T05:00")}, {"urgent": True}, {"state": "held"}, {"progress": {"draft": "1"}}],
    ids=["moved", "urgent", "held", "under way"],
)
def test_what_somebody_has_a_hand_in_is_left_alone(newsroom: Database, theirs: dict[str, Any]) -> None:
    touch(newsroom, "02", **theirs)
    change_tip(newsroom, "b", verified=False)
    add_pause(newsroom, "2026-12-01T17:00", "2026-12-02T16:59", channels=["rss"])
    plan(newsroom, days=3)
    mine = next(row for row in rows(newsroom) if row.local_time == "2026-12-02T07:30")
    with newsroom.read() as session:
        assert session.get_one(Item, mine.item_id).slug == "b"
    assert {name: getattr(mine, name) for name in theirs} == theirs
    assert mine.state != "cancelled"
    assert slugs(newsroom, "telegram") == ["a", "d", "c"]


def test_a_channel_that_is_connected_later_gets_the_same_items(newsroom: Database) -> None:
    with newsroom.write() as session:
        session.add(channel("zalo"))
    change(newsroom, Slot, col(Slot.key) == "tip", channels=["rss", "telegram", "zalo"])
    assert plan(newsroom, days=3).planned == 3
    assert slugs(newsroom, "zalo") == slugs(newsroom, "rss") == ["a", "b", "c"]


def test_a_removed_channel_and_one_taken_out_of_the_slot_lose_what_was_planned(newsroom: Database) -> None:
    change(newsroom, Channel, col(Channel.key) == "telegram", removed_at=NOW)
    plan(newsroom, days=3)
    assert {row.error_code for row in rows(newsroom, "telegram")} == {"channel_removed"}
    change(newsroom, Slot, col(Slot.key) == "tip", channels=["telegram"])
    plan(newsroom, days=3)
    assert {(row.state, row.error_code) for row in rows(newsroom)} == {("cancelled", "slot_changed")}
    assert outcomes(newsroom) == ["empty"] * 3
    assert "campaign channel connect" in occurrences(newsroom)[0].reason


def test_a_slot_that_moves_to_another_channel_takes_its_items_along(newsroom: Database) -> None:
    with newsroom.write() as session:
        session.add(channel("zalo"))
    change(newsroom, Slot, col(Slot.key) == "tip", channels=["zalo"])
    report = plan(newsroom, days=3)
    assert (report.planned, report.cancelled) == (3, 6)
    assert (slugs(newsroom, "zalo"), slugs(newsroom)) == (["a", "b", "c"], [])
    assert outcomes(newsroom) == ["planned"] * 3


def test_a_disabled_channel_keeps_what_was_planned_for_it(newsroom: Database) -> None:
    change(newsroom, Channel, col(Channel.key) == "telegram", enabled=False)
    plan(newsroom, days=4)
    assert (len(slugs(newsroom, "telegram")), len(slugs(newsroom))) == (3, 4)


def test_another_zone_moves_the_moment_and_keeps_the_clock_time(newsroom: Database) -> None:
    change(newsroom, Document, col(Document.name) == "schedules", body={"timezone": "Asia/Dhaka"})  # an hour behind
    plan(newsroom, days=3)
    moved = [row for row in rows(newsroom) if row.state == "scheduled"]
    assert [row.due_at for row in moved] == [utc(f"2026-12-0{number}T01:30") for number in (1, 2, 3)]
    assert [row.due_at for row in occurrences(newsroom)] == [row.due_at for row in moved]
