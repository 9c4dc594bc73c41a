"""Signing in and out in the browser's terms."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.engine import make_url
from sqlmodel import select

from campaign.clock import SetClock
from campaign.models import AuditEntry, User
from campaign.models import Session as SessionRow
from campaign.people import users
from campaign.web.next_path import next_path
from tests.web.conftest import Served


def test_the_page_of_the_link_has_one_button_that_signs_in_and_the_link_works_once(served: Served) -> None:
    path = f"/sign-in/{served.code()}"
    with served.client() as client:
        assert client.get("/").status_code == 401
        page = client.get(path)
        assert page.status_code == 200
        assert page.text.count('<button class="main">') == 1
        assert client.post(path).headers["location"] == "/"
        assert client.get("/").status_code == 200
    with served.client() as second:
        again = second.post(path)
        assert again.status_code == 409
        assert "đã được dùng rồi" in again.text
        assert second.get(path).status_code == 409
        assert second.get("/").status_code == 401


def test_a_used_up_or_unknown_link_says_what_to_do(served: Served) -> None:
    path = f"/sign-in/{served.code()}"
    assert isinstance(served.database.clock, SetClock)
    served.database.clock.advance(hours=25)
    with served.client() as client:
        assert "đã hết hạn" in client.get(path).text
        assert client.post(path).status_code == 409
        unknown = client.get("/sign-in/abc")
        assert unknown.status_code == 404
        assert "xin một liên kết mới" in unknown.text
        assert "sign-in link" in client.get("/sign-in/abc?lang=en").text


def test_a_cookie_that_was_there_before_signing_in_is_not_kept(served: Served) -> None:
    with served.client() as client:
        client.cookies.set("campaign", "chosen-by-somebody-else", domain="127.0.0.1")
        client.post(f"/sign-in/{served.code()}")
        first = client.cookies["campaign"]
        assert first != "chosen-by-somebody-else"
        client.post(f"/sign-in/{served.code()}")
        second = client.cookies["campaign"]
    with served.client() as other:
        other.cookies.set("campaign", first, domain="127.0.0.1")
        assert other.get("/").status_code == 401
        other.cookies.set("campaign", second, domain="127.0.0.1")
        assert other.get("/").status_code == 200


def test_after_signing_out_the_old_cookie_is_refused_at_once(served: Served) -> None:
    with served.client("editor") as client:
        old = client.cookies["campaign"]
        left = client.post("/sign-out")
        assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
        client.cookies.set("campaign", old, domain="127.0.0.1")
        assert client.get("/").status_code == 401
        assert client.post("/deliveries/1/retry").status_code == 401


def test_a_disabled_person_is_out_within_one_request(served: Served) -> None:
    with served.client("editor") as client:
        assert client.get("/").status_code == 200
        with served.database.write() as session:
            user = session.exec(select(User).where(User.role == "editor")).one()
            users.disable(session, served.database.now(session), user, actor="cli")
        assert client.get("/").status_code == 401


def test_signing_in_and_out_are_on_record(served: Served) -> None:
    with served.client() as client:
        client.post(f"/sign-in/{served.code()}")
        client.post("/sign-out")
    with served.database.read() as session:
        entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()  # type: ignore[arg-type]
    assert [(entry.actor, entry.action) for entry in entries[-2:]] == [
        ("manager@example.vn", "sign-in"),
        ("manager@example.vn", "sign-out"),
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "HTTPS://evil.example/",
        "javascript:alert(1)",
        "/%2fevil.example",
        "%2f%2fevil.example",
        "/%5cevil.example",
        "/%252f/evil.example",
        "/\t/evil.example",
        "/\r\nset-cookie: a=b",
        "/%0d%0aset-cookie:a=b",
        "evil.example",
        "@evil.example",
        "",
    ],
)
def test_no_address_leads_out_of_the_site_after_signing_in(served: Served, wanted: str) -> None:
    with served.client() as client:
        entered = client.post(f"/sign-in/{served.code()}", data={"next": wanted})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")


@pytest.mark.parametrize("wanted", ["/", "/items/otp", "/?done=now#waiting", "/a%20b?c=%C4%91", "/sign-in"])
def test_a_page_of_ours_is_gone_back_to(wanted: str) -> None:
    assert next_path(wanted) == wanted


def _dump(served: Served) -> list[str]:
    with sqlite3.connect(str(make_url(served.database.url).database)) as connection:
        lines = list(connection.iterdump())
    connection.close()
    return lines


def test_looking_changes_nothing_in_the_database(served: Served) -> None:
    code = served.code()
    with served.client("admin") as client:
        before = _dump(served)
        for path in ("/", f"/sign-in/{code}", "/sign-in", "/parts/status", "/parts/clock", "/?lang=en", "/nowhere"):
            for method in ("GET", "HEAD"):
                assert client.request(method, path).status_code in (200, 404)
        assert _dump(served) == before


def test_use_is_remembered_after_five_minutes_but_a_page_that_refreshes_itself_is_no_use(served: Served) -> None:
    def last_seen() -> list[object]:
        with served.database.read() as session:
            return [row.last_seen_at for row in session.exec(select(SessionRow))]

    assert isinstance(served.database.clock, SetClock)
    with served.client("editor") as client:
        before = last_seen()
        served.database.clock.advance(minutes=6)
        client.get("/parts/status", headers={"hx-request": "true"})
        assert last_seen() == before
        client.get("/")
        client.get("/sign-in")  # the write follows the answer; on one connection this one comes after it
        assert last_seen() == [served.database.clock.now()]
