"""Moving and placing on the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.clock import SetClock
from campaign.db import Database
from campaign.desk import calendar
from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import AuditEntry, Delivery, Item
from tests.web import month, seed

WHO = "editor@example.vn"


@pytest.fixture
def full(database: Database) -> Database:
    assert isinstance(database.clock, SetClock)
    database.clock.at = month.MIDDLE
    with database.write() as session:
        month.fill(session)
        seed.add_person(session, month.MIDDLE, "editor")
    return database


def one(database: Database, *where: sa.ColumnElement[bool]) -> Delivery:
    with database.read() as session:
        return session.scalars(
            sa.select(Delivery).where(*where).order_by(col(Delivery.due_at), col(Delivery.id))
        ).first()


def test_a_drag_keeps_the_clock_time_and_undo_brings_it_back(full: Database) -> None:
    before = one(full, col(Delivery.state) == "scheduled", col(Delivery.due_at) > month.MIDDLE)
    moved = calendar.move(full, WHO, before.id or 0, on=date(2026, 12, 23))
    assert (moved.after, moved.can_undo) == (datetime.fromisoformat("2026-12-23T07:30"), True)
    assert one(full, col(Delivery.id) == before.id).due_at == datetime(2026, 12, 23, 0, 30, tzinfo=UTC)
    calendar.move(full, WHO, before.id or 0, at=moved.before)
    assert one(full, col(Delivery.id) == before.id).due_at == before.due_at
    with full.read() as session:
        said = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == "reschedule")).all()
        assert [entry.actor for entry in said] == [WHO, WHO]


def test_nothing_moves_into_the_past_or_once_it_is_out(full: Database) -> None:
    waiting = one(full, col(Delivery.state) == "scheduled", col(Delivery.due_at) > month.MIDDLE)
    with pytest.raises(Mistake, match="đã qua"):
        calendar.move(full, WHO, waiting.id or 0, on=date(2026, 12, 15))
    out = one(full, col(Delivery.state) == "published")
    with pytest.raises(Conflict):
        calendar.move(full, WHO, out.id or 0, on=date(2026, 12, 23))
    with pytest.raises(NotFound):
        calendar.move(full, WHO, 4_000_000, on=date(2026, 12, 23))


def test_a_late_one_gets_a_new_chance_but_no_way_back(full: Database) -> None:
    late = one(full, col(Delivery.held_reason) == "late")
    moved = calendar.move(full, WHO, late.id or 0, on=date(2026, 12, 16))
    assert not moved.can_undo
    assert one(full, col(Delivery.id) == late.id).state == "scheduled"


def test_an_item_is_placed_on_each_channel_and_twice_is_once(full: Database) -> None:
    with full.read() as session:
        slug = session.scalars(sa.select(col(Item.slug))).first() or ""
    placed = calendar.place(full, WHO, slug, ["rss", "zalo"], date(2026, 12, 20), time(9, 0))
    ids = placed.ids
    assert (len(set(ids)), placed.new) == (2, 2)
    again = calendar.place(full, WHO, slug, ["rss", "zalo"], date(2026, 12, 20), time(9, 0))
    assert (again.ids, again.new) == (ids, 0)
    assert one(full, col(Delivery.id) == ids[0]).due_at == datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
    with pytest.raises(Mistake, match="ít nhất một kênh"):
        calendar.place(full, WHO, slug, [], date(2026, 12, 20), time(9, 0))
    with pytest.raises(Mistake, match="đã qua"):
        calendar.place(full, WHO, slug, ["rss"], date(2026, 12, 15), time(8, 0))
