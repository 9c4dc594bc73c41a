"""The urgent post over HTTP: every channel with one press, never twice, and a manager's yes on record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.desk.channels import close
from campaign.desk.deliveries import schedule
from campaign.models import AuditEntry, Channel
from tests.web import approving as scene
from tests.web.approving import SLUG, Desk

BOTH = ["telegram", "tin"]


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path) -> Iterator[Desk]:
    with scene.open_desk(sqlite_database, tmp_path) as opened:
        opened.write()
        opened.press("reporter", f"/inbox/{SLUG}/submit")
        yield opened


def urgent(room: Desk, role: str = "editor", **fields: Any) -> str:
    answer = room.press(role, f"/inbox/{SLUG}/urgent", **{"channel": BOTH, **fields})
    return answer.headers.get("location", "") or f"{answer.status_code} {answer.text}"


def actions(room: Desk) -> list[str]:
    with room.stage.database.read() as session:
        return list(session.exec(select(AuditEntry.action)).all())


def test_an_editor_reads_approves_and_posts_everywhere_with_one_press(room: Desk) -> None:
    assert urgent(room, yes="approve") == f"/inbox/{SLUG}?done=urgent#places"
    room.stage.settle()
    assert [(row.state, row.urgent, row.urgent_by) for row in room.deliveries()] == [
        ("published", True, "editor@example.vn")
    ] * 2
    assert actions(room)[-2:] == ["item.approve", "item.urgent"]


def test_without_a_yes_it_is_ready_everywhere_and_goes_the_moment_somebody_approves(room: Desk) -> None:
    room.stage.database.clock.advance(seconds=1)  # type: ignore[attr-defined]
    assert urgent(room).endswith("?done=urgent-waits#places")
    room.stage.settle()
    assert {(row.state, row.held_reason) for row in room.deliveries()} == {("held", "approval")}
    room.press("manager", f"/inbox/{SLUG}/approve")
    room.stage.settle()
    assert {row.state for row in room.deliveries()} == {"published"}


def test_a_managers_bypass_needs_a_reason_and_stands_everywhere(room: Desk) -> None:
    assert "Hãy ghi lý do duyệt khẩn thay" in urgent(room, "manager", yes="bypass")
    assert room.deliveries() == []
    assert urgent(room, "manager", yes="bypass", reason="Lũ về đêm, không gọi được ai").endswith(
        "urgent-bypassed#places"
    )
    room.stage.settle()
    assert {row.state for row in room.deliveries()} == {"published"}
    (row,) = room.approvals()
    assert (row.approver, row.bypass_reason) == ("manager@example.vn", "Lũ về đêm, không gọi được ai")
    assert actions(room)[-2:] == ["item.bypass", "item.urgent"]
    for path in ("/inbox", f"/inbox/{SLUG}"):
        page = room.page("editor", path)
        assert "Lũ về đêm, không gọi được ai" in page, path
        assert re.search("duyệt khẩn thay", page), path


def test_the_bypass_is_a_managers_alone(room: Desk) -> None:
    assert "bypass" not in room.page("editor", f"/inbox/{SLUG}/urgent")
    assert "không duyệt khẩn thay được" in urgent(room, "editor", yes="bypass", reason="Gấp")
    assert room.press("editor", f"/inbox/{SLUG}/bypass", reason="Gấp").status_code == 403
    assert (room.approvals(), room.deliveries()) == ([], [])


def test_an_author_cannot_approve_their_own_alert_by_the_urgent_button(room: Desk) -> None:
    room.write("editor@example.vn", slug=SLUG, body="Bản của biên tập viên.")
    assert 'value="approve"' not in room.page("editor", f"/inbox/{SLUG}/urgent")
    assert "không thể tự duyệt" in urgent(room, yes="approve")
    assert room.deliveries() == []


def test_two_phones_pressing_at_once_make_one_post_on_each_channel(room: Desk) -> None:
    urgent(room, yes="approve")
    room.stage.clock.advance(seconds=2)
    urgent(room, "manager")
    room.stage.settle()
    room.stage.clock.advance(minutes=5)
    urgent(room, "manager")
    room.stage.settle()
    assert len(room.deliveries()) == 2
    assert len(room.stage.posts()) == 1


def test_a_post_that_was_planned_for_later_is_brought_forward(room: Desk) -> None:
    later = room.stage.clock.now().replace(hour=9)
    planned = schedule(room.stage.database, "editor@example.vn", SLUG, "tin", later)
    urgent(room, yes="approve", channel=["tin"])
    room.stage.settle()
    assert [(row.id, row.state, row.urgent) for row in room.deliveries()] == [(planned, "published", True)]


def test_what_the_platform_would_refuse_is_said_before_the_press(room: Desk) -> None:
    with room.stage.database.write() as session:
        session.get_one(Channel, "telegram").options = {"chat": "@kenh"}  # the real platform, and no public address
    close(room.stage.database, "manager@example.vn", "tin", "Bảo trì máy chủ")
    page = room.page("editor", f"/inbox/{SLUG}/urgent")
    assert "Chưa có địa chỉ công khai cho đường dẫn rút gọn." in page
    assert "Kênh đang đóng: Bảo trì máy chủ" in page
    assert re.search(r'value="tin" disabled', page)
    assert not re.search(r'value="telegram" checked', page)


def test_no_channel_and_a_foreign_channel_are_refused(room: Desk) -> None:
    assert "Hãy chọn ít nhất một kênh" in urgent(room, yes="approve", channel=[])
    assert urgent(room, yes="approve", channel=["khac"]).startswith("404")
    assert (room.approvals(), room.deliveries()) == ([], [])
