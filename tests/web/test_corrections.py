"""Corrections over HTTP: one dialog for every place, results told place by place, what was said before is kept."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from campaign.db import Database
from campaign.models import Correction, Item
from tests.web import approving as scene
from tests.web.approving import SLUG, Desk

FIXED = "Ngân hàng không gửi liên kết qua tin nhắn."


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path) -> Iterator[Desk]:
    """The article stands on Telegram and in the feed."""
    with scene.open_desk(sqlite_database, tmp_path) as opened:
        opened.write()
        opened.press("reporter", f"/inbox/{SLUG}/submit")
        opened.press("editor", f"/inbox/{SLUG}/urgent", channel=["telegram", "tin"], yes="approve")
        opened.stage.settle()
        yield opened


def fixed(room: Desk) -> None:
    """The text is put right and approved; what is out still says the old one."""
    room.write(slug=SLUG, body=FIXED)
    room.press("reporter", f"/inbox/{SLUG}/submit")
    room.press("editor", f"/inbox/{SLUG}/approve")


def correct(room: Desk, **fields: Any) -> tuple[int, str]:
    """The status, and the page once everything is done."""
    answer = room.press("editor", f"/corrections/{SLUG}", **{"reason": "Sai thông tin", **fields})
    return answer.status_code, finished(room) if answer.status_code == 303 else answer.text


def finished(room: Desk) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        page = room.page("editor", f"/corrections/{SLUG}")
        if "Đang làm" not in page and "Chờ đến lượt" not in page:
            return page
        time.sleep(0.05)
    raise AssertionError("the correction did not come to an end")


def ids(room: Desk) -> dict[str, int]:
    return {row.channel_key: row.id or 0 for row in room.deliveries()}


def test_every_place_is_brought_to_the_approved_text_and_the_old_one_can_be_read(room: Desk) -> None:
    fixed(room)
    status, page = correct(room, everywhere="amend")
    assert status == 303
    assert page.count("Đã sửa bài trên kênh.") == 2
    assert FIXED in room.stage.posts()[0]
    assert page.count(scene.BODY) == 2  # what stood there before, at both places
    assert len(room.stage.posts()) == 1


def test_each_place_may_be_treated_otherwise(room: Desk) -> None:
    fixed(room)
    at = ids(room)
    _, page = correct(room, place=[f"{at['telegram']}:retract", f"{at['tin']}:amend"])
    assert room.stage.posts() == []
    by_channel = {row.channel_key: row for row in room.deliveries()}
    assert by_channel["telegram"].retract_reason == "Sai thông tin"
    assert FIXED in (by_channel["tin"].text or "")
    assert "Đã gỡ bài khỏi kênh." in page
    assert scene.BODY in page


def test_a_place_that_failed_is_tried_again_and_the_others_are_left_alone(room: Desk) -> None:
    fixed(room)
    room.stage.sandbox.faults.add("500-before", times=5)
    _, page = correct(room, everywhere="amend")
    assert "Thử lại chỗ chưa được" in page
    assert page.count("Đã sửa bài trên kênh.") == 1
    room.stage.sandbox.faults.clear()
    assert room.press("editor", f"/corrections/{SLUG}/again").status_code == 303
    page = finished(room)
    assert page.count("Đã sửa bài trên kênh.") == 2
    assert "Thử lại chỗ chưa được" not in page
    assert FIXED in room.stage.posts()[0]


def test_a_correction_of_its_own_waits_for_another_person_and_goes_to_the_same_channels(room: Desk) -> None:
    page = room.page("editor", f"/corrections/{SLUG}")
    assert f"Cải chính: {scene.TITLE}" in page
    title, body = f"Cải chính: {scene.TITLE}", "Bài hôm nay nói sai số điện thoại. Số đúng là 113."
    status, page = correct(room, everywhere="post", title=title, body=body)
    assert status == 303
    (slug,) = set(re.findall(r'href="/inbox/(cai-chinh[\w-]+)"', page))
    assert room.press("editor", f"/inbox/{slug}/approve").status_code == 409
    room.stage.settle()
    assert len(room.stage.posts()) == 1
    room.press("manager", f"/inbox/{slug}/approve")
    room.stage.settle()
    assert any("Số đúng là 113." in post for post in room.stage.posts())
    assert {(row.channel_key, row.state, row.urgent) for row in room.deliveries(slug)} == {
        ("telegram", "published", True), ("tin", "published", True)
    }  # fmt: skip
    assert scene.TITLE in room.page("editor", f"/corrections/{slug}")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"everywhere": "post", "title": "Cải chính", "body": "Sai: […]"}, "chưa điền"),
        ({"everywhere": "post", "title": "Cải chính", "body": " "}, "Hãy viết tiêu đề và lời"),
        ({"everywhere": "retract", "reason": " "}, "Hãy ghi lý do cải chính"),
        ({}, "Chưa chọn việc gì"),
    ],
)
def test_a_refusal_loses_nothing_that_was_typed(room: Desk, fields: dict[str, str], told: str) -> None:
    status, page = correct(room, **{"reason": "Lý do đã gõ", "body": "Lời đã gõ", **fields})
    assert status == 400
    assert told in page
    assert fields.get("body", "Lời đã gõ") in page
    assert fields.get("reason", "Lý do đã gõ") in page
    assert len(room.stage.posts()) == 1


def test_what_cannot_be_done_is_said_with_its_reason(room: Desk) -> None:
    page = room.page("editor", f"/corrections/{SLUG}")
    assert page.count("đã đúng bản duyệt mới nhất") == 2
    room.write(slug=SLUG, body="Đoạn dài. " * 600)
    room.press("reporter", f"/inbox/{SLUG}/submit")
    room.press("editor", f"/inbox/{SLUG}/approve")
    page = room.page("editor", f"/corrections/{SLUG}")
    assert "Không sửa được:" in page
    assert re.search(rf'value="{ids(room)["telegram"]}:amend" disabled', page)
    assert "Ai đã tải bản cũ về trình đọc tin thì vẫn còn bản đó." in page


def test_a_reader_sees_the_places_and_no_form(room: Desk) -> None:
    page = room.page("reporter", f"/corrections/{SLUG}")
    assert "Làm gì với bài này" not in page
    assert scene.BODY in page
    assert scene.TITLE in room.page("reporter", "/corrections")


def test_one_form_sent_twice_is_one_correction_and_a_second_form_waits_for_the_first(room: Desk) -> None:
    page = room.page("editor", f"/corrections/{SLUG}")
    found = re.search(r'name="form" value="([0-9a-f]{16})"', page)
    assert found
    said = {"everywhere": "post", "title": "Cải chính", "body": "Số đúng là 113."}
    assert correct(room, form=found[1], **said)[0] == 303
    assert correct(room, form=found[1], **said)[0] == 303
    status, page = correct(room, form="0" * 16, **said)
    assert status == 409
    assert "đã có và đang chờ đăng" in page
    with room.stage.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Correction)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(Item)) == 2
