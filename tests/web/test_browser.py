"""The pages in a real browser: a phone and a desk, a strict policy, no request that leaves this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsing import DESK, NEEDS_CHROMIUM, PHONE, Watched, browser, open_questions, visit, watch, width
from tests.web.conftest import Served

pytestmark = NEEDS_CHROMIUM
__all__ = ["browser"]


@pytest.fixture
def phone(browser: Any, served: Served) -> Iterator[Watched]:
    watched = watch(browser, served, phone=True)
    yield watched
    watched.page.context.close()


def whole(page: Any) -> None:
    """Nothing is wider than the screen, neither on a desk nor on a phone."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert width(page) <= size["width"], size


@pytest.mark.parametrize("on_a_phone", [True, False], ids=["phone", "desk"])
def test_the_link_signs_in_and_the_page_shows_what_waits_what_comes_and_what_went(
    browser: Any, served: Served, on_a_phone: bool
) -> None:
    watched = visit(browser, served, on_a_phone)
    page = watched.open(f"/sign-in/{served.code()}")
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{served.url}/")
    for heading in ("Đang chờ người xử lý", "Sắp đăng", "Đã đăng", "Kênh"):
        assert page.get_by_role("heading", name=heading).first.is_visible()
    assert page.get_by_text("Asia/Ho_Chi_Minh").is_visible()
    assert page.get_by_role("link", name="Xem thử trên kênh").first.get_attribute("href").startswith("https://")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, .button, nav a, .links a, input:not([type=hidden])')]
            .filter(it => it.checkVisibility()).map(it => [it.textContent.trim(), it.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []
    assert width(page) <= page.viewport_size["width"]
    open_questions(page)
    assert width(page) <= page.viewport_size["width"]
    assert (watched.complaints, watched.strangers) == ([], set())
    page.context.close()


def test_closing_a_channel_asks_for_a_reason_and_then_shows_it(phone: Watched, served: Served) -> None:
    page = phone.open("/")
    card = page.locator("#channels article", has_text="Báo Hậu Giang trên Facebook")
    card.get_by_text("Đóng kênh").click()
    card.get_by_label("Lý do").fill("Sự cố đang được xác minh")
    card.get_by_role("button", name="Đóng:").click()
    page.get_by_text("Đã đóng kênh").wait_for()
    assert "done=" not in page.url
    assert card.get_by_text("Sự cố đang được xác minh").is_visible()
    card.get_by_role("button", name="Mở kênh").click()
    page.get_by_text("Đã mở kênh").wait_for()
    assert phone.complaints == []


def test_sections_refresh_every_ten_seconds_but_never_under_an_open_question(phone: Watched, served: Served) -> None:
    phone.page.clock.install()
    page = phone.open("/")
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
    assert phone.complaints == []


def test_a_refresh_that_brings_nothing_new_replaces_nothing(phone: Watched, served: Served) -> None:
    phone.page.clock.install()
    page = phone.open("/")
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


def test_an_ended_session_and_a_stopped_program_are_said_on_the_page(phone: Watched, served: Served) -> None:
    phone.page.clock.install()
    page = phone.open("/")
    page.context.clear_cookies()
    page.clock.run_for(11_000)
    page.locator("#ended").wait_for(state="visible")
    page.route("**/parts/**", lambda route: route.abort())
    page.clock.run_for(11_000)
    page.locator("#stale").wait_for(state="visible")
    assert page.get_by_role("heading", name="Sắp đăng").is_visible()


def test_english_is_one_press_away_and_stays(phone: Watched, served: Served) -> None:
    page = phone.open("/")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Waiting for somebody").wait_for()
    page.goto(served.url)
    assert page.evaluate("document.documentElement.lang") == "en"
    whole(page)


def test_an_empty_installation_shows_no_count_and_says_what_to_do(phone: Watched, served: Served) -> None:
    with served.database.write() as session:
        for table in ("delivery", "occurrence", "revision", "item", "slot", "channel"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
    page = phone.open("/")
    assert page.get_by_text("Không có gì phải xử lý").is_visible()
    assert not page.locator("#waiting-count").is_visible()
    whole(page)
