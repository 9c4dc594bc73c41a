"""The queue and the channels over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from campaign.clock import SetClock
from campaign.credentials import Vault, credential_key, store
from campaign.db import Database
from campaign.models import AccountPace, Attempt, AuditEntry, Channel, Delivery
from campaign.platforms import platform
from campaign.platforms.seam import Account
from campaign.settings import Settings
from tests.filled import Filled
from tests.web import month
from tests.web.conftest import Served, serving


@pytest.fixture
def full(sqlite_database: Database, settings: Settings, filled: Filled) -> Iterator[Served]:
    assert isinstance(sqlite_database.clock, SetClock)
    sqlite_database.clock.at = month.MIDDLE
    filled(sqlite_database, month.fill)
    with serving(sqlite_database, replace(settings, approvals=1)) as running:
        yield running


def _page(served: Served, path: str, role: str = "manager") -> str:
    with served.client(role) as client:
        return client.get(path).text


def _id(served: Served, *where: sa.ColumnElement[bool]) -> int:
    with served.database.read() as session:
        return session.scalars(sa.select(col(Delivery.id)).where(*where).order_by(col(Delivery.id))).first() or 0


def test_the_queue_tells_what_waits_for_whom_and_what_goes_next(full: Served) -> None:
    page = _page(full, "/queue")
    for said in ("Chưa rõ đã đăng chưa", "Xem thử trên kênh", "Đã có trên kênh", "Không có, gửi lại", "Không đăng được",
                 "Trang đã chặn liên kết", "đã thử 4 lần", "Gửi lại", "Đang giữ", "Vẫn đăng", "Chờ người đăng tay",
                 "Liên kết bài đã đăng", "Tự chờ", "Sắp đi", "Dời lịch…", "Vừa đăng", "Gỡ bài"):  # fmt: skip
        assert said in page, said


def test_a_press_in_the_queue_leads_back_to_the_queue(full: Served) -> None:
    failed = _id(full, col(Delivery.state) == "failed")
    form = re.search(
        rf'<form method="post" action="/deliveries/{failed}/retry">(.*?)</form>', _page(full, "/queue"), re.S
    )
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    with full.client("editor") as client:
        answer = client.post(f"/deliveries/{failed}/retry", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?done=retried")


def test_the_way_back_is_only_ever_a_page_of_ours(full: Served) -> None:
    failed = _id(full, col(Delivery.state) == "failed")
    with full.client("editor") as client:
        answer = client.post(f"/deliveries/{failed}/retry", data={"next": "https://evil.example/"})
    assert answer.headers["location"] == "/?done=retried"


def test_taking_down_needs_a_reason_and_stands_in_the_record(full: Served) -> None:
    out = _id(full, col(Delivery.state) == "published", col(Delivery.channel_key) == "rss")
    with full.client("editor") as client:
        assert client.post(f"/deliveries/{out}/retract", data={"reason": " "}).status_code == 422
        answer = client.post(f"/deliveries/{out}/retract", data={"reason": "Sai tên nhân vật"})
    assert answer.status_code == 303
    with full.database.read() as session:
        assert session.get_one(Delivery, out).retract_reason == "Sai tên nhân vật"
        assert "retract" in session.exec(select(AuditEntry.action)).all()


def test_what_a_person_posted_is_theirs_to_take_down(full: Served) -> None:
    out = _id(full, col(Delivery.state) == "published", col(Delivery.channel_key) == "youtube")
    with full.client("editor") as client:
        answer = client.post(f"/deliveries/{out}/retract", data={"reason": "Sai tên"}, follow_redirects=True)
    assert "hãy tự gỡ trên kênh" in answer.text


def test_a_queue_that_is_still_the_same_is_not_sent_again(full: Served) -> None:
    for name in ("queue", "channels"):
        with full.client("manager") as client:
            part = re.search(rf'hx-get="(/parts/{name}[^"]+)"', client.get(f"/{name}").text)
            assert part
            address = part[1].replace("&amp;", "&")
            assert client.get(address, headers={"hx-request": "true"}).status_code == 204
            assert client.get(f"/parts/{name}", headers={"hx-request": "true"}).status_code == 200


def test_a_channel_card_tells_its_health(full: Served) -> None:
    with full.database.write() as session:
        until = month.MIDDLE + timedelta(minutes=30)
        session.add(AccountPace(account="facebook:facebook", limited_until=until))
        zalo = _first_of(session, "zalo")
        zalo.part = "broadcast"
    page = _page(full, "/channels")
    for said in ("Báo Hậu Giang OA", "Quyền đăng sắp hết hạn", "08:20 20/12/2026", "1 trên 4 lượt",
                 "Nền tảng yêu cầu chờ đến 08:50", "Lần lỗi gần nhất", "Kênh không trả lời trong 60 giây.",
                 "truc-ban@example.vn đóng lúc 06:20", "cách nhau ít nhất 5 phút",
                 "campaign channel connect zalo"):  # fmt: skip
        assert said in page, said


def _first_of(session: object, key: str) -> Delivery:
    query = sa.select(Delivery).where(col(Delivery.channel_key) == key, col(Delivery.state) == "published")
    return session.scalars(query).first()  # type: ignore[attr-defined,no-any-return]


def test_one_press_closes_a_channel_with_a_reason_and_comes_back(full: Served) -> None:
    form = re.search(r'<form method="post" action="/channels/rss/close" class="reasons">(.*?)</form>',
                     _page(full, "/channels"), re.S)  # fmt: skip
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    with full.client("manager") as client:
        answer = client.post("/channels/rss/close", data=fields)
    assert answer.headers["location"] == "/channels?done=closed"
    with full.database.read() as session:
        assert session.get_one(Channel, "rss").closed_reason == "Sự cố kỹ thuật"


def test_asking_a_platform_that_cannot_be_asked_says_so(full: Served) -> None:
    with full.client("manager") as client:
        assert client.post("/channels/no-such/verify").status_code == 404
        answer = client.post("/channels/telegram/verify")
        assert answer.status_code == 400
        assert "Kênh telegram" in answer.text
        assert "tài khoản" in client.post("/channels/rss/verify").text.lower()


def test_asking_now_from_the_page_notes_when_the_access_ends(full: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = month.MIDDLE + timedelta(days=9)
    account = Account(id="1", name="OA Hậu Giang", expires_at=ends)
    monkeypatch.setattr(type(platform("telegram")), "verify", lambda *_: account)
    with full.database.write() as session:
        channel = session.get_one(Channel, "telegram")
        channel.token_expires_at, channel.connected_at = None, month.MIDDLE
        vault = Vault(full.settings.secret_key_file)
        store(session, month.MIDDLE, vault, credential_key(channel), {"bot_token": "stand-in"})
    with full.client("manager") as client:
        assert "OA Hậu Giang" in client.post("/channels/telegram/verify").text
    with full.database.read() as session:
        channel = session.get_one(Channel, "telegram")
        assert (channel.token_expires_at, channel.token_checked_at) == (ends, month.MIDDLE)


def test_a_reader_sees_health_and_no_switch(full: Served) -> None:
    for path in ("/queue", "/channels"):
        assert set(re.findall(r'action="([^"]+)"', _page(full, path, "reporter"))) == {"/language", "/sign-out"}


def test_a_second_receipt_is_told_with_both_addresses(full: Served) -> None:
    published = _id(full, col(Delivery.state) == "published")
    with full.database.write() as session:
        now = full.database.now(session)
        session.add(
            Attempt(
                attempt_token="late", delivery_id=published, number=2, step="send", visible=True, started_at=now,
                deadline_s=60, finished_at=now, outcome="published", stray=True,
                receipt={"remote_id": "1/9", "permalink": "https://t.me/kenh/9"},
            )
        )  # fmt: skip
    page = _page(full, "/queue")
    assert "Có thể đã lên kênh hai lần" in page
    assert 'href="https://t.me/kenh/9"' in page
