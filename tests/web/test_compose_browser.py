"""Writing on a phone: Telex letters arrive whole, and neither a closed page nor an ended session loses a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from campaign.db import Database
from campaign.people.passwords import make_hash
from campaign.people.users import get_user
from campaign.settings import Settings
from tests.browsing import NEEDS_CHROMIUM, Watched, browser, watch
from tests.web import newsroom
from tests.web.conftest import Served, serving

pytestmark = NEEDS_CHROMIUM
PASSWORD = "mot-cau-dai-de-nho-cua-toa-soan"
__all__ = ["browser"]


@pytest.fixture
def room(sqlite_database: Database, settings: Settings) -> Iterator[Served]:
    with sqlite_database.write() as session:
        now = sqlite_database.now(session)
        newsroom.furnish(session, now)
        newsroom.add_item(session, now, "otp", approved=True)
    with serving(sqlite_database, replace(settings, public_url=newsroom.PUBLIC)) as running:
        yield running


@pytest.fixture
def phone(browser: Any, room: Served) -> Iterator[Watched]:
    watched = watch(browser, room, phone=True)
    yield watched
    watched.page.context.close()


def compose_letters(page: Any, *steps: str) -> None:
    """As an input method does: the text that is being composed changes with every key, and is not yet given."""
    keyboard = page.context.new_cdp_session(page)
    for step in steps:
        keyboard.send("Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)})


def give(page: Any, text: str) -> None:
    page.context.new_cdp_session(page).send("Input.insertText", {"text": text})


def test_telex_is_never_disturbed_and_a_closed_page_offers_the_text_again(phone: Watched) -> None:
    page, asked = phone.page, phone.asked
    warned: list[str] = []
    page.on("dialog", lambda dialog: dialog.accept())
    page.on("dialog", lambda dialog: warned.append(dialog.type))
    page.clock.install()
    phone.open("/library/new")
    page.get_by_label("Tiêu đề").fill("Gọi 113 khi bị dọa")
    page.clock.run_for(5_000)
    page.get_by_text("Đã giữ chữ đang gõ").wait_for()
    page.locator("#f-body").tap()
    before = len(asked)
    compose_letters(page, "d", "đ", "đu", "đươ", "đườ", "đường")
    page.clock.run_for(8_000)
    assert page.locator("#f-body").input_value() == "đường"
    assert asked[before:] == []
    with page.expect_response("**/parts/compose") as lengths, page.expect_response("**/parts/compose/typed"):
        give(page, "đường dây nóng")
        page.clock.run_for(8_000)
    assert lengths.value.ok
    page.locator("#brief", has_text="63.206").wait_for()
    page.reload()
    page.get_by_role("link", name="Khôi phục bản đang gõ lúc 07:00").tap()
    page.wait_for_url("**/library/new?draft=*")
    assert page.locator("#f-body").input_value() == "đường dây nóng"
    assert page.get_by_label("Tiêu đề").input_value() == "Gọi 113 khi bị dọa"
    page.get_by_role("button", name="Lưu", exact=True).tap()
    page.get_by_text("Đã lưu.", exact=True).wait_for()
    assert "from=" not in page.url
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert warned == ["beforeunload"]
    assert phone.complaints == []


def test_an_ended_session_keeps_the_text_until_the_person_is_back(phone: Watched, room: Served) -> None:
    with room.database.write() as session:
        get_user(session, "manager@example.vn").password_hash = make_hash(PASSWORD)
    page = phone.open("/library/otp/edit")
    page.locator("#f-body").fill("Chữ gõ lúc phiên đã hết")
    with room.database.write() as session:
        session.connection().exec_driver_sql("DELETE FROM web_session")
    page.get_by_role("button", name="Lưu", exact=True).tap()
    page.get_by_label("Thư điện tử").fill("manager@example.vn")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").tap()
    page.wait_for_url("**/library/otp/edit")
    page.get_by_text("Đã đưa lại chữ bạn gõ lúc").wait_for()
    assert page.locator("#f-body").input_value() == "Chữ gõ lúc phiên đã hết"
    page.get_by_role("button", name="Lưu", exact=True).tap()
    page.get_by_text("Đã lưu.", exact=True).wait_for()
    assert page.locator("#f-body").input_value() == "Chữ gõ lúc phiên đã hết"
    assert [each for each in phone.complaints if "401" not in each] == []


def test_without_a_network_the_text_stays_on_the_machine(phone: Watched) -> None:
    page = phone.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.clock.install()
    phone.open("/library/otp/edit")
    page.context.set_offline(True)
    page.locator("#f-body").fill("Gõ trên xe khách")
    page.clock.run_for(5_000)
    page.get_by_text("Mất kết nối: chữ đang gõ được giữ trên máy này.").wait_for()
    page.context.set_offline(False)
    page.route("**/parts/compose/typed", lambda route: route.abort())
    page.reload()
    page.get_by_text("Trên máy này còn chữ bạn gõ lúc").wait_for()
    page.get_by_role("button", name="Khôi phục").tap()
    assert page.locator("#f-body").input_value() == "Gõ trên xe khách"


def test_a_text_for_one_channel_begins_with_the_base_and_goes_back(phone: Watched, room: Served) -> None:
    page = phone.open("/library/otp/edit")
    variant = page.locator('.variant[data-channel="facebook"]')
    variant.locator("summary").tap()
    text = variant.locator("textarea")
    assert text.input_value() == "Không đọc mã OTP cho bất kỳ ai\n\nNgân hàng không bao giờ hỏi mã OTP."
    text.fill("Lời riêng")
    variant.get_by_text("đang có lời riêng").wait_for()
    with page.expect_response("**/parts/compose"):
        variant.get_by_role("button", name="Bỏ lời riêng").tap()
    assert text.input_value() == ""
    assert not variant.evaluate("each => each.open")
    assert phone.complaints == []


def test_the_toolbar_marks_what_is_chosen_and_undo_takes_it_back(phone: Watched) -> None:
    page = phone.open("/library/new")
    body = page.locator("#f-body")
    body.fill("một hai")
    body.evaluate("each => each.setSelectionRange(4, 7)")
    page.get_by_role("button", name="Chữ đậm").tap()
    assert body.input_value() == "một **hai**"
    body.press("Control+z")
    assert body.input_value() == "một hai"
    page.get_by_role("button", name="Danh sách").tap()
    assert body.input_value() == "- một hai"
    body.evaluate("each => each.setSelectionRange(2, 5)")
    page.get_by_role("button", name="Liên kết", exact=True).tap()
    assert body.input_value() == "- [một](https://) hai"
