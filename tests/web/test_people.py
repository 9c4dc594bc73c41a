"""The page of people: links to hand over, roles, disabling; and nothing of another unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from campaign.people import users
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.desk.conftest import PLAN
from tests.web import seed
from tests.web.conftest import Served

NEW = {"name": "Trần Thị Lan", "email": "lan@example.vn", "role": "reporter", "unit": "bao"}


@pytest.fixture
def admin(served: Served) -> Iterator[httpx.Client]:
    with served.database.write() as session:
        store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
    with served.client("admin") as client:
        yield client


def link_in(page: httpx.Response) -> str:
    found = re.search(r'value="http://[^/]+(/sign-in/[\w-]+)"', page.text)
    assert found, page.text
    return found[1]


def id_of(served: Served, email: str) -> int:
    with served.database.read() as session:
        return users.get_user(session, email).id or 0


def test_somebody_is_added_and_signs_in_by_the_link_that_is_shown_once(served: Served, admin: httpx.Client) -> None:
    added = admin.post("/people", data=NEW)
    assert added.status_code == 200
    link = link_in(added)
    assert link not in admin.get("/people").text
    with served.client() as lan:
        assert lan.post(link).headers["location"] == "/"
        page = lan.get("/account").text
        assert "Bạn chưa có mật khẩu" in page
        assert lan.get("/people").status_code == 403
        fields = {"password": "bốn từ không liên quan", "again": "bốn từ không liên quan"}
        assert lan.post("/account/password", data=fields).status_code == 303
        assert lan.get("/").status_code == 200


def test_what_is_wrong_is_said_and_what_was_typed_stays(admin: httpx.Client) -> None:
    for wrong, words in (({"email": "admin@example.vn"}, "Đã có người dùng"), ({"unit": "la"}, "không có đơn vị")):
        answer = admin.post("/people", data={**NEW, **wrong})
        assert answer.status_code in (400, 409)
        assert words in answer.text
        assert 'value="Trần Thị Lan"' in answer.text
    assert admin.post("/people", data={**NEW, "role": "boss"}).status_code == 422
    assert admin.post("/people", data={**NEW, "password_hash": "x"}).status_code == 422


def test_another_role_signs_out_and_holds_at_once(served: Served, admin: httpx.Client) -> None:
    with served.client("editor") as editor:
        number = id_of(served, "editor@example.vn")
        assert admin.post(f"/people/{number}/place", data={"role": "manager", "unit": ""}).status_code == 303
        assert editor.get("/").status_code == 401
    with served.client("editor") as again:  # the seed finds the same person, who is a manager now
        assert again.get("/audit").status_code == 200


def test_a_disabled_person_is_out_until_enabled_again(served: Served, admin: httpx.Client) -> None:
    with served.client("editor") as editor:
        number = id_of(served, "editor@example.vn")
        assert admin.post(f"/people/{number}/disable").status_code == 422
        assert admin.post(f"/people/{number}/disable", data={"sure": "yes"}).status_code == 303
        assert editor.get("/").status_code == 401
        assert admin.post(f"/people/{number}/link").status_code == 409
        assert admin.post(f"/people/{number}/enable").status_code == 303
        assert editor.post(link_in(admin.post(f"/people/{number}/link"))).status_code == 303


def test_somebody_who_lost_everything_starts_over(served: Served, admin: httpx.Client) -> None:
    with served.client("editor") as editor:
        link = link_in(admin.post(f"/people/{id_of(served, 'editor@example.vn')}/reset", data={"sure": "yes"}))
        assert editor.get("/").status_code == 401
        assert editor.post(link).status_code == 303


def test_the_last_administrator_can_neither_leave_nor_be_made_less(served: Served, admin: httpx.Client) -> None:
    number = id_of(served, "admin@example.vn")
    assert admin.post(f"/people/{number}/disable", data={"sure": "yes"}).status_code == 400
    for place in ({"role": "editor", "unit": ""}, {"role": "admin", "unit": "bao"}):
        assert admin.post(f"/people/{number}/place", data=place).status_code == 409
    assert admin.get("/people").status_code == 200


def test_an_administrator_of_one_unit_knows_that_unit_alone(served: Served, admin: httpx.Client) -> None:
    with served.database.write() as session:
        seed.add_person(session, START, "reporter", "bao")
        seed.add_person(session, START, "reporter", "dai")
    with served.client("admin", unit="dai") as client:
        page = client.get("/people").text
        assert "reporter-dai@example.vn" in page
        assert "reporter-bao@example.vn" not in page
        foreign, own = id_of(served, "reporter-bao@example.vn"), id_of(served, "reporter-dai@example.vn")
        for act, data in (
            ("link", {}), ("enable", {}), ("place", {"role": "admin", "unit": "dai"}), ("disable", {"sure": "yes"}),
            ("reset", {"sure": "yes"}),
        ):  # fmt: skip
            assert client.post(f"/people/{foreign}/{act}", data=data).status_code == 404, act
        assert client.post(f"/people/{own}/place", data={"role": "editor", "unit": "bao"}).status_code == 400
        assert client.post(f"/people/{own}/place", data={"role": "editor", "unit": ""}).status_code == 400
        assert client.post("/people", data={**NEW, "unit": ""}).status_code == 400
        assert client.post("/people", data={**NEW, "unit": "dai"}).status_code == 200
