"""What people do with posts and channels, each deed one transaction and one audit row, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.desk import channels, deliveries, published
from campaign.desk.users import add_person
from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import AuditEntry, Credential
from campaign.settings import Settings
from tests.delivery import stage as scene

EDITOR = "e@example.vn"


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[scene.Stage]:
    with scene.stage(database, tmp_path) as made:
        made.add_channel()
        made.add_item("otp")
        made.add_person(EDITOR, "manager")
        yield made


def audit(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as session:
        rows = session.exec(select(AuditEntry)).all()
    return [(row.actor, row.action, row.subject) for row in sorted(rows, key=lambda row: row.id or 0)]


def test_every_deed_leaves_one_row_and_a_refused_one_none(stage: scene.Stage) -> None:
    database, dispatch = stage.database, stage.dispatch
    one = deliveries.schedule(database, EDITOR, "otp", "telegram", None)
    assert deliveries.schedule(database, EDITOR, "otp", "telegram", stage.now()) == one  # nothing new, nothing written
    deliveries.reschedule(database, EDITOR, one, stage.clock.advance(hours=1))
    for refused in (deliveries.release, deliveries.retry, deliveries.resolve_absent, deliveries.resolve_published):
        with pytest.raises(Conflict):
            refused(database, EDITOR, one)
    deliveries.publish_now(database, EDITOR, one)
    stage.settle()
    with pytest.raises(Conflict):
        deliveries.cancel(database, EDITOR, one)
    stage.edit_item("otp", body="Bản mới.")
    stage.approve("otp")
    assert [result.code for result in published.correct(dispatch, EDITOR, "otp")] == ["corrected"]
    with pytest.raises(Mistake, match="--reason"):
        published.retract(dispatch, EDITOR, one, "  ")
    published.retract(dispatch, EDITOR, one, "nhầm số")
    done = ["schedule", "reschedule", "publish_now", "correct", "retract"]
    assert audit(database) == [(EDITOR, action, f"delivery:{one}") for action in done]


def test_a_change_is_on_record_with_what_was_before_and_after(stage: scene.Stage) -> None:
    database = stage.database
    one = deliveries.schedule(database, EDITOR, "otp", "telegram", stage.clock.advance(hours=1))
    due = stage.row(one).due_at.isoformat()
    deliveries.publish_now(database, EDITOR, one)
    deliveries.cancel(database, EDITOR, one)
    now = stage.row(one).due_at.isoformat()
    with database.read() as session:
        told = {row.action: row.detail for row in session.exec(select(AuditEntry))}
    assert told["publish_now"]["before"] == {"state": "scheduled", "due_at": due}
    assert told["publish_now"]["after"] == {"state": "scheduled", "due_at": now}
    assert (told["cancel"]["before"]["state"], told["cancel"]["after"]["state"]) == ("scheduled", "cancelled")


def test_a_reporter_may_do_nothing_to_a_delivery_whichever_face_asks(stage: scene.Stage) -> None:
    database, reporter = stage.database, "phong-vien@example.vn"
    stage.add_person(reporter, "reporter")
    one = deliveries.schedule(database, EDITOR, "otp", "telegram", stage.now())
    before = audit(database)
    for deed in (
        deliveries.publish_now, deliveries.release, deliveries.retry, deliveries.cancel,
        deliveries.resolve_published, deliveries.resolve_absent,
    ):  # fmt: skip
        with pytest.raises(Mistake, match="phóng viên"):
            deed(database, reporter, one)
    with pytest.raises(Mistake, match="không dời lịch được"):
        deliveries.reschedule(database, reporter, one, None)
    with pytest.raises(Mistake, match="không lên lịch được"):
        deliveries.schedule(database, reporter, "otp", "telegram", None)
    with pytest.raises(NotFound):
        deliveries.cancel(database, "la@example.vn", one)
    assert audit(database) == before


def test_a_channel_that_does_not_exist_or_cannot_be_connected_is_named(stage: scene.Stage) -> None:
    for key, secrets, told in (("khac", {}, "khac"), ("telegram", {}, "Thiếu"), ("telegram", {"x": "1"}, "bot_token")):
        with pytest.raises(Mistake, match=told):
            channels.connect(stage.dispatch, EDITOR, key, secrets)
    with pytest.raises(NotFound):
        deliveries.schedule(stage.database, EDITOR, "otp", "khac", None)
    with pytest.raises(NotFound):
        published.retract(stage.dispatch, EDITOR, 99, "lý do")
    assert audit(stage.database) == []


@pytest.mark.parametrize("who", ["editor", "stranger"])
def test_channels_are_connected_asked_closed_and_opened_by_managers_alone(stage: scene.Stage, who: str) -> None:
    if who == "editor":
        stage.add_person("editor@hg.vn", "editor")
    dispatch, database, actor = stage.dispatch, stage.database, f"{who}@hg.vn"
    refusal = Mistake if who == "editor" else NotFound
    for deed in (
        lambda: channels.connect(dispatch, actor, "telegram", {"bot_token": scene.TOKEN}),
        lambda: channels.connect_with(dispatch, actor, "telegram", lambda: {"bot_token": scene.TOKEN}),
        lambda: channels.verify(dispatch, "telegram", actor),
        lambda: channels.close(database, actor, "telegram", "sự cố"),
        lambda: channels.open_(database, actor, "telegram"),
    ):
        with pytest.raises(refusal):
            deed()
    assert audit(database) == []
    assert channels.verify(dispatch, "telegram").name  # the clock's own daily question


def test_a_refused_connect_leaves_the_stored_secret_and_the_channel_alone(stage: scene.Stage) -> None:
    before = sealed(stage)
    stage.sandbox.telegram.accept_only(scene.TOKEN)
    with pytest.raises(Mistake, match="không nhận"):
        channels.connect(stage.dispatch, EDITOR, "telegram", {"bot_token": scene.TOKEN + "x"})
    assert sealed(stage) == before
    assert channels.verify(stage.dispatch, "telegram").name
    channels.connect(stage.dispatch, EDITOR, "telegram", {"bot_token": scene.TOKEN})
    assert sealed(stage) != before
    assert audit(stage.database) == [(EDITOR, "connect", "channel:telegram")]


def sealed(stage: scene.Stage) -> str:
    with stage.database.read() as session:
        return session.get_one(Credential, "telegram").sealed


def test_closing_and_opening_name_what_they_did(stage: scene.Stage) -> None:
    stage.add_channel("tin", "rss")
    database = stage.database
    assert channels.close(database, EDITOR, "tin", "bảo trì") == ["tin"]
    assert channels.close(database, EDITOR, None, "sự cố") == ["telegram"]
    with database.read() as session:
        assert {row["key"]: (row["state"], row["reason"]) for row in channels.list_channels(session)} == {
            "telegram": ("closed", "sự cố"), "tin": ("closed", "bảo trì")
        }  # fmt: skip
    assert channels.open_(database, EDITOR, None) == ["telegram", "tin"]
    assert channels.open_(database, EDITOR, "tin") == []
    assert [action for _, action, _ in audit(database)] == ["close", "close", "open", "open"]


def test_a_person_of_an_unknown_unit_is_not_added(newsroom: Database, settings: Settings) -> None:
    with pytest.raises(Mistake, match=r"khong-co.*bao, dai"):
        add_person(newsroom, settings, "cli", "moi@hg.vn", "Mới", "editor", "khong-co")
    link = add_person(newsroom, settings, "cli", "moi@hg.vn", "Mới", "editor", "bao")
    assert link.startswith("http://127.0.0.1:8000/sign-in/")
