"""Short links: where they lead, and which visits count."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from campaign.models import Click, Link
from campaign.public.bots import CRAWLERS, PREVIEWS, WATCHERS, is_known_bot
from tests.public.newsroom import PUBLIC, Newsroom

BROWSER = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"


def counted(newsroom: Newsroom) -> int:
    newsroom.app.clicks.flush()
    with newsroom.database.read() as session:
        return session.scalar(sa.select(sa.func.sum(Click.__table__.c.count))) or 0  # type: ignore[attr-defined]


def test_a_link_leads_to_its_target_else_the_items_link_else_its_page(both: Newsroom) -> None:
    linked, plain = both.item("linked", link="https://bao.example.vn/bài?q=1&x=ă"), both.item("plain")
    both.link("target1", target="https://dich.example.vn/a", item_id=linked)
    both.link("linked1", item_id=linked)
    both.link("plain11", item_id=plain)
    places = {code: both.get(f"/go/{code}").headers["location"] for code in ("target1", "linked1", "plain11")}
    assert places == {
        "target1": "https://dich.example.vn/a",
        "linked1": "https://bao.example.vn/b%C3%A0i?q=1&x=%C4%83",
        "plain11": f"{PUBLIC}/items/plain",
    }
    assert both.get("/go/target1").status == 302
    assert both.get("/go/target1").headers["cache-control"] == "no-store"


def test_the_link_that_was_born_with_a_delivery_works(newsroom: Newsroom) -> None:
    delivery = newsroom.publish(newsroom.item("otp"))
    with newsroom.database.read() as session:
        code = session.scalar(sa.select(Link.code).where(Link.delivery_id == delivery.id))  # type: ignore[call-overload]
    assert newsroom.get(f"/go/{code}").headers["location"] == f"{PUBLIC}/items/otp"


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/go/other",
        "https://",
        "https://a.example/\r\nSet-Cookie: x=1",
        "https://a.example\\@evil.example",
        "https://user:pw@evil.example/",
        "ftp://a.example/x",
        "https://a.example:port/",
        "https://[::1",
    ],
)
def test_a_target_that_is_no_plain_web_address_leads_nowhere_and_counts_nothing(
    newsroom: Newsroom, target: str
) -> None:
    newsroom.link("badcode", target=target)
    reply = newsroom.get("/go/badcode")
    assert reply.status == 404
    assert "location" not in reply.headers
    assert counted(newsroom) == 0


def test_nothing_in_the_request_changes_where_a_link_leads(newsroom: Newsroom) -> None:
    newsroom.link("code123", target="https://dich.example.vn/")
    headers = {
        "host": "evil.example",
        "x_forwarded_host": "evil.example",
        "x_forwarded_for": "1.2.3.4",
        "referer": "https://e.example",
    }
    assert newsroom.get("/go/code123", **headers).headers["location"] == "https://dich.example.vn/"


@pytest.mark.parametrize("code", ["unknown1", "x", "a" * 500, "code 123", "mã", "../x", "", "code123/"])
def test_an_unknown_code_is_not_found(newsroom: Newsroom, code: str) -> None:
    newsroom.link("code123", target="https://dich.example.vn/")
    assert newsroom.get(f"/go/{code}").status == 404


def test_a_link_that_was_switched_off_is_gone_within_seconds(newsroom: Newsroom) -> None:
    newsroom.link("code123", target="https://dich.example.vn/")
    assert newsroom.get("/go/code123").status == 302
    newsroom.change(Link, "code123", disabled_at=newsroom.pass_time(seconds=1))
    newsroom.pass_time(seconds=10)
    assert newsroom.get("/go/code123").status == 410
    assert counted(newsroom) == 1


@pytest.mark.parametrize(
    ("counts", "method", "headers"),
    [
        (1, "GET", {"user_agent": BROWSER}),
        (1, "GET", {}),
        (1, "GET", {"user_agent": "curl/8.5.0"}),
        (1, "GET", {"user_agent": BROWSER + " Zalo android/12100000 ZaloTheme/light ZaloLanguage/vi"}),
        (1, "GET", {"user_agent": "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/99.0"}),
        (1, "GET", {"user_agent": BROWSER + " [FBAN/FB4A;FBAV/480.0]"}),
        (1, "GET", {"user_agent": BROWSER, "purpose": "navigate"}),
        (0, "HEAD", {"user_agent": BROWSER}),
        (0, "GET", {"user_agent": BROWSER, "sec_purpose": "prefetch;prerender"}),
        (0, "GET", {"user_agent": BROWSER, "purpose": "prefetch"}),
        (0, "GET", {"user_agent": BROWSER, "x_moz": "prefetch"}),
        (0, "GET", {"user_agent": BROWSER, "x_purpose": "preview"}),
        (0, "GET", {"user_agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"}),
        (0, "GET", {"user_agent": "TelegramBot (like TwitterBot)"}),
        (0, "GET", {"user_agent": "Zalo/1.0"}),
        (0, "GET", {"user_agent": "WhatsApp/2.23.20.0 A"}),
        (0, "GET", {"user_agent": BROWSER + " (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}),
        (0, "GET", {"user_agent": "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)"}),
    ],
)
def test_what_counts_as_a_visit(newsroom: Newsroom, counts: int, method: str, headers: dict[str, str]) -> None:
    newsroom.link("code123", target="https://dich.example.vn/")
    assert newsroom.get("/go/code123", method=method, **headers).status == 302
    assert counted(newsroom) == counts


def test_every_token_of_the_lists_is_known_in_any_case() -> None:
    for token in (*PREVIEWS, *CRAWLERS, *WATCHERS):
        assert token == token.lower()
        assert is_known_bot(f"Mozilla/5.0 (compatible; {token.upper()}/1.0)")


def test_codes_in_memory_are_bounded_and_guesses_are_not_kept(newsroom: Newsroom) -> None:
    newsroom.app._links._size = 3
    for number in range(5):
        newsroom.link(f"code{number}", target="https://dich.example.vn/")
        newsroom.get(f"/go/code{number}")
        newsroom.get(f"/go/guess{number}")
    assert len(newsroom.app._links) == 3
    assert newsroom.get("/go/code0").status == 302
