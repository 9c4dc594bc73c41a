"""The library while somebody types: no question in the middle of a word, and one at its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from campaign.db import Database
from campaign.settings import Settings
from tests.browsing import NEEDS_CHROMIUM, axe, browser, watch
from tests.conftest import START
from tests.web import shelf
from tests.web.conftest import serving

COMPOSE = """(input, [type, value, composing]) => {
    if (value !== null) input.value = value;
    const kind = type === 'input' ? InputEvent : CompositionEvent;
    input.dispatchEvent(new kind(type, {bubbles: true, isComposing: composing}));
}"""

pytestmark = NEEDS_CHROMIUM
__all__ = ["browser"]


def test_search_waits_for_the_end_of_a_composed_word_and_then_asks_once(
    browser: Any,
    sqlite_database: Database,
    settings: Settings,
) -> None:
    with sqlite_database.write() as session:
        shelf.fill(session, START)
    with serving(sqlite_database, replace(settings, approvals=1)) as served:
        watched = watch(browser, served, phone=True)
        page = watched.open("/library")
        page.clock.install()
        words = page.get_by_label("Tìm trong thư viện")
        asked = len(watched.asked)
        for type_, value, composing in (
            ("compositionstart", None, False), ("input", "đ", True), ("input", "đa", True), ("input", "đâ", True)
        ):  # fmt: skip
            words.evaluate(COMPOSE, [type_, value, composing])
            page.clock.run_for(1000)
        assert watched.asked[asked:] == []
        words.evaluate(COMPOSE, ["input", "đất đai", True])
        words.evaluate(COMPOSE, ["compositionend", None, False])
        page.clock.run_for(200)
        assert watched.asked[asked:] == []
        page.clock.run_for(400)
        page.wait_for_url("**/library?q=%C4%91%E1%BA%A5t+%C4%91ai")
        page.get_by_role("status").get_by_text("2 mục").wait_for()
        assert len([url for url in watched.asked[asked:] if "/library" in url]) == 1
        assert words.input_value() == "đất đai"
        assert page.get_by_role("link", name="Đất đai").is_visible()
        assert axe(page) == []
        assert watched.complaints == []
