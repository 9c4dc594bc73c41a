"""Deliveries and channels over the API: the JSON of the commands, and what a person may do."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.delivery.listing import list_deliveries
from campaign.models import Delivery
from tests.api.conftest import Programs, an_item, email_of
from tests.web import seed


def add(programs: Programs, channel: str = "facebook", minutes: float = 60, **values: Any) -> int:
    with programs.database.write() as session:
        return seed.add_delivery(session, programs.database.now(session), channel, minutes, **values)


def test_a_delivery_is_scheduled_moved_and_cancelled(programs: Programs) -> None:
    with programs.client("editor") as client:
        slug = an_item(client)["slug"]
        sent = {"item": slug, "channel": "rss", "at": "2026-12-02T07:30", "urgent": True}
        made = client.post("/deliveries", json=sent)
        assert made.status_code == 201
        delivery = made.json()
        assert made.headers["location"] == f"/api/v1/deliveries/{delivery['id']}"
        assert (delivery["due_at"], delivery["urgent"], delivery["state"]) == (
            "2026-12-02T00:30:00Z",
            True,
            "scheduled",
        )
        assert delivery["text"].startswith("Mã OTP")
        assert client.post("/deliveries", json=sent).json()["id"] == delivery["id"]
        moved = client.post(f"/deliveries/{delivery['id']}/reschedule", json={"at": "2026-12-03T00:00:00Z"})
        assert moved.json()["due_at"] == "2026-12-03T00:00:00Z"
        assert client.post(f"/deliveries/{delivery['id']}/cancel").json()["state"] == "cancelled"
        assert client.get(f"/deliveries/{delivery['id']}").json()["state"] == "cancelled"
    assert [entry[:2] for entry in programs.audit()[-3:]] == [
        (email_of("editor"), "schedule"), (email_of("editor"), "reschedule"), (email_of("editor"), "cancel"),
    ]  # fmt: skip


def test_a_time_that_has_passed_is_refused_as_on_the_pages(programs: Programs) -> None:
    with programs.client("editor") as client:
        slug = an_item(client)["slug"]
        sent = {"item": slug, "channel": "rss", "at": "2020-01-01T07:30"}
        refused = client.post("/deliveries", json=sent)
        assert (refused.status_code, "đã qua" in refused.json()["detail"]) == (400, True)
        assert client.get("/deliveries").json()["deliveries"] == []
        made = client.post("/deliveries", json=sent | {"at": "2026-12-02T07:30"}).json()
        moved = client.post(f"/deliveries/{made['id']}/reschedule", json={"at": "2020-01-01T07:30"})
        assert (moved.status_code, "đã qua" in moved.json()["detail"]) == (400, True)
        programs.database.clock.advance(days=2)  # type: ignore[attr-defined]
        again = client.post("/deliveries", json=sent | {"at": "2026-12-02T07:30"})
        assert (again.status_code, again.json()["id"]) == (201, made["id"])  # an answer that was lost, asked for later


def test_an_urgent_one_hands_its_item_in_as_on_the_page(programs: Programs) -> None:
    with programs.client("editor") as client:
        slug = an_item(client)["slug"]
        sent = {"item": slug, "channel": "rss", "at": "now"}
        client.post("/deliveries", json=sent)
        assert client.get(f"/items/{slug}").json()["state"] == "draft"
        assert client.post("/deliveries", json=sent | {"at": "2026-12-02T07:30", "urgent": True}).status_code == 201
        assert client.get(f"/items/{slug}").json()["state"] == "submitted"
    assert (email_of("editor"), "item.submit", f"item:{slug}") in programs.audit()


def test_the_list_is_the_commands_own_filtered_and_in_pages(programs: Programs) -> None:
    with programs.client("editor") as client:
        slug = an_item(client)["slug"]
        ids = [add(programs, channel, minutes) for minutes in (60, 120) for channel in ("rss", "facebook")]
        add(programs, "telegram", 30, state="published", published_at=programs.database.clock.now(), text="Đã đăng")
        whole = client.get("/deliveries").json()
        with programs.database.read() as session:
            cursor = session.connection().connection.cursor()
            command = list_deliveries(cursor, "?" if programs.database.is_sqlite else "%s")
        assert whole["next"] is None
        assert [row | {"text": None} for row in whole["deliveries"]] == [row | {"text": None} for row in command]
        for filters, count in (({"state": "published"}, 1), ({"channel": "rss"}, 2), ({"item": slug}, 5), ({}, 5)):
            assert len(client.get("/deliveries", params=filters).json()["deliveries"]) == count
        first = client.get("/deliveries", params={"limit": 2, "state": "scheduled"}).json()
        rest = client.get("/deliveries", params={"limit": 2, "state": "scheduled", "next": first["next"]}).json()
        assert [row["id"] for row in first["deliveries"] + rest["deliveries"]] == ids
        assert client.get("/deliveries", params={"state": "gone"}).status_code == 422


@pytest.mark.parametrize(
    ("values", "act", "body", "state"),
    [
        ({"state": "held", "held_reason": "late"}, "release", None, "scheduled"),
        ({"state": "failed"}, "retry", {}, "scheduled"),
        ({"state": "uncertain"}, "resolve", {"outcome": "published", "permalink": "https://v.example/1"}, "published"),
        ({"state": "uncertain"}, "resolve", {"outcome": "absent"}, "scheduled"),
    ],
)
def test_each_act_does_what_it_says(
    programs: Programs, values: dict[str, str], act: str, body: dict[str, str] | None, state: str
) -> None:
    with programs.client("editor") as client:
        an_item(client)
        answer = client.post(f"/deliveries/{add(programs, **values)}/{act}", json=body)
        assert (answer.status_code, answer.json()["state"]) == (200, state)


def test_an_act_in_the_wrong_state_is_a_conflict_that_says_why(programs: Programs) -> None:
    with programs.client("editor") as client:
        an_item(client)
        number = add(programs, state="published", published_at=programs.database.clock.now())
        for act in ("cancel", "retry", "release"):
            answer = client.post(f"/deliveries/{number}/{act}")
            assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
            assert len(answer.json()["detail"]) > 20


def test_a_published_one_is_taken_down_and_what_a_person_must_do_is_said(programs: Programs) -> None:
    with programs.client("editor") as client:
        an_item(client)
        number = add(
            programs, "youtube", -60, state="published", published_at=programs.database.clock.now(),
            permalink="https://v.example/1",
        )  # fmt: skip
        answer = client.post(f"/deliveries/{number}/retract", json={"reason": "Sai số liệu"})
        assert answer.status_code == 200, answer.text
        assert answer.json()["retracted_at"] == "2026-12-01T00:00:00Z"
        assert "tự gỡ" in answer.json()["notes"][0]
    with programs.database.read() as session:
        assert session.get_one(Delivery, number).retract_reason == "Sai số liệu"


@pytest.mark.parametrize("at", ["", "ngày mai", "2026-02-30", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_is_none_is_a_mistake(programs: Programs, at: str) -> None:
    with programs.client("editor") as client:
        slug = an_item(client)["slug"]
        assert client.post("/deliveries", json={"item": slug, "channel": "rss", "at": at}).status_code == 400


def test_a_channel_is_closed_with_a_reason_and_opened(programs: Programs) -> None:
    with programs.client("manager") as client:
        listed = client.get("/channels").json()["channels"]
        assert {row["key"]: row["state"] for row in listed}["zalo"] == "not_connected"
        assert client.post("/channels/rss/close", json={"reason": "  "}).status_code == 422
        closed = client.post("/channels/rss/close", json={"reason": "Quốc tang"}).json()
        assert (closed["state"], closed["reason"]) == ("closed", "Quốc tang")
        assert client.post("/channels/rss/open").json()["state"] == "open"
