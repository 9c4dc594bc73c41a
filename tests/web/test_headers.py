"""The protection of every answer, whatever its status."""

from __future__ import annotations

import re

import pytest

from campaign.web import status_page
from tests.web.conftest import Served

EXPECTED = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}

ASKED = (
    ("GET", "/", 200),
    ("HEAD", "/", 200),
    ("GET", "/sign-in", 200),
    ("GET", "/sign-in/unknown", 404),
    ("GET", "/parts/status", 200),
    ("GET", "/parts/clock", 200),
    ("GET", "/nowhere", 404),
    ("GET", "/docs", 404),
    ("GET", "/openapi.json", 404),
    ("GET", "/static/x/nothing.css", 404),
    ("GET", "/static/x/../../app.py", 404),
    ("POST", "/", 405),
    ("DELETE", "/", 405),
    ("POST", "/static/x/page.css", 405),
    ("POST", "/language", 422),
    ("POST", "/deliveries/abc/cancel", 404),
    ("POST", "/deliveries/99999999999999999999/cancel", 404),
    ("POST", "/deliveries/4242/retry", 404),
)


@pytest.mark.parametrize(("method", "path", "status"), ASKED)
def test_every_status_carries_every_header(served: Served, method: str, path: str, status: int) -> None:
    with served.client("admin") as client:
        answer = client.request(method, path)
    assert answer.status_code == status
    assert EXPECTED.items() <= dict(answer.headers).items()
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers


def test_refusals_of_the_outer_layers_carry_them_too(served: Served) -> None:
    with served.client() as client:
        foreign = client.post("/language", headers={"sec-fetch-site": "cross-site"})
        large = client.post("/language", content=b"x" * 300_000)
    assert (foreign.status_code, large.status_code) == (403, 413)
    for answer in (foreign, large):
        assert EXPECTED.items() <= dict(answer.headers).items()


def test_what_nobody_foresaw_is_a_page_without_a_trace(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("a detail for the log only")

    monkeypatch.setattr(status_page, "read_status", break_down)
    with served.client("admin") as client:
        answer = client.get("/")
    assert answer.status_code == 500
    assert EXPECTED.items() <= dict(answer.headers).items()
    assert "Có lỗi trong chương trình" in answer.text
    assert not re.search(r"detail for the log|Traceback|RuntimeError", answer.text)
    assert "a detail for the log only" in caplog.text


def test_https_only_cookies_and_strict_transport_where_the_public_address_is_https(served_https: Served) -> None:
    with served_https.client() as client:
        page = client.get("/sign-in")
        entered = client.post(f"/sign-in/{served_https.code()}")
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    cookie = next(line for line in entered.headers.get_list("set-cookie") if line.startswith("__Host-campaign="))
    assert re.fullmatch(r"__Host-campaign=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure", cookie)


def test_on_loopback_the_cookie_has_a_plain_name_that_no_script_can_read(served: Served) -> None:
    with served.client() as client:
        entered = client.post(f"/sign-in/{served.code()}")
    cookie = next(line for line in entered.headers.get_list("set-cookie") if line.startswith("campaign="))
    assert re.fullmatch(r"campaign=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", cookie)


def test_no_page_holds_inline_script_or_style(served: Served) -> None:
    with served.client("admin") as client:
        pages = [client.get(path).text for path in ("/", "/sign-in", "/nowhere", f"/sign-in/{served.code()}")]
    for page in pages:
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|hx-on|javascript:", page)
