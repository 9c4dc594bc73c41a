"""What will not go out stands on the calendar ahead: on the board, in the list, on the card; made once for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import SetClock
from campaign.db import Database
from campaign.models import Channel, Delivery
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.web import calendar_forecast
from campaign.web.calendar_forecast import KeptForecast
from tests.web import month
from tests.web.conftest import Served, serving


@pytest.fixture
def full(sqlite_database: Database, settings: Settings) -> Iterator[Served]:
    """A full month at its middle; the access of the Telegram channel ends on a Thursday of it."""
    assert isinstance(sqlite_database.clock, SetClock)
    sqlite_database.clock.at = month.MIDDLE
    with sqlite_database.write() as session:
        month.fill(session)
        channel = session.get_one(Channel, "telegram")
        channel.token_expires_at = datetime(2026, 12, 17, 17, tzinfo=UTC)
        channel.token_checked_at = month.MIDDLE
    with serving(sqlite_database, replace(settings, approvals=1)) as running:
        yield running


def after_the_end(served: Served) -> Delivery:
    with served.database.read() as session:
        found = session.scalars(
            sa.select(Delivery)
            .where(col(Delivery.channel_key) == "telegram", col(Delivery.state) == "scheduled")
            .where(col(Delivery.due_at) > datetime(2026, 12, 17, 18, tzinfo=UTC))
            .order_by(col(Delivery.due_at))
        ).first()
    assert found is not None
    return found


WORDS = "hết hạn lúc 00:00 thứ Sáu 18/12/2026"


def test_the_list_and_the_card_say_why_and_the_month_marks_it(full: Served) -> None:
    delivery = after_the_end(full)
    with full.client("editor") as client:
        listed = client.get("/calendar?view=list").text
        board = client.get("/calendar?view=month").text
        card = client.get(f"/calendar/deliveries/{delivery.id}").text
    assert WORDS in listed
    assert WORDS in card
    assert WORDS not in board
    cell = board.partition(f'data-id="{delivery.id}"')[2].partition("</li>")[0]
    assert "Dự báo không đăng được trọn vẹn" in cell
    assert "sẽ không lên, hoặc không trọn vẹn" in board


def test_what_mends_it_takes_the_forecast_away_at_once(full: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_forecast, "QUICK_S", 60.0)  # however busy the machine: not beside the page
    delivery = after_the_end(full)
    with full.client("editor") as client:
        assert WORDS in client.get(f"/calendar/deliveries/{delivery.id}").text
        with full.database.write() as session:
            session.get_one(Channel, "telegram").token_expires_at = None
            record(session, full.database.now(session), "e@example.vn", "connect", "channel:telegram")
        assert WORDS not in client.get(f"/calendar/deliveries/{delivery.id}").text


def test_it_is_made_once_for_all_pages_of_a_minute(full: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(session: Session, settings: Settings, now: datetime) -> dict[int, list[object]]:
        made.append(now)
        return {}

    monkeypatch.setattr(calendar_forecast, "forecast", counted)
    clock = full.database.clock
    assert isinstance(clock, SetClock)
    with full.client("editor") as client:
        for view in ("month", "week", "list"):
            client.get(f"/calendar?view={view}")
        assert len(made) == 1
        clock.advance(minutes=1)
        client.get("/calendar")
    assert made == [month.MIDDLE, month.MIDDLE + timedelta(minutes=1)]


def test_one_that_takes_long_is_made_beside_the_pages(full: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_forecast, "QUICK_S", -1.0)
    kept = KeptForecast(full.database, full.settings)
    with full.database.read() as session:
        first = kept.of(session, month.MIDDLE)
    row_id = after_the_end(full).id or 0
    assert "token_ends" in [one.code for one in first[row_id]]
    with full.database.write() as session:
        session.get_one(Channel, "telegram").token_expires_at = None
        record(session, month.MIDDLE, "e@example.vn", "connect", "channel:telegram")
    with full.database.read() as session:
        assert kept.of(session, month.MIDDLE) is first
    kept.wait()
    with full.database.read() as session:
        found = kept.of(session, month.MIDDLE).get(row_id, ())
    assert "token_ends" not in [one.code for one in found]
