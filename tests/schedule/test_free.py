"""The next free slot: in the window, outside pauses, apart from others, once a day per item and channel."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from campaign.db import Database
from campaign.errors import Mistake
from campaign.library.fields import ItemFields
from campaign.library.revisions import create, current_revision
from campaign.models import Channel, Pause
from campaign.models.birth import born
from campaign.schedule.free import next_free, wanted
from tests.conftest import START

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def clock(session: Session, now: datetime, channel: Channel, **fields: Any) -> str:
    """The slot on the wall clock; START is 07:00 on 1 December there."""
    item = create(session, START, uuid.uuid4().hex, ItemFields(title="Mục", **fields), "viet@example.vn")
    return free(session, now, channel, item)


def free(session: Session, now: datetime, channel: Channel, item: Any) -> str:
    found = next_free(session, now, channel, wanted(session, item, current_revision(session, item), ZONE))
    return found.astimezone(ZONE).strftime("%d %H:%M")


def add_channel(session: Session, **values: Any) -> Channel:
    channel = Channel(key="fb", platform="facebook", title="Trang", account="facebook:1", connected_at=START, **values)
    session.add(channel)
    session.flush()
    return channel


def test_it_is_a_quarter_of_an_hour_ahead_and_never_at_night(database: Database) -> None:
    with database.write() as session:
        channel = add_channel(session)
        assert clock(session, START, channel) == "01 07:15"
        assert clock(session, START + timedelta(minutes=11), channel) == "01 07:30"
        assert clock(session, START + timedelta(hours=16), channel) == "02 06:00"


def test_it_keeps_apart_from_what_the_account_already_has(database: Database) -> None:
    with database.write() as session:
        channel = add_channel(session, min_interval_s=3600.0)
        other = create(session, START, "khac", ItemFields(title="Khác"), "viet@example.vn")
        for minutes in (30, 75):
            due_at = START + timedelta(minutes=minutes)
            born(session, now=START, item_id=other.id or 0, channel=channel, due_at=due_at, created_by="x")
        session.flush()
        assert clock(session, START, channel) == "01 09:15"


def test_an_item_comes_once_a_day_on_a_channel(database: Database) -> None:
    with database.write() as session:
        channel = add_channel(session, send_window="08:00-20:00")
        item = create(session, START, "otp", ItemFields(title="OTP"), "viet@example.vn")
        born(
            session, now=START, item_id=item.id or 0, channel=channel, due_at=START + timedelta(hours=5),
            created_by="x",
        )  # fmt: skip
        session.flush()
        assert free(session, START, channel, item) == "02 08:00"


def test_pauses_and_the_items_own_dates_are_kept(database: Database) -> None:
    with database.write() as session:
        channel = add_channel(session)
        session.add(Pause(from_at=START, to_at=START + timedelta(hours=28), channels=["*"], reason="Tết"))
        session.flush()
        assert clock(session, START, channel) == "02 11:15"
        assert clock(session, START, channel, not_before=date(2026, 12, 10)) == "10 06:00"
        with pytest.raises(Mistake, match="hết hạn"):
            clock(session, START, channel, expires_on=date(2026, 12, 1))
