"""Idempotency-Key: a program that lost the answer asks again, and nothing happens twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from campaign.clock import SetClock
from campaign.web.api import items
from tests.api.conftest import Programs, an_item

KEY = {"idempotency-key": "6f1c"}


def slugs(programs: Programs) -> list[str]:
    with programs.client("reporter") as client:
        return [item["slug"] for item in client.get("/items").json()["items"]]


def test_the_same_key_gives_the_same_answer_and_one_item(programs: Programs) -> None:
    with programs.client("reporter") as client:
        first = client.post("/items", json={"title": "Mã OTP"}, headers=KEY)
        second = client.post("/items", json={"title": "Mã OTP"}, headers=KEY)
    assert (first.status_code, first.content) == (second.status_code, second.content) == (201, first.content)
    for name in ("location", "etag", "content-type"):
        assert first.headers[name] == second.headers[name]
    assert second.headers["idempotency-replayed"] == "true"
    assert slugs(programs) == ["ma-otp"]


def test_a_refusal_is_kept_too(programs: Programs) -> None:
    with programs.client("editor") as client:
        slug = an_item(client)["slug"]
        answers = [client.post(f"/items/{slug}/approve", headers=KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert answers[1].headers["content-type"] == "application/problem+json"


def test_the_same_key_with_another_request_is_refused(programs: Programs) -> None:
    with programs.client("editor") as client:
        slug = client.post("/items", json={"title": "A"}, headers=KEY).json()["slug"]
        assert client.post("/items", json={"title": "B"}, headers=KEY).status_code == 422
        assert client.post(f"/items/{slug}/submit", json={"title": "A"}, headers=KEY).status_code == 422
        assert client.post(f"/items/{slug}/submit", headers=KEY).status_code == 422


def test_a_key_belongs_to_one_person_and_is_forgotten_after_a_day(programs: Programs) -> None:
    assert isinstance(programs.database.clock, SetClock)
    with programs.client("reporter") as client, programs.client("editor") as other:
        client.post("/items", json={"title": "A"}, headers=KEY)
        assert other.post("/items", json={"title": "A"}, headers=KEY).json()["slug"] == "a-2"
        programs.database.clock.advance(hours=24)
        assert client.post("/items", json={"title": "A"}, headers=KEY).json()["slug"] == "a-3"


def test_of_two_at_once_one_is_told_to_wait(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, go_on = Event(), Event()
    edit = items.edit_item

    def slowly(*args: object, **named: object) -> object:
        inside.set()
        assert go_on.wait(20)
        return edit(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(items, "edit_item", slowly)
    with programs.client("reporter") as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.post, "/items", json={"title": "A"}, headers=KEY)
        assert inside.wait(20)
        with programs.client("reporter") as again:
            waiting = again.post("/items", json={"title": "A"}, headers=KEY)
        go_on.set()
        assert (waiting.status_code, waiting.headers["retry-after"]) == (409, "1")
        assert first.result().status_code == 201


def test_a_request_that_broke_down_may_be_asked_again(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a detail for the log only")

    with programs.client("reporter") as client:
        with monkeypatch.context() as patch:
            patch.setattr(items, "edit_item", broken)
            failed = client.post("/items", json={"title": "A"}, headers=KEY)
        assert (failed.status_code, failed.headers["content-type"]) == (500, "application/problem+json")
        assert "a detail" not in failed.text
        assert client.post("/items", json={"title": "A"}, headers=KEY).status_code == 201


def test_a_request_that_broke_down_after_its_deed_is_not_done_again(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the database is busy")

    with programs.client("reporter") as client:
        with monkeypatch.context() as patch:
            patch.setattr(items, "_answer", broken)
            assert client.post("/items", json={"title": "Mã OTP"}, headers=KEY).status_code == 500
        again = client.post("/items", json={"title": "Mã OTP"}, headers=KEY)
    assert (again.status_code, "GET" in again.json()["detail"]) == (409, True)
    assert slugs(programs) == ["ma-otp"]


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(programs: Programs, key: str) -> None:
    with programs.client("reporter") as client:
        assert client.post("/items", json={"title": "A"}, headers={"idempotency-key": key}).status_code == 400
    assert slugs(programs) == []
