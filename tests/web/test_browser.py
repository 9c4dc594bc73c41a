"""The pages in a real browser: a phone and a desk, a strict policy, no request that leaves this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
DESK, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: apt-get install chromium"),
]


@dataclass
class Watched:
    """A page and everything that it complained about or asked for."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(params=["desk", "phone"])
def watched(request: pytest.FixtureRequest, browser: Any, served: Served) -> Iterator[Watched]:
    phone = request.param == "phone"
    context = browser.new_context(viewport=PHONE if phone else DESK, has_touch=phone, locale="vi-VN")
    watched = Watched(context.new_page())
    watched.page.set_default_timeout(30_000)
    watched.page.on("console", lambda said: watched.complaints.append(f"{said.type}: {said.text}"))
    watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    watched.page.on("request", lambda asked: watched.asked.append(asked.url))
    yield watched
    context.close()


def _sign_in(watched: Watched, served: Served, role: str = "manager") -> Any:
    watched.page.goto(f"{served.url}/sign-in/{served.code(role)}")
    watched.page.get_by_role("button", name="Đăng nhập").click()
    watched.page.wait_for_url(f"{served.url}/")
    return watched.page


def _screenshot(page: Any, tmp_path: Path, name: str) -> None:
    page.screenshot(path=str(tmp_path / f"{name}-{page.viewport_size['width']}.png"), full_page=True)


def _width(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_the_link_signs_in_and_the_page_shows_what_waits_what_comes_and_what_went(
    watched: Watched, served: Served, tmp_path: Path
) -> None:
    page = _sign_in(watched, served)
    for heading in ("Đang chờ người xử lý", "Sắp đăng", "Đã đăng", "Kênh"):
        assert page.get_by_role("heading", name=heading).first.is_visible()
    assert page.get_by_text("Asia/Ho_Chi_Minh").is_visible()
    assert page.get_by_role("link", name="Xem thử trên kênh").first.get_attribute("href").startswith("https://")
    _screenshot(page, tmp_path, "status")
    assert _width(page) <= page.viewport_size["width"]
    assert watched.complaints == []
    assert {url for url in watched.asked if not url.startswith(f"{served.url}/")} == set()


def test_everything_that_is_pressed_is_large_enough_for_a_finger(watched: Watched, served: Served) -> None:
    page = _sign_in(watched, served)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, .button, nav a, .links a, input:not([type=hidden])')]
            .filter(it => it.checkVisibility()).map(it => [it.textContent.trim(), it.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_every_question_can_be_opened_without_sideways_scroll(watched: Watched, served: Served, tmp_path: Path) -> None:
    page = _sign_in(watched, served)
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
    _screenshot(page, tmp_path, "opened")
    assert _width(page) <= page.viewport_size["width"]


def test_closing_a_channel_asks_for_a_reason_and_then_shows_it(watched: Watched, served: Served) -> None:
    page = _sign_in(watched, served)
    card = page.locator("#channels article", has_text="Báo Hậu Giang trên Facebook")
    card.get_by_text("Đóng kênh").click()
    card.get_by_label("Lý do").fill("Sự cố đang được xác minh")
    card.get_by_role("button", name="Đóng:").click()
    page.get_by_text("Đã đóng kênh").wait_for()
    assert "done=" not in page.url
    assert card.get_by_text("Sự cố đang được xác minh").is_visible()
    card.get_by_role("button", name="Mở kênh").click()
    page.get_by_text("Đã mở kênh").wait_for()
    assert watched.complaints == []


def test_sections_refresh_every_ten_seconds_but_never_under_an_open_question(watched: Watched, served: Served) -> None:
    watched.page.clock.install()
    page = _sign_in(watched, served)
    page.locator("#channels details").first.evaluate("it => { it.open = true }")
    client = served.client("manager")
    assert client.post("/channels/rss/close", data={"reason": "Thử đóng"}).status_code == 303
    client.close()
    with page.expect_response("**/parts/clock*"):
        page.clock.run_for(11_000)
    assert page.get_by_text("Thử đóng").count() == 0
    page.locator("#channels details[open]").evaluate("it => { it.open = false }")
    page.clock.run_for(11_000)
    page.get_by_text("Thử đóng").wait_for()
    assert watched.complaints == []


def test_a_refresh_that_brings_nothing_new_replaces_nothing(watched: Watched, served: Served) -> None:
    watched.page.clock.install()
    page = _sign_in(watched, served)
    page.evaluate("document.getElementById('live').dataset.mine = 'still'")
    with page.expect_response("**/parts/status*") as answered:
        page.clock.run_for(11_000)
    assert answered.value.status == 204
    assert page.evaluate("document.getElementById('live').dataset.mine") == "still"


def test_the_page_works_without_any_script(browser: Any, served: Served) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/sign-in/{served.code()}")
    page.get_by_role("button", name="Đăng nhập").click()
    card = page.locator("article.uncertain")
    card.get_by_role("button", name="Đã có trên kênh").click()
    page.get_by_text("Đã ghi nhận").wait_for()
    assert page.locator("article.uncertain").count() == 0
    context.close()


def test_an_ended_session_and_a_stopped_program_are_said_on_the_page(watched: Watched, served: Served) -> None:
    watched.page.clock.install()
    page = _sign_in(watched, served)
    page.context.clear_cookies()
    page.clock.run_for(11_000)
    page.locator("#ended").wait_for(state="visible")
    page.route("**/parts/**", lambda route: route.abort())
    page.clock.run_for(11_000)
    page.locator("#stale").wait_for(state="visible")
    assert page.get_by_role("heading", name="Sắp đăng").is_visible()


def test_english_is_one_press_away_and_stays(watched: Watched, served: Served, tmp_path: Path) -> None:
    page = _sign_in(watched, served)
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Waiting for somebody").wait_for()
    page.goto(served.url)
    assert page.evaluate("document.documentElement.lang") == "en"
    _screenshot(page, tmp_path, "english")
    assert _width(page) <= page.viewport_size["width"]


def test_an_empty_installation_shows_no_count_and_says_what_to_do(
    watched: Watched, served: Served, tmp_path: Path
) -> None:
    with served.database.write() as session:
        for table in ("delivery", "occurrence", "revision", "item", "slot", "channel"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
    page = _sign_in(watched, served)
    assert page.get_by_text("Không có gì phải xử lý").is_visible()
    assert not page.locator("#waiting-count").is_visible()
    _screenshot(page, tmp_path, "empty")
    assert _width(page) <= page.viewport_size["width"]


def test_the_small_pages_look_whole_too(watched: Watched, served: Served, tmp_path: Path) -> None:
    for name, path in (("link", f"/sign-in/{served.code()}"), ("used", "/sign-in/unknown"), ("sign-in", "/")):
        watched.page.goto(served.url + path)
        _screenshot(watched.page, tmp_path, name)
        assert _width(watched.page) <= watched.page.viewport_size["width"]
    assert [said for said in watched.complaints if "Content Security" in said] == []
