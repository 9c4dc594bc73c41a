"""The buttons of the page, against the desk itself."""

from __future__ import annotations

import httpx
import pytest
from sqlmodel import select

from campaign.models import AuditEntry, Channel, Delivery
from tests.web.conftest import Served


def _one(served: Served, **where: str) -> Delivery:
    with served.database.read() as session:
        query = select(Delivery)
        for name, value in where.items():
            query = query.where(getattr(Delivery, name) == value)
        return session.exec(query).first()  # type: ignore[return-value]


def _press(served: Served, delivery: Delivery, action: str, **fields: str) -> httpx.Response:
    with served.client("editor") as client:
        return client.post(f"/deliveries/{delivery.id}/{action}", data=fields)


@pytest.mark.parametrize(
    ("where", "action", "fields", "state", "done"),
    [
        ({"state": "scheduled", "channel_key": "facebook"}, "now", {"sure": "yes"}, "scheduled", "now"),
        ({"held_reason": "late"}, "release", {}, "scheduled", "released"),
        ({"held_reason": "approval"}, "cancel", {"sure": "yes"}, "cancelled", "cancelled"),
        ({"state": "failed"}, "retry", {}, "scheduled", "retried"),
        ({"state": "uncertain"}, "published", {}, "published", "published"),
        ({"held_reason": "manual"}, "published", {"permalink": "https://v.example/1"}, "published", "published"),
        ({"state": "uncertain"}, "absent", {"sure": "yes"}, "scheduled", "absent"),
    ],
)
def test_each_button_does_what_it_says_and_is_on_record(
    served: Served, where: dict[str, str], action: str, fields: dict[str, str], state: str, done: str
) -> None:
    delivery = _one(served, **where)
    answer = _press(served, delivery, action, **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/?done={done}#waiting")
    with served.database.read() as session:
        after = session.get_one(Delivery, delivery.id)
        entry = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()  # type: ignore[union-attr]
        assert after.state == state
        assert after.permalink == (fields.get("permalink") or delivery.permalink)
        assert entry is not None
        assert (entry.actor, entry.subject) == ("editor@example.vn", f"delivery:{delivery.id}")


@pytest.mark.parametrize(
    ("where", "action", "fields"),
    [
        ({"state": "published"}, "cancel", {"sure": "yes"}),
        ({"state": "uncertain"}, "release", {}),
        ({"held_reason": "approval"}, "release", {}),
        ({"state": "scheduled"}, "retry", {}),
        ({"state": "published"}, "absent", {"sure": "yes"}),
    ],
)
def test_a_button_pressed_too_late_changes_nothing_and_says_why(
    served: Served, where: dict[str, str], action: str, fields: dict[str, str]
) -> None:
    delivery = _one(served, **where)
    answer = _press(served, delivery, action, **fields)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    with served.database.read() as session:
        assert session.get_one(Delivery, delivery.id).state == delivery.state


def test_a_link_that_is_no_web_address_is_a_mistake(served: Served) -> None:
    answer = _press(served, _one(served, held_reason="manual"), "published", permalink="javascript:alert(1)")
    assert answer.status_code == 400
    assert "https://" in answer.text


def test_closing_and_opening_tell_who_and_why(served: Served) -> None:
    with served.client("manager") as client:
        assert client.post("/channels/rss/close", data={"reason": "Đang xác minh"}).status_code == 303
        page = client.get("/").text
        assert "Đang xác minh" in page
        assert "manager@example.vn đóng lúc" in page
        assert client.post("/channels/rss/open").status_code == 303
        assert "Đang xác minh" not in client.get("/").text


def test_a_channel_that_the_platform_refused_has_no_open_button(served: Served) -> None:
    with served.database.write() as session:
        channel = session.get_one(Channel, "telegram")
        channel.closed_by, channel.closed_reason = "platform", "Mã truy cập bị thu hồi"
    with served.client("manager") as client:
        page = client.get("/").text
        assert 'action="/channels/telegram/open"' not in page
        assert 'href="/channels/telegram/connect"' in page
        assert client.post("/channels/telegram/open").status_code == 400


def test_all_channels_close_and_open_at_once(served: Served) -> None:
    def closed() -> int:
        with served.database.read() as session:
            return len(session.exec(select(Channel).where(Channel.closed_at != None)).all())  # noqa: E711

    with served.client("manager") as client:
        assert client.post("/channels-close", data={"reason": "Quốc tang"}).status_code == 303
        assert closed() == 5
        assert client.post("/channels-open").status_code == 303
        assert closed() == 0


def test_what_was_done_is_said_by_name_only(served: Served) -> None:
    with served.client("editor") as client:
        assert "Đã thả bài" in client.get("/?done=released").text
        assert 'id="said"' not in client.get("/?done=<b>anything</b>").text
        assert "anything" not in client.get("/?done=<b>anything</b>").text
