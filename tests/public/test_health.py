"""``/health`` and ``/metrics``: what they say of the clock, of what is overdue, and of a database that is away."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from campaign.models import Channel, Delivery, Fact
from campaign.models.birth import born
from tests.public.newsroom import Newsroom, Reply


def tick(newsroom: Newsroom) -> None:
    now = newsroom.clock.now()
    with newsroom.database.write() as session:
        session.merge(Fact(name="last_tick_at", value=now.isoformat(), at=now))


def health(newsroom: Newsroom) -> tuple[int, dict[str, Any]]:
    reply: Reply = newsroom.get("/health")
    assert reply.headers["cache-control"] == "no-store"
    return reply.status, json.loads(reply.body)


def test_before_the_first_tick_it_is_starting_then_degraded(both: Newsroom) -> None:
    status, body = health(both)
    assert (status, body["status"], body["starting"], body["clock"]["last_tick_at"]) == (200, "ok", True, None)
    both.pass_time(seconds=15)
    status, body = health(both)
    assert (status, body["status"], body["reasons"]) == (503, "degraded", ["clock"])


def test_a_ticking_clock_is_ok_and_a_late_one_is_not(both: Newsroom) -> None:
    both.pass_time(seconds=60)
    tick(both)
    both.pass_time(seconds=10)
    status, body = health(both)
    assert (status, body["status"], body["overdue"]) == (200, "ok", 0)
    assert body["clock"]["last_tick_at"] == "2026-12-01T00:01:00Z"
    both.pass_time(seconds=1)
    assert health(both)[0] == 503


@pytest.mark.parametrize(
    ("overdue", "late_s", "columns"),
    [
        (1, 121, {}),
        (1, 121, {"state": "queued"}),
        (0, 119, {}),
        (0, 121, {"error_message": "Kênh đang đóng."}),
        (0, 121, {"state": "held"}),
        (0, 121, {"next_try_at": "soon"}),
    ],
)
def test_overdue_is_what_is_due_and_has_no_reason_to_wait(
    both: Newsroom, overdue: int, late_s: int, columns: dict[str, Any]
) -> None:
    item_id = both.item("otp")
    with both.database.write() as session:
        channel = session.get_one(Channel, "rss")
        due = both.clock.now()
        delivery = born(session, now=due, item_id=item_id, channel=channel, due_at=due, created_by="x")
        for name, value in columns.items():
            setattr(delivery, name, due + timedelta(seconds=60) if value == "soon" else value)
    both.pass_time(seconds=late_s)
    tick(both)
    status, body = health(both)
    assert body["overdue"] == overdue
    assert status == (503 if overdue else 200)


def test_a_database_that_is_gone_is_degraded_not_an_error(newsroom: Newsroom) -> None:
    with newsroom.database.write() as session:
        session.execute(sa.text("ALTER TABLE fact RENAME TO away"))
    status, body = health(newsroom)
    assert (status, body["status"], body["reasons"], body["overdue"]) == (503, "degraded", ["database"], None)


def test_a_database_that_hangs_is_waited_for_one_second_only(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    let_go = threading.Event()

    @contextmanager
    def hanging() -> Any:
        let_go.wait(30)
        raise sa.exc.OperationalError("gone", None, Exception())
        yield

    monkeypatch.setattr(newsroom.database, "read", hanging)
    begun = time.monotonic()
    assert health(newsroom)[0] == 503
    assert time.monotonic() - begun < 10
    let_go.set()


def test_the_metrics_tell_states_clicks_and_the_age_of_the_tick(both: Newsroom) -> None:
    both.publish(both.item("otp"))
    both.change(Delivery, both.publish(both.item("hai")).id, state="uncertain")
    both.link("code123", target="https://dich.example.vn/")
    both.get("/go/code123")
    both.app.clicks.flush()
    both.get("/go/code123")
    tick(both)
    both.pass_time(seconds=5)
    reply = both.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    for line in (
        'campaign_deliveries{state="published"} 1.0',
        'campaign_deliveries{state="failed"} 0.0',
        "campaign_published_total 1.0",
        "campaign_uncertain 1.0",
        "campaign_clicks_flushed_total 1.0",
        "campaign_click_buffer_keys 1.0",
        "campaign_tick_age_seconds 5.0",
        "campaign_database_up 1.0",
    ):
        assert f"\n{line}\n" in reply.text


def test_the_metrics_without_a_database_are_what_the_process_knows(newsroom: Newsroom) -> None:
    with newsroom.database.write() as session:
        session.execute(sa.text("ALTER TABLE fact RENAME TO away"))
    reply = newsroom.get("/metrics")
    assert reply.status == 200
    assert "campaign_database_up 0.0" in reply.text
