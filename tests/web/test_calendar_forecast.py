"""What will not go out stands on the calendar ahead: on the board, in the list, on the card; made once for all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import SetClock
from campaign.db import Database
from campaign.delivery.forecast import Forecast
from campaign.models import Channel, Delivery
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.web import calendar_forecast
from campaign.web.calendar_forecast import KeptForecast
from tests.filled import Filled
from tests.web import month
from tests.web.conftest import Served, serving


@pytest.fixture
def full(sqlite_database: Database, settings: Settings, filled: Filled) -> Iterator[Served]:
    """A full month at its middle; the access of the Telegram channel ends on a Thursday of it."""
    assert isinstance(sqlite_database.clock, SetClock)
    sqlite_database.clock.at = month.MIDDLE
    filled(sqlite_database, month.fill)
    with sqlite_database.write() as session:
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


def settled(served: Served) -> KeptForecast:
    """The newest forecast is there."""
    kept = served.app.state.site.kept_forecast
    for _ in range(2):  # one that was being made when something changed is of before
        with served.database.read() as session:
            kept.of(session, served.database.now(session))
        kept.wait()
    assert isinstance(kept, KeptForecast)
    return kept


def mend(served: Served) -> None:
    with served.database.write() as session:
        session.get_one(Channel, "telegram").token_expires_at = None
        record(session, served.database.now(session), "e@example.vn", "connect", "channel:telegram")


def test_the_list_and_the_card_say_why_and_the_month_marks_it(full: Served) -> None:
    delivery = after_the_end(full)
    settled(full)
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


def test_what_mends_it_takes_the_forecast_away_with_the_next_look(full: Served) -> None:
    delivery = after_the_end(full)
    settled(full)
    with full.client("editor") as client:
        assert WORDS in client.get(f"/calendar/deliveries/{delivery.id}").text
        mend(full)
        settled(full)
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
            full.app.state.site.kept_forecast.wait()
        assert len(made) == 1
        clock.advance(minutes=1)
        client.get("/calendar")
        full.app.state.site.kept_forecast.wait()
    assert made == [month.MIDDLE, month.MIDDLE + timedelta(minutes=1)]


def test_a_page_never_waits_for_it_and_shows_the_last_one_meanwhile(
    full: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, row_id = settled(full), after_the_end(full).id or 0
    began, goes_on = threading.Event(), threading.Event()
    real = calendar_forecast.forecast

    def slow(session: Session, settings: Settings, now: datetime) -> Forecast:
        began.set()
        assert goes_on.wait(60)
        return real(session, settings, now)

    monkeypatch.setattr(calendar_forecast, "forecast", slow)
    mend(full)
    with full.client("editor") as client:
        assert WORDS in client.get("/calendar?view=list").text
        assert began.wait(60)
        assert WORDS in client.get(f"/calendar/deliveries/{row_id}").text  # another page, and no second maker
        goes_on.set()
        kept.wait()
        assert WORDS not in client.get("/calendar?view=list").text
