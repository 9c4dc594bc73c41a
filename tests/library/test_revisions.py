"""Revisions: what an item says, kept for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from campaign.db import Database
from campaign.library.approvals import approve, approved_by, submit
from campaign.library.revisions import current_revision, latest_approved_revision, revise
from campaign.models import Revision
from campaign.models.approvals import is_approved
from tests.conftest import START
from tests.library.items import TIP, an_item


def test_a_new_item_is_a_draft_with_one_revision(database: Database) -> None:
    with database.write() as session:
        item = an_item(session)
    with database.read() as session:
        revision = current_revision(session, item)
    assert (item.state, item.revision, item.kind) == ("draft", 1, "tip")
    assert item.guid.startswith("urn:uuid:")
    assert (revision.title, revision.task, revision.author) == (TIP.title, ["1a"], "lan@bao.vn")
    assert revision.content_sha256 == item.content_sha256


def test_saying_the_same_again_makes_no_revision(database: Database) -> None:
    with database.write() as session:
        item = an_item(session)
        assert not revise(session, START, item, replace(TIP), "minh@bao.vn")
        assert item.revision == 1


def test_every_revision_stays_as_it_was(database: Database) -> None:
    with database.write() as session:
        item = an_item(session)
        assert revise(session, START, item, replace(TIP, title="Đừng đọc mã OTP"), "minh@bao.vn")
        titles = session.scalars(sa.select(Revision.title).order_by(Revision.number)).all()
    assert titles == ["Không đọc mã OTP", "Đừng đọc mã OTP"]
    assert item.revision == 2


def test_an_edit_voids_the_approval_and_takes_the_item_back_to_draft(database: Database) -> None:
    with database.write() as session:
        item = an_item(session)
        submit(session, START, item, "lan@bao.vn", 1)
        approve(session, START, item, "minh@bao.vn", 1)
        assert is_approved(session, item, 1)
        revise(session, START, item, replace(TIP, body="Đừng đọc mã OTP cho ai!"), "minh@bao.vn")
        assert not is_approved(session, item, 1)
        assert approved_by(session, item) == []
        assert (item.state, item.submitted_by) == ("draft", "")


def test_new_dates_make_a_revision_and_keep_the_approval(database: Database) -> None:
    with database.write() as session:
        item = an_item(session)
        submit(session, START, item, "lan@bao.vn", 1)
        approve(session, START, item, "minh@bao.vn", 1)
        assert revise(session, START, item, replace(TIP, expires_on=date(2027, 3, 1)), "lan@bao.vn")
        assert (item.revision, item.state) == (2, "submitted")
        assert is_approved(session, item, 1)


def test_the_latest_approved_revision_is_not_the_latest_edit(database: Database) -> None:
    with database.write() as session:
        item = an_item(session)
        assert latest_approved_revision(session, item, 1) is None
        submit(session, START, item, "lan@bao.vn", 1)
        approve(session, START, item, "minh@bao.vn", 1)
        revise(session, START, item, replace(TIP, title="Chưa ai đọc"), "lan@bao.vn")
        approved = latest_approved_revision(session, item, 1)
        anything = latest_approved_revision(session, item, 0)
    assert approved is not None
    assert approved.number == 1
    assert anything is not None
    assert anything.number == 2
