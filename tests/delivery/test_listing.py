"""Deliveries as programs read them, on both databases, and the preview of what has not gone out yet."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from campaign.cli.quick import cursor_of
from campaign.delivery.listing import dumps, list_deliveries, zulu
from campaign.delivery.preview import preview
from campaign.models import Approval, Channel
from tests.delivery.stage import Stage, the_item


def listed(stage: Stage, **wanted: Any) -> list[dict[str, Any]]:
    with cursor_of(stage.settings) as (cursor, mark):
        return list_deliveries(cursor, mark, **wanted)


def shown(stage: Stage, delivery: int) -> str | None:
    with stage.database.read() as session:
        return preview(session, stage.settings, delivery)


def test_a_delivery_before_and_after_it_went_out(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram", at=stage.clock.now() + timedelta(minutes=1), urgent=True)
    (before,) = listed(stage)
    assert (before["state"], before["text"], before["text_sha256"], before["published_at"]) == (
        "scheduled",
        None,
        None,
        None,
    )
    previewed = shown(stage, delivery)
    stage.clock.advance(minutes=1)
    stage.settle()
    (after,) = listed(stage)
    assert after["text"] == previewed == shown(stage, delivery)
    assert (after["due_at"], after["published_at"]) == ("2026-12-01T00:01:00Z", "2026-12-01T00:01:00Z")
    assert (after["urgent"], after["approved_by"], after["error"], after["part"]) == (
        True,
        ["e@example.vn"],
        None,
        None,
    )
    assert json.loads(dumps([after])) == {"deliveries": [after]}


def test_filters_are_parameters_and_the_order_is_that_of_time(stage: Stage) -> None:
    stage.add_channel()
    stage.add_channel("tin", "rss")
    stage.add_item("otp")
    stage.add_item("qr")
    now = stage.clock.now()
    for slug, key, minutes in (("qr", "telegram", 3), ("otp", "tin", 2), ("otp", "telegram", 1)):
        stage.deliver(slug, key, at=now + timedelta(minutes=minutes))
    assert [row["id"] for row in listed(stage)] == [3, 2, 1]
    assert [row["id"] for row in listed(stage, item="otp", channel="tin")] == [2]
    assert [row["id"] for row in listed(stage, delivery_id=1)] == [1]
    assert [row["id"] for row in listed(stage, state="scheduled", channel="telegram")] == [3, 1]
    assert listed(stage, item="otp' OR '1'='1") == []


def test_approvers_are_those_of_the_content_that_went_out(stage: Stage) -> None:
    stage.add_channel()
    item = stage.add_item("otp")
    sent = stage.deliver("otp", "telegram")
    stage.settle()
    waiting = stage.deliver("otp", "telegram", at=stage.clock.now() + timedelta(hours=1))
    stage.edit_item("otp", body="Chưa ai duyệt.")
    assert {row["id"]: row["approved_by"] for row in listed(stage)} == {sent: ["e@example.vn"], waiting: []}
    with stage.database.write() as session:
        content = the_item(session, "otp").content_sha256
        for approver in ("g@example.vn", "files"):
            session.add(Approval(item_id=item.id or 0, content_sha256=content, approver=approver, at=stage.now()))
    assert {row["id"]: row["approved_by"] for row in listed(stage)} == {sent: ["e@example.vn"], waiting: ["files"]}


def test_a_post_that_waits_for_another_try_shows_what_would_go_now(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.sandbox.stop()
    stage.settle()
    assert stage.row(delivery).text
    stage.edit_item("otp", body="Bản sửa.")
    (row,) = listed(stage)
    assert (row["state"], row["text"], row["attempts"]) == ("scheduled", None, 1)
    assert "Bản sửa." in (shown(stage, delivery) or "")


def test_what_cannot_be_rendered_has_no_preview(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    with stage.database.write() as session:
        session.get_one(Channel, "telegram").template = "{{ item.titel }}"
    assert shown(stage, delivery) is None


@pytest.mark.parametrize(("moment", "written"), [
    (None, None), ("2026-12-01 00:00:00.000000", "2026-12-01T00:00:00Z"),
    ("2026-12-01 00:00:00.5", "2026-12-01T00:00:00.500Z"),
    (datetime(2026, 12, 1, 7, tzinfo=timezone(timedelta(hours=7))), "2026-12-01T00:00:00Z"),
    (datetime(2026, 12, 1, 0, 0, 0, 1234, tzinfo=UTC), "2026-12-01T00:00:00.001Z"),
])  # fmt: skip
def test_a_moment_of_either_database_is_written_with_z(moment: Any, written: str | None) -> None:
    assert zulu(moment) == written
    assert written is None or re.fullmatch(r"[\d-]{10}T[\d:]{8}(\.\d{3})?Z", written)
