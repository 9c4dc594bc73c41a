"""Approval over HTTP: who sees what waits, what a press does, and why a button is not there."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.desk.deliveries import schedule
from campaign.models import AuditEntry
from tests.web import approving as scene
from tests.web.approving import SLUG, Desk


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path) -> Iterator[Desk]:
    with scene.open_desk(sqlite_database, tmp_path) as opened:
        yield opened


@pytest.fixture
def strict(sqlite_database: Database, tmp_path: Path) -> Iterator[Desk]:
    """Two people have to say yes."""
    with scene.open_desk(sqlite_database, tmp_path, approvals=2) as opened:
        yield opened


def submitted(room: Desk, **keys: Any) -> str:
    slug = room.write(**keys)
    assert room.press("reporter", f"/inbox/{slug}/submit").status_code == 303
    return slug


def count(room: Desk, role: str, unit: str = "") -> int:
    """The number in the navigation."""
    found = re.search(r'href="/inbox".*?class="count[^"]*">(\d+)<', room.page(role, "/queue", unit), re.S)
    assert found
    return int(found[1])


def test_what_is_submitted_waits_for_editors_and_not_for_its_author(room: Desk) -> None:
    submitted(room)
    assert (count(room, "editor"), count(room, "manager"), count(room, "reporter")) == (1, 1, 0)
    assert f"/inbox/{SLUG}/approve" in room.page("editor", "/inbox")
    own = room.page("reporter", "/inbox")
    assert "Tôi đã gửi, đang chờ" in own
    assert scene.TITLE in own
    assert "/approve" not in own


def test_an_author_who_edits_for_a_living_still_cannot_approve_and_is_told_why(room: Desk) -> None:
    room.write("editor@example.vn")
    room.press("editor", f"/inbox/{SLUG}/submit")
    page = room.page("editor", f"/inbox/{SLUG}")
    assert "không tự duyệt được" in page
    assert f"/inbox/{SLUG}/approve" not in page
    assert room.press("editor", f"/inbox/{SLUG}/approve").status_code == 409
    assert room.approvals() == []


def test_one_press_approves_what_was_read(room: Desk) -> None:
    submitted(room)
    read = room.item().content_sha256
    room.write(slug=SLUG, body="Bản sửa sau khi biên tập viên mở trang.")
    room.press("reporter", f"/inbox/{SLUG}/submit")
    refused = room.press("editor", f"/inbox/{SLUG}/approve", content=read)
    assert (refused.status_code, room.approvals()) == (409, [])
    assert "Hãy đọc bản mới" in refused.text
    answer = room.press("editor", f"/inbox/{SLUG}/approve", content=room.item().content_sha256, next="/inbox")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox?done=approved")
    assert [row.approver for row in room.approvals()] == ["editor@example.vn"]
    assert count(room, "manager") == 0


def test_a_return_tells_the_author_why_where_they_look(room: Desk) -> None:
    submitted(room)
    assert room.press("editor", f"/inbox/{SLUG}/return", reason="  ").status_code == 400
    answer = room.press("editor", f"/inbox/{SLUG}/return", reason="Thiếu nguồn của con số thứ hai")
    assert answer.status_code == 303
    for path in ("/inbox", f"/inbox/{SLUG}"):
        page = room.page("reporter", path)
        assert "Thiếu nguồn của con số thứ hai" in page
        assert "editor@example.vn" in page
    assert (count(room, "reporter"), count(room, "editor")) == (1, 0)
    room.press("reporter", f"/inbox/{SLUG}/submit")
    assert "Thiếu nguồn của con số thứ hai" not in room.page("reporter", "/inbox")


def test_two_people_where_two_are_asked_for(strict: Desk) -> None:
    submitted(strict)
    first = strict.press("editor", f"/inbox/{SLUG}/approve")
    assert first.headers["location"] == f"/inbox/{SLUG}?done=approved-part"
    assert "1/2 đã duyệt" in strict.page("editor", f"/inbox/{SLUG}")
    assert "còn chờ một người nữa" in strict.page("editor", f"/inbox/{SLUG}")
    assert (count(strict, "editor"), count(strict, "manager")) == (0, 1)
    assert strict.press("manager", f"/inbox/{SLUG}/approve").headers["location"] == f"/inbox/{SLUG}?done=approved"


def test_the_diff_is_against_what_was_last_approved(room: Desk) -> None:
    submitted(room)
    room.press("editor", f"/inbox/{SLUG}/approve")
    room.write(slug=SLUG, body="Đừng bấm vào liên kết trong thư lạ.")
    room.press("reporter", f"/inbox/{SLUG}/submit")
    page = html.unescape(re.sub(r'<span class="heard">.*?</span>', "", room.page("editor", f"/inbox/{SLUG}")))
    assert re.search(r"<del>\s*tin nhắn\s*</del>", page)
    assert re.search(r"<ins>\s*thư\s*</ins>", page)
    assert "Khác bản 1 đã duyệt ở: Nội dung" in room.page("editor", "/inbox")


def test_the_urgent_and_the_soonest_stand_first(room: Desk) -> None:
    for number, title in enumerate(("Bài một", "Bài hai", "Bài ba")):
        slug = submitted(room, title=title)
        if number:
            at = room.stage.clock.now() if number == 2 else None
            schedule(room.stage.database, "editor@example.vn", slug, "tin", at, urgent=number == 2)
    page = room.page("editor", "/inbox")
    assert re.findall(r'<article class="card[^"]*" id="([\w-]+)"', page) == ["bai-ba", "bai-hai", "bai-mot"]


def test_a_unit_is_told_by_its_name(room: Desk) -> None:
    submitted(room, unit="bao")
    page = room.page("editor", "/inbox")
    assert '<span class="tag" lang="vi">Báo</span>' in page
    assert '<span class="tag">bao</span>' not in page


def test_another_units_items_are_not_there(room: Desk) -> None:
    submitted(room, unit="bao")
    assert (count(room, "editor", "dai"), count(room, "editor", "bao")) == (0, 1)
    forms = {"submit": {}, "approve": {}, "return": {"reason": "x"}, "urgent": {"channel": "tin"}}
    with room.served.client("editor", "dai") as client:
        for path in (f"/inbox/{SLUG}", f"/inbox/{SLUG}/urgent", f"/parts/inbox/{SLUG}"):
            assert client.get(path).status_code == 404, path
        for deed, form in forms.items():
            assert client.post(f"/inbox/{SLUG}/{deed}", data=form).status_code == 404, deed
    assert (room.item().state, room.approvals(), room.deliveries()) == ("submitted", [], [])


def test_an_edit_of_one_channels_variant_holds_what_is_scheduled_and_the_page_says_why(room: Desk) -> None:
    submitted(room)
    room.press("editor", f"/inbox/{SLUG}/approve")
    at = room.stage.clock.now()
    schedule(room.stage.database, "editor@example.vn", SLUG, "telegram", at)
    room.write(slug=SLUG, variants={"telegram": {"text": "Lời riêng cho Telegram."}})
    room.stage.settle()
    (delivery,) = room.deliveries()
    assert (delivery.state, delivery.held_reason) == ("held", "approval")
    assert room.stage.posts() == []
    page = room.page("editor", f"/inbox/{SLUG}")
    assert "bị giữ lại cho đến khi duyệt" in page
    assert "chưa được duyệt đủ" in page
    assert "Lời riêng cho Telegram." in page
    room.press("reporter", f"/inbox/{SLUG}/submit")
    room.press("editor", f"/inbox/{SLUG}/approve")
    room.stage.settle()
    assert "Lời riêng cho Telegram." in room.stage.posts()[0]


@pytest.mark.parametrize("path", [f"/inbox/{SLUG}", f"/corrections/{SLUG}"])
def test_an_open_page_keeps_itself_fresh_and_nothing_new_sends_nothing(room: Desk, path: str) -> None:
    submitted(room)
    page = room.page("editor", path)
    asked = re.search(r'hx-get="(/parts/[^"]+)"', page)
    assert asked
    with room.served.client("editor") as client:
        assert client.get(html.unescape(asked[1])).status_code == 204
        assert client.get(f"/parts{path}?seen=other").text.startswith('<div id="live"')


def test_every_step_stands_in_the_audit_in_words(room: Desk) -> None:
    submitted(room)
    room.press("manager", f"/inbox/{SLUG}/bypass", reason="Không gọi được ai trực đêm")
    with room.stage.database.read() as session:
        actions = session.exec(select(AuditEntry.action)).all()
    assert actions[-2:] == ["item.submit", "item.bypass"]
    page = room.page("manager", "/audit")
    assert "duyệt khẩn thay" in page
    assert "Không gọi được ai trực đêm" in page
