"""What the planner took off the calendar comes back when the reason has gone; what a person cancelled never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.delivery import changes
from campaign.models import Approval, AuditEntry, Channel, Delivery, Document, Item, Link, Pause, Slot
from campaign.schedule.apply import apply
from campaign.schedule.decide import decide
from campaign.schedule.occurrences import SlotTime
from campaign.schedule.report import PlanReport
from campaign.schedule.shelf import read_shelf
from campaign.schedule.view import look
from campaign.workspace.stored import stored_zone
from tests.schedule.almanac import (
    NOW,
    add_pause,
    add_slot,
    add_tips,
    approval,
    change,
    change_tip,
    day,
    deliveries,
    everything,
    occurrences,
    opened,
    outcomes,
    plan,
    slugs,
)

Step = Callable[[Database], None]


@pytest.fixture
def newsroom(database: Database) -> Database:
    """Three days of tips planned on two channels: a, b, c. Nothing else is approved."""
    opened(database)
    add_tips(database, "a", "b", "c")
    add_slot(database, cooldown_days=21)
    plan(database, days=3)
    return database


def calendar(database: Database) -> list[Any]:
    """What an editor sees: every live delivery with its guid and link, every occurrence with its reason."""
    with database.read() as session:
        rows = session.execute(
            sa.select(*map(col, (Delivery.id, Delivery.guid, Delivery.item_id, Delivery.due_at, Delivery.channel_key)))
            .add_columns(col(Delivery.error_message), col(Link.code), col(Link.item_id))
            .join(Link, col(Link.delivery_id) == col(Delivery.id))
            .where(col(Delivery.state) == "scheduled")
            .order_by(col(Delivery.id))
        ).all()
    return [*map(tuple, rows), *(row.model_dump() for row in occurrences(database))]


def of_slot(**values: Any) -> Step:
    return lambda database: change(database, Slot, col(Slot.key) == "tip", **values)


def of_channel(**values: Any) -> Step:
    return lambda database: change(database, Channel, col(Channel.key) == "telegram", **values)


def of_tip(**values: Any) -> Step:
    return lambda database: change_tip(database, "b", **values)


def of_item(**values: Any) -> Step:
    return lambda database: change(database, Item, col(Item.slug) == "b", **values)


def pause(database: Database) -> None:
    add_pause(database, "2026-12-01T17:00", "2026-12-02T16:59")


def lift_pause(database: Database) -> None:
    with database.write() as session:
        session.execute(sa.delete(Pause))


def cancel(database: Database, local_day: str, channel_key: str) -> None:
    """As a person does it."""
    with database.write() as session:
        place = (col(Delivery.local_time) == f"2026-12-{local_day}T07:30", col(Delivery.channel_key) == channel_key)
        found = session.scalars(sa.select(col(Delivery.id)).where(*place)).one()
        changes.cancel(session, found, database.now(session))


@pytest.mark.parametrize(
    ("edit", "undo"),
    [
        (of_slot(times=["08:15"]), of_slot(times=["07:30"])),
        (of_slot(days=["sun"]), of_slot(days=["mon-sun"])),
        (of_slot(removed_at=NOW), of_slot(removed_at=None)),
        (of_slot(channels=["telegram"]), of_slot(channels=["rss", "telegram"])),
        (of_slot(pick={"kind": "clip"}), of_slot(pick={"kind": "tip"})),
        (of_slot(from_on=day(3)), of_slot(from_on=None)),
        (pause, lift_pause),
        (of_channel(removed_at=NOW), of_channel(removed_at=None)),
        (of_tip(expires_on=day(1)), of_tip(expires_on=None)),
        (of_tip(verified=False), of_tip(verified=True)),
        (of_item(withdrawn_at=NOW), of_item(withdrawn_at=None)),
        (of_item(state="archived"), of_item(state="approved")),
    ],
    ids=[
        "other time", "other days", "slot removed", "channel left the slot", "other pick", "season", "pause",
        "channel removed", "expired", "unverified", "withdrawn", "archived",
    ],
)  # fmt: skip
def test_an_edit_and_its_undo_leave_the_same_calendar(newsroom: Database, edit: Step, undo: Step) -> None:
    before = calendar(newsroom)
    edit(newsroom)
    plan(newsroom, days=3)
    assert calendar(newsroom) != before
    settled = everything(newsroom)
    plan(newsroom, days=3)
    assert everything(newsroom) == settled
    undo(newsroom)
    plan(newsroom, days=3)
    assert calendar(newsroom) == before
    settled = everything(newsroom)
    plan(newsroom, days=3)
    assert everything(newsroom) == settled


def test_a_gap_is_filled_as_soon_as_something_else_is_approved(newsroom: Database) -> None:
    add_tips(newsroom, "d", approved=False)
    of_item(withdrawn_at=NOW)(newsroom)
    plan(newsroom, days=3)
    assert "1 chưa đủ người duyệt" in occurrences(newsroom)[1].reason
    with newsroom.write() as session:
        session.add(approval(session.scalars(sa.select(Item).where(col(Item.slug) == "d")).one()))
    assert plan(newsroom, days=3).revived == 2
    assert slugs(newsroom, "rss") == slugs(newsroom, "telegram") == ["a", "d", "c"]
    assert occurrences(newsroom)[1].reason == ""
    with newsroom.read() as session:
        pairs = session.execute(
            sa.select(col(Delivery.item_id), col(Link.item_id)).join(Link, col(Link.delivery_id) == col(Delivery.id))
        )
        assert all(of_delivery == of_link for of_delivery, of_link in pairs)


def test_an_item_that_lost_its_approval_meanwhile_does_not_come_back(newsroom: Database) -> None:
    pause(newsroom)
    plan(newsroom, days=3)
    with newsroom.write() as session:
        b = session.scalars(sa.select(col(Item.id)).where(col(Item.slug) == "b")).one()
        session.execute(sa.delete(Approval).where(col(Approval.item_id) == b))
    lift_pause(newsroom)
    plan(newsroom, days=3)
    assert slugs(newsroom) == ["a", "c"]
    assert "1 chưa đủ người duyệt" in occurrences(newsroom)[1].reason


def test_a_person_s_cancel_outlives_an_edit_and_its_undo(newsroom: Database) -> None:
    cancel(newsroom, "02", "rss")
    of_slot(times=["08:15"])(newsroom)
    plan(newsroom, days=3)
    of_slot(times=["07:30"])(newsroom)
    plan(newsroom, days=3)
    at_half_past = [(at[8:10], state) for at, _, state in deliveries(newsroom) if at.endswith("07:30")]
    assert at_half_past == [("01", "scheduled"), ("02", "cancelled"), ("03", "scheduled")]
    assert slugs(newsroom, "telegram") == ["a", "b", "c"]


def test_what_a_person_cancels_after_the_planner_did_stays_cancelled(newsroom: Database) -> None:
    pause(newsroom)
    plan(newsroom, days=3)
    cancel(newsroom, "02", "rss")
    cancel(newsroom, "02", "telegram")
    lift_pause(newsroom)
    plan(newsroom, days=3)
    assert slugs(newsroom, "rss") == slugs(newsroom, "telegram") == ["a", "c"]
    assert outcomes(newsroom) == ["planned", "empty", "planned"]
    assert "hẹn bài bằng tay" in occurrences(newsroom)[1].reason


def test_a_revival_that_was_decided_before_a_person_s_cancel_changes_nothing(newsroom: Database) -> None:
    pause(newsroom)
    plan(newsroom, days=3)
    lift_pause(newsroom)
    with newsroom.read() as session:
        slot, zone = session.get_one(Slot, "tip"), stored_zone(session)
        view = look(session, slot, newsroom.now(session), zone, read_shelf(session, 1))
    key = ("2026-12-02T07:30", 0)
    decision = decide(view, key, SlotTime(view.rows[key].due_at, key[0]))
    assert len(decision.revived) == 2
    cancel(newsroom, "02", "rss")
    with newsroom.write() as session:
        apply(session, view, decision, report := PlanReport())
    assert report.revived == 1
    assert (slugs(newsroom, "rss"), slugs(newsroom, "telegram")) == (["a", "c"], ["a", "b", "c"])


def test_what_comes_back_is_as_if_born_today(newsroom: Database) -> None:
    of_slot(removed_at=NOW)(newsroom)
    plan(newsroom, days=3)
    change(newsroom, Document, col(Document.name) == "schedules", body={"timezone": "Asia/Dhaka"})  # an hour behind
    of_channel(account="telegram:another")(newsroom)
    of_slot(removed_at=None, grace_s=60.0)(newsroom)
    plan(newsroom, days=3)
    with newsroom.read() as session:
        query = sa.select(Delivery).where(col(Delivery.channel_key) == "telegram").order_by(col(Delivery.due_at))
        first = session.scalars(query).first()
        told = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.subject) == f"delivery:{first.id}")).all()
    assert (first.account, first.grace_s, first.due_at) == ("telegram:another", 60.0, NOW + timedelta(minutes=90))
    assert [(entry.actor, entry.action) for entry in told] == [("clock", "cancel"), ("clock", "schedule")]


def test_a_slot_that_comes_back_late_brings_only_what_is_still_to_come(newsroom: Database) -> None:
    of_slot(removed_at=NOW)(newsroom)
    plan(newsroom, days=3)
    newsroom.clock.advance(days=1)
    of_slot(removed_at=None)(newsroom)
    plan(newsroom, days=2)
    assert [state for _, _, state in deliveries(newsroom)] == ["cancelled", "scheduled", "scheduled"]


def test_what_comes_back_brings_its_own_item_whatever_would_be_next(newsroom: Database) -> None:
    before = calendar(newsroom)
    pause(newsroom)
    plan(newsroom, days=3)
    add_tips(newsroom, "a-new-tip", "0-another")
    lift_pause(newsroom)
    plan(newsroom, days=3)
    assert calendar(newsroom) == before
