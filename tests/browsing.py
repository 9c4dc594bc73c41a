"""A real Chromium for the tests, as light as it goes; pages that remember what they complained about or asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Served

WHOLE = shutil.which("chromium") or shutil.which("chromium-browser") or ""
CHROMIUM = shutil.which("chromium-headless-shell") or WHOLE
"""The first is the same engine without anything around its pages: two thirds of the processor time. It shows no
notifications."""
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: apt-get install chromium"),
]
NEVER = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip
"""Features of Chromium that are not wanted. The first two are the list under its address bar, which nobody sees here:
each window would start a process for it and load two pages, half of what a short test costs. The others are what
Playwright turns off (the last ``--disable-features`` is the one that counts)."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={','.join(NEVER)}",
]
DESK, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
FOUND = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .map(({id, impact, nodes}) => [id, impact, nodes[0].html.slice(0, 160)])"""
SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')]
    .filter(it => it.checkVisibility({visibilityProperty: true}) && !it.closest('.skip'))
    .filter(it => it.getClientRects().length && getComputedStyle(it).position !== 'absolute')
    .map(it => [it, it.closest('label') || it].map(each => each.getBoundingClientRect().height).concat(it.textContent))
    .map(([own, label, text]) => [text.trim().slice(0, 40), label, Math.max(own, label)])
    .filter(([, , height]) => height < 43.5)"""
"""What is too low for a finger."""


@dataclass
class Watched:
    """A page, and everything that it complained about or asked for."""

    page: Any
    url: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(30_000)
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self.asked.append(asked.url))

    def open(self, path: str) -> Any:
        """The page at a path of the program, fetched anew."""
        if self.page.url.partition("#")[0] == (self.url + path).partition("#")[0]:
            self.page.goto("about:blank")
        self.page.goto(self.url + path)
        return self.page

    @property
    def strangers(self) -> set[str]:
        """What was asked of another machine."""
        return {url for url in self.asked if not url.startswith((f"{self.url}/", "about:"))}


def launched(executable: str) -> Iterator[Any]:
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from launched(CHROMIUM)


@pytest.fixture(scope="module")
def whole_browser() -> Iterator[Any]:
    """With notifications."""
    if not WHOLE:
        pytest.skip("only the headless shell here: apt-get install chromium")
    yield from launched(WHOLE)


def visit(browser: Any, served: Served, phone: bool) -> Watched:
    """A phone or a desk of somebody who has not signed in."""
    size = PHONE if phone else DESK
    context = browser.new_context(viewport=size, has_touch=phone, is_mobile=phone, locale="vi-VN")
    return Watched(context.new_page(), served.url)


def watch(browser: Any, served: Served, phone: bool, role: str = "manager") -> Watched:
    """The same of somebody who has signed in before."""
    watched = visit(browser, served, phone)
    sign_in(watched.page.context, served, role)
    return watched


def sign_in(context: Any, served: Served, role: str) -> None:
    with served.client(role) as client:
        context.add_cookies([{"name": "campaign", "value": client.cookies["campaign"], "url": served.url}])


def width(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def open_questions(page: Any, within: str = "body") -> None:
    page.evaluate(f"document.querySelectorAll('{within} details').forEach(it => {{ it.open = true }})")


def axe(page: Any) -> list[list[str]]:
    """What axe finds: its rule, how bad, the first element. It is put in past the policy on purpose: it is the tester,
    not the page."""
    page.evaluate(AXE.read_text("utf-8") + "\nundefined")
    return list(page.evaluate(FOUND))
