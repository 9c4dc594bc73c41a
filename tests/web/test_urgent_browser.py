"""Two phones are enough: a reporter submits on one, an editor approves and posts everywhere on the other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from campaign.db import Database
from tests.browsing import NEEDS_CHROMIUM, PHONE, Watched, axe, browser, open_questions, watch, width
from tests.web import approving as scene
from tests.web.approving import SLUG, Desk

pytestmark = NEEDS_CHROMIUM
__all__ = ["browser"]


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path) -> Iterator[Desk]:
    with scene.open_desk(sqlite_database, tmp_path) as opened:
        opened.write()
        yield opened


def phone(browser: Any, room: Desk, role: str) -> Watched:
    """A person's phone, signed in; its time goes as fast as the test wants."""
    watched = watch(browser, room.served, phone=True, role=role)
    watched.page.clock.install()
    return watched


def looks_well(page: Any) -> None:
    """No sideways scroll, also with every question open, and nothing for axe."""
    open_questions(page, within="main")
    assert width(page) <= PHONE["width"]
    assert axe(page) == []


def test_an_alert_goes_from_one_phone_over_another_to_every_channel_and_is_put_right(browser: Any, room: Desk) -> None:
    phones = phone(browser, room, "reporter"), phone(browser, room, "editor")
    writer, editor = (each.page for each in phones)
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
    editor.clock.run_for(11_000)
    editor.locator("#places .state.published").nth(1).wait_for()  # the open page tells it without a reload
    looks_well(editor)
    assert len(room.stage.posts()) == 1
    editor.goto(f"{room.served.url}/corrections/{SLUG}")
    looks_well(editor)
    editor.get_by_label("Cho mọi nơi").select_option("retract")
    editor.get_by_label("Lý do, đứng trong hồ sơ").fill("Số điện thoại sai")
    editor.get_by_role("button", name="Thực hiện cải chính").click()
    editor.clock.run_for(11_000)
    editor.locator("#made .state.done").nth(1).wait_for()
    assert room.stage.posts() == []
    assert [each.complaints for each in phones] == [[], []]
    for each in phones:
        each.page.context.close()
