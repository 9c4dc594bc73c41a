"""What holds of every answer: headers, methods, small pages; and what the editors' application gets instead."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from PIL import Image

from tests.public.newsroom import Newsroom, Reply

PATHS = [
    "/feeds/tin.xml", "/feeds/tin.json", "/feeds/khac.xml", "/items/otp", "/items/khac", "/items/otp/media/khac",
    "/go/code123", "/go/unknown", "/health", "/metrics", "/favicon.ico", "/favicon.svg", "/robots.txt",
    "/public/style.css", "/public/x", "/items/a\0b", "/items/", "/go/", "/items/../feeds/tin.xml",
]  # fmt: skip


@pytest.fixture
def filled(newsroom: Newsroom) -> Newsroom:
    newsroom.publish(newsroom.item("otp", media=[newsroom.file(b"x")]))
    newsroom.link("code123", target="https://dich.example.vn/")
    return newsroom


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "OPTIONS", "TRACE", "x"])
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_protected(filled: Newsroom, path: str, method: str) -> None:
    reply = filled.get(path, method=method)
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert reply.headers["strict-transport-security"] == "max-age=31536000"
    assert "cache-control" in reply.headers
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert len(reply.headers) == len(reply.raw)
    if method not in ("GET", "HEAD"):
        assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")
    if method == "HEAD":
        assert reply.body == b""


def test_a_page_may_load_its_own_images_media_and_style_only(filled: Newsroom) -> None:
    assert filled.get("/items/otp").headers["content-security-policy"] == (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize(("path", "status"), [("/items/khac", 404), ("/items/a\0b", 400), ("/feeds/x.xml", 404)])
def test_errors_are_small_vietnamese_pages_that_nobody_keeps(filled: Newsroom, path: str, status: int) -> None:
    reply = filled.get(path)
    assert reply.status == status
    assert '<html lang="vi">' in reply.text
    assert reply.headers["cache-control"] == "no-store"
    assert len(reply.body) < 1500


def test_without_https_nothing_promises_https(sqlite_database: object, tmp_path: object) -> None:
    newsroom = Newsroom(sqlite_database, tmp_path, public_url="http://127.0.0.1:8000")  # type: ignore[arg-type]
    assert "strict-transport-security" not in newsroom.get("/health").headers


def test_a_body_is_left_unread_and_its_connection_closed(filled: Newsroom) -> None:
    reply = filled.get("/health", method="POST", content_length="1000000000")
    assert (reply.status, reply.headers["connection"]) == (405, "close")
    assert filled.get("/robots.txt", transfer_encoding="chunked").headers["connection"] == "close"
    assert "connection" not in filled.get("/robots.txt", content_length="0").headers


@pytest.mark.parametrize("path", ["/feeds/tin.xml", "/items/otp", "/go/code123"])
def test_a_database_that_is_away_is_503_for_what_nobody_has_asked_for_yet(filled: Newsroom, path: str) -> None:
    _take_away(filled)
    reply = filled.get(path)
    assert (reply.status, reply.headers["retry-after"]) == (503, "10")


@pytest.mark.parametrize("path", ["/feeds/tin.xml", "/items/otp", "/go/code123"])
def test_what_was_asked_for_before_is_served_on_while_the_database_is_away(filled: Newsroom, path: str) -> None:
    before = filled.get(path)
    _take_away(filled)
    for _ in range(3):
        filled.pass_time(minutes=1)
        assert filled.get(path).status == before.status
    assert before.status in (200, 302)


def test_an_error_of_ours_is_a_clean_500(filled: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(session: object) -> object:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("campaign.public.items.stored_plan", broken)
    reply = filled.get("/items/otp")
    assert reply.status == 500
    assert "secret" not in reply.text


@pytest.mark.parametrize(
    ("path", "kind", "looks_right"),
    [
        ("/favicon.ico", "image/x-icon", lambda reply: Image.open(io.BytesIO(reply.body)).size == (32, 32)),
        ("/favicon.svg", "image/svg+xml", lambda reply: reply.body.startswith(b"<svg ")),
        ("/robots.txt", "text/plain; charset=utf-8", lambda reply: b"User-agent: *" in reply.body),
        ("/public/style.css", "text/css; charset=utf-8", lambda reply: b"@media print" in reply.body),
    ],
)
def test_the_fixed_files(newsroom: Newsroom, path: str, kind: str, looks_right: Callable[[Reply], bool]) -> None:
    reply = newsroom.get(path)
    assert reply.headers["content-type"] == kind
    assert looks_right(reply)
    assert newsroom.get(path, if_none_match=reply.headers["etag"]).status == 304


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("/feeds/tin.xml", True), ("/items/otp", True), ("/go/x", True), ("/health", True), ("/metrics", True),
        ("/favicon.ico", True), ("/robots.txt", True), ("/public/style.css", True),
        ("/", False), ("/items", False), ("/api/v1/items", False), ("/healthy", False), ("/goto", False),
        ("/static/x", False),
    ],
)  # fmt: skip
def test_which_paths_are_answered_here(newsroom: Newsroom, path: str, ours: bool) -> None:
    assert newsroom.app.owns(path) is ours


def _take_away(newsroom: Newsroom) -> None:
    with newsroom.database.write() as session:
        for table in ("channel", "item", "link", "document"):
            session.execute(sa.text(f"ALTER TABLE {table} RENAME TO {table}_away"))
