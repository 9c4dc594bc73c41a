"""Typed words outlive an ended session and a refusal on any form; keys never act while somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from campaign.people.passwords import make_hash
from campaign.people.users import get_user
from tests.browsing import NEEDS_CHROMIUM, Watched, browser, watch
from tests.conftest import START
from tests.web.conftest import Served
from tests.web.test_compose_browser import PASSWORD, compose_letters

pytestmark = NEEDS_CHROMIUM
__all__ = ["browser"]
REASON = "form[action='/channels/facebook/close'] input[name=reason]"
KEPT = "Object.keys(sessionStorage).filter(key => key.startsWith('kept:')).length"
WORDS = "Đang xác minh: bài nói về “cầu Vàm Cống”"


@pytest.fixture
def desk(browser: Any, served: Served) -> Iterator[Watched]:
    watched = watch(browser, served, phone=False)
    yield watched
    watched.page.context.close()


def type_reason(desk: Watched) -> Any:
    page = desk.open("/channels")
    page.locator("#c-facebook summary.button").click()
    page.locator(REASON).fill(WORDS)
    return page


def test_a_reason_typed_after_the_session_ended_is_there_again_and_goes_once_sent(
    desk: Watched, served: Served
) -> None:
    with served.database.write() as session:
        get_user(session, "manager@example.vn").password_hash = make_hash(PASSWORD)
    page = type_reason(desk)
    with served.database.write() as session:
        session.connection().exec_driver_sql("DELETE FROM web_session")
    page.locator(REASON).press("Enter")
    page.get_by_label("Thư điện tử").fill("manager@example.vn")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_text("Đã đưa lại chữ bạn gõ").wait_for()
    assert page.url.endswith("/channels")
    assert page.locator(REASON).is_visible()
    assert page.locator(REASON).input_value() == WORDS
    page.locator(REASON).press("Enter")
    page.get_by_text("Đã đóng kênh").wait_for()
    assert page.evaluate(KEPT) == 0
    assert [each for each in desk.complaints if "401" not in each] == []


def test_a_refused_form_leads_back_to_its_words_which_can_be_dropped(desk: Watched, served: Served) -> None:
    page = type_reason(desk)
    with served.database.write() as session:
        session.connection().exec_driver_sql("UPDATE channel SET unit = 'dai' WHERE key = 'facebook'")
        session.connection().exec_driver_sql("UPDATE user_account SET unit = 'bao' WHERE email = 'manager@example.vn'")
    page.locator(REASON).press("Enter")
    page.get_by_text("Không có kênh này.").wait_for()
    with served.database.write() as session:
        session.connection().exec_driver_sql("UPDATE channel SET unit = 'bao' WHERE key = 'facebook'")
    page.get_by_role("link", name="Quay lại trang trước").click()
    page.get_by_text("Đã đưa lại chữ bạn gõ").wait_for()
    assert page.locator(REASON).input_value() == WORDS
    page.get_by_role("button", name="Bỏ chữ này").click()
    assert (page.locator(REASON).input_value(), page.evaluate(KEPT)) == ("", 0)


def test_a_sign_out_leaves_no_word_for_the_next_person(desk: Watched) -> None:
    page = type_reason(desk)
    page.evaluate("sessionStorage.setItem('kept:/x|reason', '{\"lost\": true, \"entries\": []}')")
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate(KEPT) == 0


def test_keys_lead_through_the_pages_and_the_list_of_them_opens(desk: Watched) -> None:
    page = desk.open("/")
    page.keyboard.press("?")
    page.locator("#keys[open]").get_by_text("Mở bảng phím tắt này").wait_for()
    page.keyboard.press("g")
    page.keyboard.press("k")
    page.keyboard.press("Escape")
    page.locator("#keys[open]").wait_for(state="detached")  # a key before that would still be the list's
    assert page.url.endswith("/")
    page.clock.set_fixed_time(START)  # a busy machine may take longer between two keys than a person does
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/library")
    page.keyboard.press("/")
    search = page.locator("main input[type=search]")
    assert search.evaluate("it => it === document.activeElement")
    page.keyboard.type("g?")
    compose_letters(page, "k", "ka")
    assert search.input_value() == "g?ka"
    assert page.locator("#keys[open]").count() == 0
    page.goto(f"{desk.url}/help/keys")
    page.get_by_label("Tắt phím một chữ").check()
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 0
    assert desk.complaints == []
