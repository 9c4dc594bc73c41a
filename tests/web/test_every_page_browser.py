"""Every page there is, in a real browser: whole on a desk and on a phone, and nothing for axe; empty ones too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from campaign.db import Database
from campaign.settings import Settings
from tests.browsing import AXE, DESK, FOUND, NEEDS_CHROMIUM, PHONE, SMALL, browser, open_questions, sign_in
from tests.web.conftest import Served, serving
from tests.web.everything import Everything, everything

pytestmark = NEEDS_CHROMIUM
__all__ = ["browser"]
NARROW = {"width": 360, "height": 740}
SHAPE = """() => ({lang: document.documentElement.lang, title: document.title.trim(),
    h1: document.querySelectorAll('h1').length,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth})"""
WRITING = ("/library/new", "/edit")
"""Beginnings and ends of the addresses at which axe may find nothing at all, not even what is moderate."""
FOR_FINGERS = ("/calendar", "/queue", "/channels", *WRITING)
"""Beginnings and ends of the addresses on which everything is large enough for a finger."""


@dataclass
class Look:
    """One browser that goes from page to page; what it finds wrong is gathered, each with its address."""

    page: Any
    url: str
    found: list[object] = field(default_factory=list)
    at: str = ""

    def __post_init__(self) -> None:
        self.wire = self.page.context.new_cdp_session(self.page)
        self.page.set_default_timeout(30_000)
        self.page.on("console", lambda said: self._says(said.type, said.text))
        self.page.on("pageerror", lambda error: self._say(str(error)))
        self.page.on("request", lambda asked: self._asks(asked.url))

    def _says(self, kind: str, text: str) -> None:
        if kind != "verbose":  # a browser's advice about forms, no complaint
            self._say(f"{kind}: {text}")

    def _asks(self, url: str) -> None:
        if not url.startswith(f"{self.url}/"):
            self._say(f"asks {url}")

    def _say(self, what: str) -> None:
        if not ("status of 4" in what and self.at.startswith(("/set-up", "/sign-in/"))):
            self.found.append((self.at, what))

    def over(self, address: str) -> None:
        """The page as it comes on a desk, with every question open on a phone; nothing wider than the narrowest."""
        self.at = address
        self._be(DESK)
        self.page.goto(self.url + address)
        self.page.evaluate(AXE.read_text("utf-8") + "\nundefined")
        self._judge(self.page.evaluate(SHAPE), self.page.evaluate(FOUND))
        self._be(PHONE)
        self._judge(self.page.evaluate(SHAPE))
        open_questions(self.page)
        self._judge(self.page.evaluate(SHAPE), self.page.evaluate(FOUND))
        if (address.startswith(FOR_FINGERS) or address.endswith(FOR_FINGERS)) and (low := self.page.evaluate(SMALL)):
            self.found.append((address, "too low for a finger", low))
        self.page.set_viewport_size(NARROW)
        self._judge(self.page.evaluate(SHAPE))

    def _be(self, size: dict[str, int]) -> None:
        """A desk, or a phone: its screen and what points at it."""
        self.page.set_viewport_size(size)
        self.wire.send("Emulation.setTouchEmulationEnabled", {"enabled": size is PHONE})

    def _judge(self, shape: dict[str, Any], found: Sequence[list[str]] = ()) -> None:
        if shape["h1"] != 1 or not shape["title"] or shape["lang"] not in ("vi", "en") or shape["wide"] > 0:
            self.found.append((self.at, shape))
        strict = self.at.startswith(WRITING) or self.at.endswith(WRITING)
        if wrong := [each for each in found if strict or each[1] in ("serious", "critical")]:
            self.found.append((self.at, wrong))


def look(browser: Any, served: Served, role: str = "") -> Look:
    context = browser.new_context(viewport=DESK, locale="vi-VN", reduced_motion="reduce")
    if role:
        sign_in(context, served, role)
    return Look(context.new_page(), served.url)


@pytest.fixture
def full(sqlite_database: Database, settings: Settings) -> Iterator[Everything]:
    with everything(sqlite_database, settings) as made:
        yield made


@pytest.mark.parametrize("part", range(4))
def test_every_page_is_whole_on_every_screen_and_axe_finds_nothing_serious(
    browser: Any, full: Everything, part: int
) -> None:
    looking = look(browser, full.served, "admin")
    pages = full.pages(part, 4)
    assert len(pages) > 8
    for address in pages:
        looking.over(address)
    assert looking.found == []


def test_the_pages_before_signing_in_are_whole_too(browser: Any, full: Everything) -> None:
    looking = look(browser, full.served)
    for address in ("/sign-in", full.address("/sign-in/{code}"), "/sign-in/khong-con", "/set-up/khong-con"):
        looking.over(address)
    assert looking.found == []


def test_a_newsroom_that_begins_today_is_told_on_every_page_what_to_do_next(
    browser: Any, sqlite_database: Database, settings: Settings
) -> None:
    with serving(sqlite_database, settings) as served:
        looking = look(browser, served, "admin")
        for address in ("/", "/calendar", "/library", "/inbox", "/corrections", "/queue", "/channels", "/alerts"):
            looking.over(address)
            assert looking.page.locator("main .none a[href]").count() > 0, address
        assert looking.found == []
