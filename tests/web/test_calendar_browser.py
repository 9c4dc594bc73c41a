"""Calendar, queue and channels in a real browser: a desk and a phone, dragging, dialogs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session

from campaign.clock import SetClock
from campaign.db import Database
from campaign.models import Delivery
from campaign.settings import Settings
from tests.browsing import NEEDS_CHROMIUM, PHONE, Watched, browser, watch
from tests.filled import Filled
from tests.web import month
from tests.web.conftest import Served, serving

pytestmark = NEEDS_CHROMIUM
__all__ = ["browser"]


@pytest.fixture
def full(sqlite_database: Database, settings: Settings, filled: Filled) -> Iterator[Served]:
    assert isinstance(sqlite_database.clock, SetClock)
    sqlite_database.clock.at = month.MIDDLE
    filled(sqlite_database, fill)
    with serving(sqlite_database, replace(settings, approvals=1)) as running:
        yield running


def fill(session: Session, now: datetime) -> None:
    month.fill(session)


@pytest.fixture
def desk(browser: Any, full: Served) -> Iterator[Watched]:
    watched = watch(browser, full, phone=False)
    yield watched
    watched.page.context.close()


@pytest.fixture
def phone(browser: Any, full: Served) -> Iterator[Watched]:
    watched = watch(browser, full, phone=True)
    yield watched
    watched.page.context.close()


def _drag(page: Any, what: Any, to: Any) -> None:
    """As a hand does it: press, some way in small steps, let go."""
    for place, act in ((what, page.mouse.down), (to, page.mouse.up)):
        box = place.bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + 8, steps=12)
        act()


def test_a_drag_to_another_day_keeps_the_time_and_can_be_undone(desk: Watched) -> None:
    page = desk.open("/calendar")
    entry = page.locator('[data-on="2026-12-20"] .entry').first
    number = entry.get_attribute("data-id")
    page.evaluate("window.scrollTo(0, 500)")
    _drag(page, entry, page.locator('[data-on="2026-12-22"] .date'))
    page.get_by_text("Đã dời sang 07:30 22/12/2026").wait_for()
    page.locator(f'[data-on="2026-12-22"] [data-id="{number}"]').wait_for()
    page.get_by_role("button", name="Hoàn tác").click()
    page.locator(f'[data-on="2026-12-20"] [data-id="{number}"]').wait_for()
    assert "07:30" in page.locator(f'[data-id="{number}"]').inner_text()
    assert desk.complaints == []


def test_what_is_dragged_out_of_the_tray_asks_where_and_when(desk: Watched) -> None:
    page = desk.open("/calendar?view=week")
    page.evaluate("window.scrollTo(0, 300)")
    _drag(page, page.locator(".ready .title").first, page.locator('[data-on="2026-12-18"] .date'))
    page.locator("dialog select").wait_for()
    assert page.locator("dialog input[name=on]").input_value() == "2026-12-18"
    page.locator("dialog").get_by_role("button", name="Xếp lịch").click()
    page.get_by_text("Đã xếp lịch 09:00 18/12/2026 trên 4 kênh").wait_for()
    page.locator('[data-on="2026-12-18"] .entry', has_text="09:00").first.wait_for()


def test_the_dialog_moves_with_the_keyboard_and_says_what_is_wrong(desk: Watched) -> None:
    page = desk.open("/calendar")
    page.locator('[data-on="2026-12-24"] .entry a').first.focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open] input[name=on]").fill("2026-12-01")
    page.locator("dialog").get_by_role("button", name="Dời lịch").press("Enter")
    page.locator("dialog").get_by_text("Giờ này đã qua").wait_for()
    page.locator("dialog input[name=on]").fill("2026-12-31")
    page.locator("dialog input[name=at]").fill("18:05")
    page.locator("dialog").get_by_role("button", name="Dời lịch").press("Enter")
    page.get_by_text("Đã dời sang 18:05 31/12/2026").wait_for()
    assert page.locator("dialog[open]").count() == 0
    assert page.locator("#toast").get_attribute("aria-live") == "polite"


def test_a_press_on_an_empty_day_offers_to_schedule_there(desk: Watched) -> None:
    page = desk.open("/calendar?channel=youtube")
    page.locator('[data-on="2026-12-22"]').click(position={"x": 60, "y": 110})
    page.locator("dialog[open] select").wait_for()
    assert page.locator("dialog input[name=on]").input_value() == "2026-12-22"


def test_undo_goes_away_by_itself_after_ten_seconds(desk: Watched) -> None:
    desk.page.clock.install()
    page = desk.open("/calendar/deliveries/120")
    page = desk.open("/calendar")
    page.locator('[data-on="2026-12-24"] .entry a').first.click()
    page.locator("dialog[open] input[name=on]").fill("2026-12-31")
    page.locator("dialog").get_by_role("button", name="Dời lịch").click()
    page.get_by_role("button", name="Hoàn tác").wait_for()
    page.mouse.move(5, 5)
    page.clock.run_for(11_000)
    page.get_by_role("button", name="Hoàn tác").wait_for(state="detached")


def test_a_phone_opens_at_today_and_schedules_from_there(phone: Watched) -> None:
    page = phone.open("/calendar#today")
    page.wait_for_function("Math.abs(document.getElementById('today').getBoundingClientRect().top) < 120")
    page.locator("#today .entry a").first.tap()
    page.locator("dialog[open]").wait_for()
    page.get_by_role("button", name="Đóng").tap()
    assert page.locator("nav a:visible").count() <= 5


def test_a_phone_closes_every_channel_with_two_presses(phone: Watched) -> None:
    page = phone.open("/channels")
    page.get_by_text("Đóng tất cả kênh").tap()
    page.get_by_role("button", name="Quốc tang").first.tap()
    page.get_by_text("Đã đóng kênh").wait_for()
    assert page.locator("article.closed").count() == 5


def test_a_state_that_changes_shows_on_the_open_board(desk: Watched, full: Served) -> None:
    desk.page.clock.install()
    page = desk.open("/calendar?view=week")
    with full.database.write() as session:
        session.connection().exec_driver_sql("UPDATE delivery SET state = 'failed' WHERE channel_key = 'telegram'")
    page.clock.run_for(16_000)
    page.locator('[data-on="2026-12-17"] .entry.failed').wait_for()


def test_the_pages_work_without_any_script(browser: Any, full: Served) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{full.url}/sign-in/{full.code()}")
    page.locator("main form button").first.click()
    page.goto(f"{full.url}/calendar#today")
    page.locator('[data-on="2026-12-24"] .entry a').first.click()
    page.locator("input[name=on]").fill("2026-12-31")
    page.get_by_role("button", name="Dời lịch").click()
    page.get_by_text("Đã dời lịch").wait_for()
    context.close()


def test_the_forms_of_stand_alone_pages_do_what_they_say(desk: Watched, full: Served) -> None:
    page = desk.open("/calendar/deliveries/120")
    page.locator("form.move input[name=on]").fill("2026-12-20")
    with page.expect_navigation(url="**/calendar?*done=moved*"):  # the page takes the word out of its address at once
        page.locator("form.move button.main").click()
    with full.database.read() as session:
        due_at = session.get_one(Delivery, 120).due_at
    assert f"{due_at:%Y-%m-%d}" == "2026-12-20"
    page = desk.open("/calendar/place?on=2026-12-21")
    with page.expect_navigation(url="**/calendar?*done=placed*"):  # the page takes the word out of its address at once
        page.locator("form.move button.main").click()
    assert desk.complaints == []


def test_what_is_placed_from_the_phone_is_marked_and_in_sight_on_a_full_day(phone: Watched) -> None:
    page = phone.open("/calendar?from=2026-12-20")
    page.locator(".calendar-head .add").click()
    page.locator("#dialog input[name=on]").fill("2026-12-25")
    page.locator("#dialog input[name=at]").fill("21:15")
    page.locator("#dialog button.main").click()
    page.locator("[data-on='2026-12-25'] .entry.marked").first.wait_for()
    page.wait_for_function("document.querySelector('.entry.marked').getBoundingClientRect().bottom <= innerHeight")
    assert "21:15" in page.locator(".entry.marked").first.inner_text()
    assert phone.complaints == []


def test_a_state_stands_beside_its_time_in_english_too(desk: Watched) -> None:
    page = desk.open("/calendar?lang=en")
    tall = "all => all.filter(each => each.offsetHeight > 26).map(each => each.innerText)"
    assert page.locator(".grid .entry.published .when").evaluate_all(tall) == []


def test_a_refused_move_in_a_dialog_is_said_there_and_is_no_error_of_the_page(desk: Watched) -> None:
    page = desk.open("/calendar")
    page.locator("a[href='/calendar/deliveries/120']").first.click()
    page.locator("#dialog form.move input[name=on]").fill("2026-01-01")
    page.locator("#dialog form.move button.main").click()
    page.locator("#dialog .refusal").wait_for()
    assert "Giờ này đã qua" in page.locator("#dialog .refusal").inner_text()
    assert [each for each in desk.complaints if "undefined" in each] == []


def test_a_phone_shows_every_state_of_the_list_whole(phone: Watched) -> None:
    page = phone.open("/calendar?view=list&lang=en")
    page.locator(".agenda .st").first.wait_for()
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.agenda .st')].filter(it =>
            it.scrollWidth > it.clientWidth + 1
            || it.getBoundingClientRect().right > it.closest('.when').getBoundingClientRect().right + 1
        ).map(it => it.textContent)"""
    )
    assert cut == []
