"""Signing in by password and code, the first person, one's own account: in the browser's terms."""

from __future__ import annotations

import re
from dataclasses import replace
from unittest.mock import Mock

import httpx
import pytest
from argon2 import extract_parameters
from sqlmodel import select

from campaign.clock import SetClock
from campaign.models import User
from campaign.people import passwords, set_up, totp, users
from campaign.web.site import Site
from tests.web.conftest import Served

EMAIL, PASSWORD, OTHER = "lan@example.vn", "bốn từ không liên quan", "mưa ngâu tháng bảy"


@pytest.fixture
def lan(served: Served) -> str:
    """The e-mail of somebody with a password."""
    with served.database.write() as session:
        now = served.database.now(session)
        user = users.add_user(session, now, EMAIL, "Lan", "editor")
        passwords.set_password(session, now, user, PASSWORD, actor=EMAIL)
    return EMAIL


def sign_in(client: httpx.Client, email: str = EMAIL, password: str = PASSWORD, **more: str) -> httpx.Response:
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def turn_on(served: Served, client: httpx.Client) -> tuple[str, list[str]]:
    """Two-step sign-in; returns the phone's secret and the recovery codes."""
    found = re.search(r'name="secret" value="(\w+)"', client.get("/account/phone").text)
    assert found
    fields = {"secret": found[1], "code": code_of(served, found[1]), "current": PASSWORD}
    shown = client.post("/account/phone", data=fields)
    assert shown.status_code == 200, shown.text
    return found[1], re.findall(r"<code>([a-z2-7-]{19})</code>", shown.text)


def code_of(served: Served, secret: str) -> str:
    return totp.code_at(secret, totp.step_at(served.database.clock.now()))


def test_the_right_password_leads_to_the_page_that_was_asked_for(served: Served, lan: str) -> None:
    with served.client() as client:
        asked = client.get("/audit?about=item")
        assert asked.status_code == 401
        assert 'name="next" value="/audit?about=item"' in asked.text
        entered = sign_in(client, " Lan@Example.VN ", next="/audit?about=item")
        assert (entered.status_code, entered.headers["location"]) == (303, "/audit?about=item")
        assert client.get("/").status_code == 200
        assert sign_in(client, next="//evil.example").headers["location"] == "/"


def test_whatever_is_wrong_the_answer_is_the_same(served: Served, lan: str) -> None:
    with served.database.write() as session:
        now = served.database.now(session)
        users.add_user(session, now, "none@example.vn", "Chưa có mật khẩu", "editor")
        gone = users.add_user(session, now, "gone@example.vn", "Đã khóa", "editor")
        passwords.set_password(session, now, gone, PASSWORD, actor="cli")
        users.disable(session, now, gone, actor="cli")
    answers = set()
    for email, password in (
        (EMAIL, OTHER), ("nobody@example.vn", PASSWORD), ("none@example.vn", "x"), ("gone@example.vn", PASSWORD),
        (EMAIL, "x" * 999), ("không phải thư", PASSWORD),
    ):  # fmt: skip
        with served.client() as client:
            answer = sign_in(client, email, password)
            assert "campaign" not in client.cookies
        answers.add((answer.status_code, re.search(r'id="wrong">.*?<span>(.*?)</span>', answer.text)[1]))  # type: ignore[index]
        assert PASSWORD not in answer.text
    assert len(answers) == 1
    assert answers.pop()[0] == 400


def test_an_unknown_person_takes_as_long_as_a_known_one(
    served: Served, lan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes the time is the hash: each is asked once for the same password by a hash of the same parameters."""
    with served.database.write() as session:
        users.add_user(session, served.database.now(session), "none@example.vn", "Chưa có mật khẩu", "editor")
    passwords.matches("", OTHER)  # makes the hash that nobody has, once for all
    hasher = Mock(wraps=passwords._HASHER)
    monkeypatch.setattr(passwords, "_HASHER", hasher)
    asked = {}
    for email in (EMAIL, "nobody@example.vn", "none@example.vn"):
        hasher.reset_mock()
        with served.client() as client:
            assert sign_in(client, email, OTHER).status_code == 400
        asked[email] = [(name, extract_parameters(said[0]), said[1]) for name, said, _ in hasher.mock_calls]
    assert asked[EMAIL] == [("verify", extract_parameters(passwords.make_hash(OTHER)), OTHER)]
    assert asked["nobody@example.vn"] == asked["none@example.vn"] == asked[EMAIL]


def test_guessing_has_to_wait_and_the_right_password_after_it_works(served: Served, lan: str) -> None:
    assert isinstance(served.database.clock, SetClock)
    with served.client() as client:
        statuses = [sign_in(client, password=OTHER).status_code for _ in range(12)]
        assert statuses == [400] * 6 + [429] * 6
        waiting = sign_in(client)
        assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "1")
        assert "đợi 1 giây" in waiting.text
        headers = {"x-forwarded-for": "192.0.2.77", "forwarded": "for=192.0.2.77"}
        assert client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers=headers).status_code == 429
        served.database.clock.advance(seconds=1)
        assert sign_in(client).status_code == 303
        assert sign_in(client, password=OTHER).status_code == 400


def test_a_new_password_ends_every_other_browser_within_one_request(served: Served, lan: str) -> None:
    with served.client() as mine, served.client() as other:
        for client in (mine, other):
            assert sign_in(client).status_code == 303
        before = mine.cookies["campaign"]
        fields = {"current": PASSWORD, "password": OTHER, "again": OTHER}
        for wrong in ({"current": OTHER}, {"again": PASSWORD}, {"password": "ngắn", "again": "ngắn"}):
            assert mine.post("/account/password", data={**fields, **wrong}).status_code == 400
        assert other.get("/").status_code == 200
        changed = mine.post("/account/password", data=fields)
        assert changed.headers["location"] == "/account?done=password"
        assert other.get("/").status_code == 401
        assert mine.get("/").status_code == 200
        assert mine.cookies["campaign"] != before
        assert sign_in(other).status_code == 400
        assert sign_in(other, password=OTHER).status_code == 303
        assert mine.post("/account/leave-others").status_code == 303
        assert other.get("/").status_code == 401
        assert mine.get("/").status_code == 200


def test_the_second_step_asks_for_a_code_that_works_once(served: Served, lan: str) -> None:
    assert isinstance(served.database.clock, SetClock)
    with served.client() as client:
        sign_in(client)
        secret, codes = turn_on(served, client)
        assert len(codes) == 10
    with served.client() as client:
        half = sign_in(client, next="/account")
        assert half.headers["location"] == "/second-step?next=%2Faccount"
        assert client.get("/account").status_code == 401
        used = client.post("/second-step", data={"code": code_of(served, secret)})
        assert used.status_code == 400  # the code that turned it on is spent
        served.database.clock.advance(seconds=30)
        entered = client.post("/second-step", data={"code": code_of(served, secret), "next": "/account"})
        assert (entered.status_code, entered.headers["location"]) == (303, "/account")
        assert client.get("/account").status_code == 200
        assert client.get("/second-step").headers["location"] == "/sign-in"
    for code, status in ((code_of(served, secret), 400), (codes[0], 303), (codes[0], 400)):
        with served.client() as client:
            sign_in(client)
            assert client.post("/second-step", data={"code": code}).status_code == status


def test_a_link_asks_for_the_code_too_and_nobody_skips_the_first_step(served: Served, lan: str) -> None:
    from campaign.desk.users import fresh_link

    with served.client() as client:
        sign_in(client)
        _, codes = turn_on(served, client)
    link = fresh_link(served.database, served.settings, "cli", EMAIL).rpartition("/")[2]
    with served.client() as client:
        assert client.post("/second-step", data={"code": codes[0]}).status_code == 404
        assert client.post(f"/sign-in/{link}").headers["location"].startswith("/second-step")
        assert client.get("/").status_code == 401
        assert client.post("/second-step", data={"code": codes[0]}).status_code == 303


def test_a_remembered_browser_is_not_asked_again_for_thirty_days(served: Served, lan: str) -> None:
    assert isinstance(served.database.clock, SetClock)
    with served.client() as client:
        sign_in(client)
        _, codes = turn_on(served, client)
        client.post("/sign-out")
        sign_in(client)
        client.post("/second-step", data={"code": codes[0], "remember": "yes"})
        client.post("/sign-out")
        assert sign_in(client).headers["location"] == "/"
        with served.client() as elsewhere:  # nobody else's failures hold up a browser that is remembered
            assert [sign_in(elsewhere, password=OTHER).status_code for _ in range(8)][-1] == 429
        assert sign_in(client).headers["location"] == "/"
        served.database.clock.advance(days=30)
        assert sign_in(client).headers["location"].startswith("/second-step")


def test_the_phones_secret_is_sealed_and_turning_it_off_needs_the_password(served: Served, lan: str) -> None:
    with served.client() as client:
        sign_in(client)
        secret, _ = turn_on(served, client)
        with served.database.read() as session:
            sealed = session.exec(select(User).where(User.email == EMAIL)).one().totp_sealed
        assert sealed
        assert secret not in sealed
        assert client.get("/account/phone").status_code == 409
        assert client.post("/account/phone-off", data={"current": OTHER}).status_code == 400
        assert client.post("/account/phone-off", data={"current": PASSWORD}).status_code == 303
        client.post("/sign-out")
        assert sign_in(client).headers["location"] == "/"


def test_a_phone_that_has_another_secret_turns_nothing_on(served: Served, lan: str) -> None:
    with served.client() as client:
        sign_in(client)
        secret = totp.new_secret()
        wrong = client.post("/account/phone", data={"secret": secret, "code": "000000", "current": PASSWORD})
        assert wrong.status_code == 400
        assert secret in wrong.text
        short = {"secret": "AAAA", "code": "000000", "current": PASSWORD}
        assert client.post("/account/phone", data=short).status_code == 400
        no_password = {"secret": secret, "code": code_of(served, secret), "current": ""}
        assert client.post("/account/phone", data=no_password).status_code == 400


def test_the_set_up_link_makes_the_first_administrator_once(served: Served) -> None:
    with served.database.write() as session:
        code = set_up.make_set_up_code(session, served.database.now(session))
    fields = {"email": "tu@example.vn", "name": "Tú", "password": PASSWORD, "again": PASSWORD}
    with served.client() as client:
        assert client.get("/set-up/wrong").status_code == 404
        assert client.get(f"/set-up/{code}").status_code == 200
        assert client.post(f"/set-up/{code}", data={**fields, "again": OTHER}).status_code == 400
        assert client.post(f"/set-up/{code}", data=fields).headers["location"] == "/"
        assert client.get("/people").status_code == 200
    with served.client() as client:
        assert client.get(f"/set-up/{code}").status_code == 409
        assert client.post(f"/set-up/{code}", data=fields).status_code == 409
        assert sign_in(client, "tu@example.vn").status_code == 303


def test_the_cookies_of_both_steps_are_read_by_no_script(served: Served) -> None:
    cookies = Site(served.database, replace(served.settings, public_url="https://lich.example.vn")).cookies
    assert (cookies.step, cookies.device) == ("__Host-campaign-step", "__Host-campaign-device")
