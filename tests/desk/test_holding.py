"""An edit of what is to go out holds it in the same transaction; the next approval gives it back at its own time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.alerts.from_deliveries import waiting_for_somebody
from campaign.db import Database
from campaign.desk import calendar, deliveries
from campaign.desk.editing import edit_item
from campaign.desk.editorial import approve_item, return_item, submit_item
from campaign.desk.sync_items import bring_in_items
from campaign.desk.sync_report import SyncReport
from campaign.desk.versions import restore_revision
from campaign.library.revisions import create
from campaign.people.users import add_user
from campaign.workspace.items import DeclaredItem
from tests.conftest import START
from tests.delivery import stage as scene
from tests.library.items import TIP

SLUG, WRITER, EDITOR = "khong-doc-otp", "lan@hg.vn", "minh@hg.vn"
LATER = timedelta(days=9)


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[scene.Stage]:
    with scene.stage(database, tmp_path) as made:
        made.add_channel("tin", "rss")
        made.add_channel("telegram")
        with database.write() as session:
            for email, role in ((WRITER, "reporter"), (EDITOR, "editor")):
                add_user(session, START, email, email, role, "")
            create(session, START, SLUG, TIP, WRITER)
        yes(made)
        yield made


def yes(stage: scene.Stage) -> None:
    submit_item(stage.database, stage.settings, SLUG, WRITER)
    approve_item(stage.database, stage.settings, SLUG, EDITOR)


def bring_in(stage: scene.Stage, slug: str, body: str, approved: bool) -> None:
    file = DeclaredItem(path=f"content/{slug}.md", file_sha256=body, slug=slug, kind="tip", title=slug, body=body)
    bring_in_items(stage.database, [file], {}, SyncReport(), stage.settings, approved=approved)


def standing(stage: scene.Stage, delivery_id: int) -> tuple[str, str | None, str | None]:
    row = stage.row(delivery_id)
    return row.state, row.held_reason, row.error_code


HELD, FREE = ("held", "approval", "approval"), ("scheduled", None, None)


def test_an_edit_of_one_channels_text_holds_every_post_that_waits_and_a_yes_frees_them(stage: scene.Stage) -> None:
    due = stage.now() + LATER
    ids = [stage.deliver(SLUG, key, due) for key in ("tin", "telegram")]
    edit_item(stage.database, WRITER, SLUG, {"variants": {"tin": {"text": "Lời riêng."}}}, settings=stage.settings)
    assert [standing(stage, each) for each in ids] == [HELD, HELD]
    assert "duyệt" in (stage.row(ids[0]).error_message or "")
    with stage.database.read() as session:
        assert len(list(waiting_for_somebody(session, stage.now()))) == 2
    stage.settle()
    assert standing(stage, ids[0]) == HELD
    yes(stage)
    stage.settle()
    assert [standing(stage, each) for each in ids] == [FREE, FREE]
    assert stage.row(ids[0]).due_at == due
    stage.clock.advance(days=9)
    stage.settle()
    assert stage.row(ids[0]).state == "published"


def test_where_nobody_is_asked_nothing_is_held_and_what_is_out_or_cancelled_stays(stage: scene.Stage) -> None:
    out = stage.deliver(SLUG, "tin")
    stage.settle()
    gone = stage.deliver(SLUG, "telegram", stage.now() + LATER)
    deliveries.cancel(stage.database, EDITOR, gone)
    edit_item(stage.database, WRITER, SLUG, {"body": "Lời sau."}, settings=stage.settings)
    assert (stage.row(out).state, stage.row(gone).state) == ("published", "cancelled")
    stage.wire(approvals=0)
    waits = stage.deliver(SLUG, "tin", stage.now() + LATER)
    edit_item(stage.database, WRITER, SLUG, {"body": "Lời sau nữa."}, settings=stage.settings)
    assert standing(stage, waits) == FREE


def test_a_return_and_an_old_text_brought_back_hold_too_and_dates_alone_do_not(stage: scene.Stage) -> None:
    waits = stage.deliver(SLUG, "tin", stage.now() + LATER)
    edit_item(stage.database, WRITER, SLUG, {"evergreen": True}, settings=stage.settings)
    assert standing(stage, waits) == FREE
    return_item(stage.database, stage.settings, SLUG, EDITOR, "Sai số")
    assert standing(stage, waits) == HELD
    edit_item(stage.database, WRITER, SLUG, {"body": "Lời sau."}, settings=stage.settings)
    yes(stage)
    stage.settle()
    assert standing(stage, waits) == FREE
    restore_revision(stage.database, WRITER, SLUG, 1, settings=stage.settings)
    assert standing(stage, waits) == HELD


def test_a_file_that_says_something_new_holds_unless_files_are_approved(stage: scene.Stage) -> None:
    waits = {}
    for approved in (True, False):
        slug = f"tep-{approved}".lower()
        bring_in(stage, slug, "Lời đầu.", approved)
        stage.approve(slug)
        waits[approved] = stage.deliver(slug, "tin", stage.now() + LATER)
        bring_in(stage, slug, "Lời sau.", approved)
    assert standing(stage, waits[True]) == FREE
    assert standing(stage, waits[False]) == HELD


def test_a_held_one_that_is_moved_stays_held_until_the_approval_and_goes_at_the_new_time(stage: scene.Stage) -> None:
    delivery = deliveries.schedule(stage.database, EDITOR, SLUG, "tin", START + timedelta(hours=3))
    edit_item(stage.database, WRITER, SLUG, {"body": "Lời mới."}, settings=stage.settings)
    assert standing(stage, delivery) == HELD
    moved = calendar.move(stage.database, EDITOR, delivery, on=(START + timedelta(days=2)).date())
    stage.tick()
    assert standing(stage, delivery) == HELD
    assert stage.row(delivery).error_message
    yes(stage)
    stage.tick()
    assert standing(stage, delivery) == FREE
    assert stage.row(delivery).due_at.date() == moved.after.date()
    stage.clock.at = stage.row(delivery).due_at
    stage.tick()
    assert stage.row(delivery).state == "published"
