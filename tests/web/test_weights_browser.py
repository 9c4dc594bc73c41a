"""What a phone on 4G has to fetch, in bytes on the wire: the first look at the calendar, and every page after it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from campaign.db import Database
from campaign.settings import Settings
from tests.browsing import NEEDS_CHROMIUM, PHONE, browser, sign_in
from tests.web.everything import Everything, everything

pytestmark = NEEDS_CHROMIUM
__all__ = ["browser"]
FIRST, LATER = 130_000, 12_000
"""Bytes, compressed: of everything that the first look fetches, and of the HTML of a later page."""


@pytest.fixture
def full(sqlite_database: Database, settings: Settings) -> Iterator[Everything]:
    with everything(sqlite_database, settings) as made:
        yield made


def test_the_first_look_at_the_calendar_is_light(browser: Any, full: Everything) -> None:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    sign_in(context, full.served, "manager")
    page = context.new_page()
    wire: dict[str, float] = {}
    names: dict[str, str] = {}
    network = context.new_cdp_session(page)
    network.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    network.on(
        "Network.loadingFinished", lambda event: wire.update({names[event["requestId"]]: event["encodedDataLength"]})
    )
    network.send("Network.enable")
    page.goto(f"{full.served.url}/calendar", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    context.close()
    assert any("htmx" in url for url in wire), "what was fetched is counted"
    assert sum(wire.values()) < FIRST, sorted(((size, url) for url, size in wire.items()), reverse=True)


def test_every_later_page_is_light(full: Everything) -> None:
    with full.served.client("admin") as client:
        sizes = {}
        for address, answer in full.answers(client):
            assert answer.headers.get("content-encoding") == "gzip" or len(answer.content) < 2000, address
            sizes[address] = len(gzip.compress(answer.content, 6))
    assert {address: size for address, size in sizes.items() if size >= LATER} == {}
