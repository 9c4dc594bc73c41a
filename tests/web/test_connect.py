"""Connecting a channel from the page: who may, what it asks for, and that no secret ever comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.models import AuditEntry, Channel, Credential
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.delivery import stage as scene
from tests.delivery.stage import Stage
from tests.desk.conftest import PLAN
from tests.web.conftest import Served, serving


@pytest.fixture
def stage(sqlite_database: Database, tmp_path: Path) -> Iterator[Stage]:
    with scene.stage(sqlite_database, tmp_path) as made:
        made.add_channel()
        made.sandbox.telegram.accept_only(scene.TOKEN)
        yield made


@pytest.fixture
def desk(stage: Stage) -> Iterator[Served]:
    with serving(stage.database, stage.settings) as served:
        yield served


def channel(served: Served, key: str = "telegram") -> Channel:
    with served.database.read() as session:
        return session.get_one(Channel, key)


def test_a_channel_that_its_platform_had_closed_is_connected_again_from_the_page(stage: Stage, desk: Served) -> None:
    with stage.database.write() as session:
        session.get_one(Channel, "telegram").close_by_platform(stage.now(), "mã bị thu hồi")
    with desk.client("manager") as client:
        assert 'href="/channels/telegram/connect"' in client.get("/channels").text
        page = client.get("/channels/telegram/connect").text
        assert re.search(r'type="password" name="bot_token"[^>]*autocomplete="off"', page)
        answer = client.post("/channels/telegram/connect", data={"bot_token": scene.TOKEN})
        assert (answer.status_code, answer.headers["location"]) == (303, "/channels?done=connected#c-telegram")
        assert "Đã kết nối kênh" in client.get(answer.headers["location"]).text
    assert channel(desk).closed_at is None
    with stage.database.read() as session:
        told = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == "connect")).one()
    assert (told.actor, told.subject) == ("manager@example.vn", "channel:telegram")
    assert scene.TOKEN not in str(told.detail)


def test_a_refused_secret_is_told_without_it_and_nothing_is_stored(
    stage: Stage, desk: Served, caplog: pytest.LogCaptureFixture
) -> None:
    with stage.database.read() as session:
        before = session.get_one(Credential, "telegram").sealed
    wrong = scene.TOKEN + "sai"
    with desk.client("manager") as client:
        answer = client.post("/channels/telegram/connect", data={"bot_token": wrong})
    assert (answer.status_code, "không nhận bí mật này" in answer.text, wrong in answer.text) == (400, True, False)
    assert wrong not in caplog.text
    with stage.database.read() as session:
        assert session.get_one(Credential, "telegram").sealed == before


def test_an_editor_finds_no_way_to_connect(desk: Served) -> None:
    with desk.client("editor") as client:
        assert "/channels/telegram/connect" not in client.get("/channels").text
        assert client.post("/channels/telegram/connect", data={"bot_token": scene.TOKEN}).status_code == 403


def test_zalos_consent_begins_on_the_page_and_comes_back_to_who_began_it(served: Served) -> None:
    options = {"app_id": "77", "oa_id": "88"}
    with served.database.write() as session:
        session.get_one(Channel, "zalo").options = options
    with served.client("manager") as client:
        page = client.post("/channels/zalo/connect", data={"app_secret": "khoa-ung-dung-rieng"}).text
        consent = re.search(r'id="consent" href="([^"]+)"', page)
        assert consent is not None
        assert "app_id=77" in consent[1]
        assert "oauth%2Fzalo" in consent[1]
        assert "khoa-ung-dung-rieng" not in page
        state = re.search(r"state=([\w-]+)", consent[1])
        assert state is not None
        with served.client("admin") as other:
            assert "do người khác bắt đầu" in other.get(f"/oauth/zalo?state={state[1]}&code=x").text
        assert "không đồng ý" in client.get(f"/oauth/zalo?state={state[1]}").text


def test_asking_again_for_the_page_of_a_trial_post_sends_nothing(stage: Stage, desk: Served) -> None:
    with stage.database.write() as session:
        row = session.get_one(Channel, "telegram")
        row.options = row.options | {"test_chat": "@toa_soan_thu"}
    with desk.client("manager") as client:
        answer = client.post("/channels/telegram/trial")
        assert answer.status_code == 303
        pages = [client.get(answer.headers["location"]).text for _ in range(2)]
    assert len(stage.sandbox.posts()) == 1
    assert all('id="tried"' in page and "/toa_soan_thu/" in page for page in pages)


def test_a_person_makes_an_api_token_on_the_page_and_sees_it_once(served: Served) -> None:
    form = {"name": "Bảng điều khiển", "scope": "read"}
    with served.database.write() as session:
        store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
    with served.client("reporter") as client:
        page = client.post("/account/programs", data=form).text
        made = re.search(r'id="token">(cmp_[\w-]+)<', page)
        assert made is not None
        again = client.post("/account/programs", data=form)
        account = client.get("/account").text
    assert (again.status_code, "đã có mã truy cập tên" in again.text) == (409, True)
    assert ("Bảng điều khiển" in account, made[1] in account + again.text) == (True, False)
    headers = {"authorization": f"Bearer {made[1]}"}
    with served.client() as program:
        assert program.get("/api/v1/items", headers=headers).status_code == 200
        assert program.post("/api/v1/items", headers=headers, json={"title": "A"}).status_code == 403
