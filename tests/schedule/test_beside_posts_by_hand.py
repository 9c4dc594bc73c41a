"""Cooldown beside what people put on the calendar by hand, on whatever channel, after the slots had been planned."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.delivery import changes
from campaign.models import Channel, Item, Slot
from campaign.models.birth import born
from tests.schedule.almanac import (
    NOW,
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
)


@pytest.fixture
def planned(database: Database) -> Database:
    """Three days of tips on two channels: a, b, c; and a channel zalo that is in no slot."""
    opened(database)
    with database.write() as session:
        session.add(channel("zalo"))
    add_tips(database, "a", "b", "c")
    add_slot(database, cooldown_days=21)
    plan(database, days=3)
    return database


def post_by_hand(session: Session, slug: str, at: datetime) -> int:
    item = session.scalars(sa.select(col(Item.id)).where(col(Item.slug) == slug)).one()
    to = session.get_one(Channel, "zalo")
    return born(session, now=NOW, item_id=item, channel=to, due_at=at, created_by="editor@example.vn").id or 0


def test_an_item_posted_by_hand_rests_where_it_had_been_planned(planned: Database) -> None:
    add_tips(planned, "d")
    with planned.write() as session:
        post_by_hand(session, "b", NOW)
    assert plan(planned, days=3).replaced == 2
    assert slugs(planned, "rss") == slugs(planned, "telegram") == ["a", "d", "c"]
    settled = everything(planned)
    plan(planned, days=3)
    assert everything(planned) == settled


@pytest.mark.parametrize(("cooldown_days", "kept"), [(21, False), (6, False), (5, True), (0, True)])
def test_a_post_by_hand_counts_as_far_as_the_slot_s_cooldown_reaches(
    planned: Database, cooldown_days: int, kept: bool
) -> None:
    add_tips(planned, "d")
    change(planned, Slot, col(Slot.key) == "tip", cooldown_days=cooldown_days)
    with planned.write() as session:
        post_by_hand(session, "b", NOW + timedelta(days=6))  # the 7th; b is planned for the 2nd
    plan(planned, days=3)
    assert ("b" in slugs(planned)) == kept


def test_a_post_by_hand_that_is_cancelled_gives_the_slot_its_item_back(planned: Database) -> None:
    before = deliveries(planned)
    with planned.write() as session:
        theirs = post_by_hand(session, "b", NOW + timedelta(days=6))
    plan(planned, days=3)
    assert outcomes(planned) == ["planned", "empty", "planned"]
    assert "còn trong thời gian nghỉ 21 ngày" in occurrences(planned)[1].reason
    with planned.write() as session:
        changes.cancel(session, theirs, NOW)
    plan(planned, days=3)
    assert deliveries(planned) == before
    assert outcomes(planned) == ["planned"] * 3
