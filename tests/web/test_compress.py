"""Compressed pages: for our own requests, never for another site's."""

from __future__ import annotations

import pytest

from tests.web.conftest import Served


@pytest.mark.parametrize(
    ("site", "encoding"), [("same-origin", "gzip"), ("none", "gzip"), ("cross-site", None), ("same-site", None)]
)
def test_only_requests_of_our_own_pages_get_compressed_answers(served: Served, site: str, encoding: str | None) -> None:
    with served.client("editor") as client:
        answer = client.get("/", headers={"sec-fetch-site": site})
    assert answer.headers.get("content-encoding") == encoding
    assert "Đang chờ người xử lý" in answer.text


def test_who_takes_no_gzip_and_what_is_short_gets_it_plain(served: Served) -> None:
    with served.client("editor") as client:
        assert "content-encoding" not in client.get("/", headers={"accept-encoding": "identity"}).headers
        assert "content-encoding" not in client.get("/parts/clock", headers={"accept-encoding": "br"}).headers
        assert client.get("/").headers["vary"] == "accept-encoding, sec-fetch-site"
        assert client.head("/").status_code == 200
