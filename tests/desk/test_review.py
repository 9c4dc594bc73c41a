"""The urgent post, the bypass and corrections on both databases, where their SQL differs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.alerts.condition import Condition
from campaign.alerts.from_corrections import not_done
from campaign.db import Database
from campaign.desk import correcting, corrections
from campaign.desk.correction_post import proposed
from campaign.desk.corrections import Choice
from campaign.desk.editing import edit_item
from campaign.desk.editorial import approve_item, bypass_item, return_item, submit_item
from campaign.desk.urgent import Wish, post_urgently
from campaign.errors import Conflict, Mistake
from campaign.library import inbox
from campaign.library.revisions import create
from campaign.models import Correction, CorrectionStep, Item, ItemReturn, PastText
from campaign.models.approvals import approved_items
from campaign.people.users import add_user
from campaign.worker.corrector import Corrector
from tests.conftest import START
from tests.delivery import stage as scene
from tests.library.items import TIP

SLUG = "khong-doc-otp"
WRITER, EDITOR, CHIEF = "lan@hg.vn", "minh@hg.vn", "hoa@hg.vn"


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[scene.Stage]:
    """Two people have to approve what Lan has written."""
    with scene.stage(database, tmp_path) as made:
        made.wire(approvals=2)
        made.add_channel("tin", "rss")
        with database.write() as session:
            for email, role in ((WRITER, "reporter"), (EDITOR, "editor"), (CHIEF, "manager")):
                add_user(session, START, email, email, role, "")
            create(session, START, SLUG, TIP, WRITER)
        submit_item(database, made.settings, SLUG, WRITER)
        yield made


def waiting(stage: scene.Stage, email: str) -> list[str]:
    with stage.database.read() as session:
        rows = inbox.awaiting(session, email, "", 2)
        assert len(rows) == inbox.count_awaiting(session, email, "", 2)
    return [row.item.slug for row in rows]


def approved(stage: scene.Stage) -> bool:
    """As the planner asks it of many."""
    with stage.database.read() as session:
        query = sa.select(col(Item.slug)).where(col(Item.id).in_(approved_items(2)))
        return SLUG in session.scalars(query).all()


def test_it_waits_for_each_until_they_have_said_yes(stage: scene.Stage) -> None:
    assert (waiting(stage, WRITER), waiting(stage, EDITOR), waiting(stage, CHIEF)) == ([], [SLUG], [SLUG])
    approve_item(stage.database, stage.settings, SLUG, EDITOR)
    assert (waiting(stage, EDITOR), waiting(stage, CHIEF), approved(stage)) == ([], [SLUG], False)
    approve_item(stage.database, stage.settings, SLUG, CHIEF)
    assert (waiting(stage, CHIEF), approved(stage)) == ([], True)


def test_a_managers_yes_alone_is_enough_until_the_next_edit_or_a_return(stage: scene.Stage) -> None:
    with pytest.raises(Mistake, match="lý do"):
        bypass_item(stage.database, stage.settings, SLUG, CHIEF, " ")
    with pytest.raises(Mistake, match="không duyệt khẩn thay được"):
        bypass_item(stage.database, stage.settings, SLUG, EDITOR, "Gấp")
    assert bypass_item(stage.database, stage.settings, SLUG, CHIEF, "Lũ về đêm").approved
    assert (approved(stage), waiting(stage, EDITOR)) == (True, [])
    return_item(stage.database, stage.settings, SLUG, EDITOR, "Sai tên xã")
    assert not approved(stage)
    with pytest.raises(Conflict, match="đã bị trả lại"):
        bypass_item(stage.database, stage.settings, SLUG, CHIEF, "Lũ về đêm")
    edit_item(stage.database, WRITER, SLUG, {"body": "Tên xã đúng."})
    assert bypass_item(stage.database, stage.settings, SLUG, CHIEF, "Lũ về đêm").approved
    edit_item(stage.database, WRITER, SLUG, {"body": "Thêm một câu."})
    assert not approved(stage)


def test_the_author_who_is_a_manager_may_let_it_go_alone_and_it_is_on_record(stage: scene.Stage) -> None:
    edit_item(stage.database, CHIEF, SLUG, {"body": "Lời của quản lý."})
    with pytest.raises(Conflict, match="không thể tự duyệt"):
        approve_item(stage.database, stage.settings, SLUG, CHIEF)
    made = post_urgently(stage.database, stage.settings, CHIEF, SLUG, ["tin"], Wish(bypass_reason="Không ai trực"))
    stage.settle()
    assert made.approved
    assert stage.row(made.placed[0].delivery_id).state == "published"
    with stage.database.read() as session:
        ((_, _, row),) = inbox.bypassed_since(session, START, "")
    assert (row.approver, row.bypass_reason) == (CHIEF, "Không ai trực")


def test_the_reasons_of_all_returns_are_kept(stage: scene.Stage) -> None:
    for reason in ("Thiếu nguồn", "Vẫn thiếu nguồn"):
        return_item(stage.database, stage.settings, SLUG, EDITOR, reason)
        with stage.database.read() as session:
            assert inbox.count_returned(session, WRITER, "") == 1
            (row,) = inbox.own(session, WRITER, "", "returned", 2)
        assert row.returned is not None
        assert (row.returned.reason, row.returned.returned_by) == (reason, EDITOR)
        submit_item(stage.database, stage.settings, SLUG, WRITER)
    with stage.database.read() as session:
        assert [each.reason for each in session.scalars(sa.select(ItemReturn).order_by(col(ItemReturn.id)))] == [
            "Thiếu nguồn", "Vẫn thiếu nguồn"
        ]  # fmt: skip


def published(stage: scene.Stage) -> int:
    made = post_urgently(stage.database, stage.settings, CHIEF, SLUG, ["tin"], Wish(bypass_reason="Gấp"))
    stage.settle()
    edit_item(stage.database, WRITER, SLUG, {"body": "Lời đã sửa."})
    bypass_item(stage.database, stage.settings, SLUG, CHIEF, "Gấp")
    return made.placed[0].delivery_id


def test_an_amended_place_keeps_what_it_said_and_from_when_to_when(stage: scene.Stage) -> None:
    place = published(stage)
    before = stage.row(place).text
    stage.clock.advance(hours=1)
    made = corrections.begin(stage.database, stage.settings, EDITOR, SLUG, "Sai số", [Choice(place, "amend")])
    correcting.run(stage.dispatch, made)
    correcting.run(stage.dispatch, made)
    with stage.database.read() as session:
        (old,) = session.scalars(sa.select(PastText)).all()
    assert (old.text, old.since_at, old.until_at) == (before, START, stage.now())
    assert "Lời đã sửa." in (stage.row(place).text or "")


def test_a_step_left_by_a_program_that_ended_is_done_again(stage: scene.Stage) -> None:
    place = published(stage)
    made = corrections.begin(stage.database, stage.settings, EDITOR, SLUG, "Sai số", [Choice(place, "retract")])
    with stage.database.write() as session:
        step = session.scalars(sa.select(CorrectionStep)).one()
        step.state, step.started_at = "working", stage.now()
    assert corrections.again(stage.database, EDITOR, SLUG) is None
    stage.clock.advance(minutes=6)
    assert corrections.again(stage.database, EDITOR, SLUG) == made
    correcting.run(stage.dispatch, made)
    assert stage.row(place).retract_reason == "Sai số"
    with stage.database.read() as session:
        assert session.scalars(sa.select(col(CorrectionStep.state))).all() == ["done"]


def test_a_refused_decision_leaves_nothing_behind(stage: scene.Stage) -> None:
    place = published(stage)
    with pytest.raises(Mistake, match="chưa điền"):
        corrections.begin(
            stage.database, stage.settings, EDITOR, SLUG, "Sai số", [Choice(place, "post")],
            proposed("Tiêu đề", "01/12/2026"),
        )  # fmt: skip
    with stage.database.read() as session:
        assert session.scalars(sa.select(Correction)).all() == []
        assert [item.slug for item in session.scalars(sa.select(Item))] == [SLUG]


def test_a_place_that_waits_for_its_correction_takes_no_second_one(stage: scene.Stage) -> None:
    place = published(stage)
    corrections.begin(stage.database, stage.settings, EDITOR, SLUG, "Sai số", [Choice(place, "amend")])
    with pytest.raises(Conflict, match="đang được cải chính rồi"):
        corrections.begin(stage.database, stage.settings, CHIEF, SLUG, "Gỡ", [Choice(place, "retract")])


def test_a_step_whose_thread_ended_is_taken_up_by_the_clock_told_and_may_be_repeated(stage: scene.Stage) -> None:
    place = published(stage)
    made = corrections.begin(stage.database, stage.settings, EDITOR, SLUG, "Sai số", [Choice(place, "retract")])
    assert correcting.run_left(stage.dispatch) == 0  # the page's own thread is about to take it
    assert not told(stage)
    stage.clock.advance(minutes=6)
    assert [one.path for one in told(stage)] == [f"/corrections/{SLUG}"]
    assert corrections.again(stage.database, EDITOR, SLUG) == made  # a person is not asked to wait
    stage.clock.advance(minutes=2)
    Corrector(stage.dispatch).look()
    for thread in [each for each in threading.enumerate() if each.name == "corrections"]:
        thread.join(60)
    assert stage.row(place).retract_reason == "Sai số"
    assert not told(stage)


def told(stage: scene.Stage) -> list[Condition]:
    with stage.database.read() as session:
        return list(not_done(session, stage.now()))
