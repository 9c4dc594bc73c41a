"""The pages about what people are told: one's own alone, and what one wants to hear."""

from __future__ import annotations

import os
import re

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import select

from campaign.alerts.notice import take_notice
from campaign.alerts.spread import spread
from campaign.credentials import Vault
from campaign.desk import alert_ways
from campaign.models import AlertWishes, PushSubscription
from tests.alerts.newsroom import url64
from tests.web.conftest import Served

HEAR = {"hear": ["approval", "uncertain"], "ways": ["email"], "quiet_from": "22:00", "quiet_to": "06:00"}


def a_browser(endpoint: str = "https://push.example.vn/1") -> dict[str, str]:
    """What a browser sends when it has subscribed."""
    point = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return {"endpoint": endpoint, "p256dh": url64(point), "auth": url64(os.urandom(16))}


def test_the_page_shows_what_is_open_for_this_person_and_how_it_was_told(served: Served) -> None:
    given = {"host": "127.0.0.1", "port": "9", "security": "none", "from": "lich@example.vn"}
    alert_ways.connect_way(served.database, Vault(served.settings.secret_key_file), "cli", "email", given)
    with served.client("editor", unit="bao"), served.client("editor", unit="dai"):
        take_notice(served.database, served.settings)
        spread(served.database)
    with served.client("editor", unit="bao") as client:
        page = client.get("/alerts").text
    assert "Không đăng được" in page
    assert "sắp báo · thư điện tử" in page
    assert "Trang đã chặn liên kết trong bài." in page
    assert "Kênh YouTube của Đài" not in page
    with served.client("editor", unit="dai") as client:
        page = client.get("/alerts").text
    assert "Kênh YouTube của Đài" in page
    assert "Báo Hậu Giang trên Facebook" not in page
    with served.client("reporter", unit="bao") as client:
        assert "Không có việc nào chờ bạn." in client.get("/alerts").text


def test_a_person_chooses_what_to_hear_how_and_when(served: Served) -> None:
    with served.client("editor") as client:
        assert 'value="22:00"' not in client.get("/account").text
        assert client.post("/account/alerts", data=HEAR).headers["location"] == "/account?done=wished#alerts"
        page = client.get("/account?done=wished").text
        assert client.post("/account/alerts", data=HEAR | {"quiet_to": ""}).status_code == 400
        assert client.post("/account/alerts", data=HEAR | {"ways": "khoi"}).status_code == 422
    assert "Đã lưu cách báo cho bạn." in page
    assert 'value="22:00"' in page
    assert re.findall(r'name="hear" value="(\w+)" checked', page) == ["approval", "uncertain"]
    with served.database.read() as session:
        (row,) = session.exec(select(AlertWishes))
    assert (row.ways, "approval" in row.muted, "failed" in row.muted) == (["email"], False, True)


def test_a_browser_is_added_named_and_taken_off_by_its_owner_alone(served: Served) -> None:
    agent = {"user-agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"}
    with served.client("editor") as client, served.client("manager") as other:
        assert client.post("/account/browsers", data=a_browser(), headers=agent).status_code == 303
        assert "Chrome · Android" in client.get("/account").text
        assert "Chrome · Android" not in other.get("/account").text
        assert other.post("/account/browsers/1/remove").status_code == 404
        assert client.post("/account/browsers/1/remove").status_code == 303
    with served.database.read() as session:
        assert session.exec(select(PushSubscription)).all() == []


def test_what_is_no_subscription_is_refused(served: Served) -> None:
    wrong = (
        {"endpoint": "http://push.example.vn/1"}, {"endpoint": "javascript:alert(1)"}, {"p256dh": "AAAA"},
        {"auth": "AAAA"}, {"p256dh": "không"},
    )  # fmt: skip
    with served.client("editor") as client:
        for each in wrong:
            assert client.post("/account/browsers", data=a_browser() | each).status_code == 400
        assert client.post("/account/browsers", data=a_browser() | {"user_id": "1"}).status_code == 422


def test_the_service_worker_stands_at_the_root_and_is_asked_about_anew(served: Served) -> None:
    with served.client() as client:
        answer = client.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "pushManager" not in answer.text
    assert 'addEventListener("push"' in answer.text


def test_the_account_page_knows_one_key_for_ever(served: Served) -> None:
    with served.client("editor") as client:
        keys = {re.findall(r'id="this-browser" data-key="([\w-]+)"', client.get("/account").text)[0] for _ in range(2)}
    assert len(keys) == 1
    assert len(keys.pop()) == 87  # 65 bytes
