"""Two phones are enough: a reporter submits on one, an editor approves and posts everywhere on the other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from campaign.db import Database
from tests.web import approving as scene
from tests.web.approving import SLUG, Desk
from tests.web.test_browser import CHROMIUM, PHONE, QUIET
from tests.web.test_calendar_browser import AXE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: apt-get install chromium"),
]


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path) -> Iterator[Desk]:
    with scene.open_desk(sqlite_database, tmp_path) as opened:
        opened.write()
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


def phone(browser: Any, room: Desk, role: str, said: list[str]) -> Any:
    """A person's phone, signed in; what its console says is gathered."""
    page = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="vi-VN").new_page()
    page.set_default_timeout(30_000)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{room.served.url}/sign-in/{room.served.code(role)}")
    page.locator("main form button").first.click()
    page.wait_for_url(f"{room.served.url}/")
    return page


def looks_well(page: Any) -> None:
    """No sideways scroll, also with every question open, and nothing for axe."""
    page.evaluate("document.querySelectorAll('main details').forEach(it => { it.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_an_alert_goes_from_one_phone_over_another_to_every_channel_and_is_put_right(browser: Any, room: Desk) -> None:
    said: list[str] = []
    writer, editor = phone(browser, room, "reporter", said), phone(browser, room, "editor", said)
    writer.goto(f"{room.served.url}/inbox")
    writer.get_by_role("button", name="Gửi duyệt").click()
    writer.get_by_text("Đã gửi duyệt").wait_for()
    editor.goto(f"{room.served.url}/inbox")
    looks_well(editor)
    editor.get_by_role("link", name="Đăng khẩn tất cả kênh").click()
    editor.get_by_role("button", name="Đăng khẩn ngay").wait_for()
    looks_well(editor)
    assert editor.get_by_role("checkbox", checked=True).count() == 2
    editor.get_by_role("button", name="Đăng khẩn ngay").click()
    editor.get_by_text("Đang đăng khẩn").wait_for()
    with ThreadPoolExecutor(1) as clock:  # the browser's own event loop runs in this thread
        clock.submit(room.stage.settle).result()
    editor.locator("#places .state.published").nth(1).wait_for()  # the open page tells it without a reload
    looks_well(editor)
    assert len(room.stage.posts()) == 1
    editor.goto(f"{room.served.url}/corrections/{SLUG}")
    looks_well(editor)
    editor.get_by_label("Cho mọi nơi").select_option("retract")
    editor.get_by_label("Lý do, đứng trong hồ sơ").fill("Số điện thoại sai")
    editor.get_by_role("button", name="Thực hiện cải chính").click()
    editor.locator("#made .state.done").nth(1).wait_for()
    assert room.stage.posts() == []
    assert said == []
