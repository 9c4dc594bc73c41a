"""Nothing goes out that too few people have read, and nobody reads for two."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.db import Database
from campaign.errors import Conflict, NotFound
from campaign.library.approvals import approve, approve_files, approved_by, item_by_slug, return_to_author, submit
from campaign.library.revisions import revise
from campaign.models import Item
from campaign.models.approvals import approved_items, approvers_of, is_approved
from tests.conftest import START
from tests.library.items import TIP, an_item

LAN, MINH, HOA = "lan@bao.vn", "minh@bao.vn", "hoa@bao.vn"


def test_none_one_or_two_people_have_to_say_yes(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, LAN)
        assert [is_approved(session, item, required) for required in (0, 1, 2)] == [True, False, False]
        submit(session, START, item, LAN, 2)
        assert approve(session, START, item, MINH, 2) == [MINH]
        assert [is_approved(session, item, required) for required in (0, 1, 2)] == [True, True, False]
        assert approve(session, START, item, HOA, 2) == [MINH, HOA]
        assert [is_approved(session, item, required) for required in (0, 1, 2)] == [True, True, True]


def test_the_same_person_is_never_two(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, LAN)
        submit(session, START, item, LAN, 2)
        approve(session, START, item, MINH, 2)
        with pytest.raises(Conflict, match="đã duyệt nội dung này"):
            approve(session, START, item, MINH, 2)
        assert not is_approved(session, item, 2)


def test_neither_author_nor_submitter_approves_their_own(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, LAN)
        submit(session, START, item, MINH, 1)
        for own in (LAN, MINH):
            with pytest.raises(Conflict, match="không thể tự duyệt"):
                approve(session, START, item, own, 1)
        assert approve(session, START, item, HOA, 1) == [HOA]


def test_an_author_is_still_the_author_after_somebody_else_changed_a_date(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, LAN)
        revise(session, START, item, replace(TIP, evergreen=True), MINH)
        submit(session, START, item, HOA, 1)
        with pytest.raises(Conflict, match="không thể tự duyệt"):
            approve(session, START, item, LAN, 1)


def test_where_no_approval_is_asked_for_one_may_approve_alone(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, LAN)
        submit(session, START, item, LAN, 0)
        assert approve(session, START, item, LAN, 0) == [LAN]


def test_a_returned_item_has_to_be_submitted_again_and_the_sentence_says_how(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, LAN)
        submit(session, START, item, LAN, 1)
        return_to_author(session, START, item, "minh@bao.vn", "Thiếu nguồn")
        with pytest.raises(Conflict, match="campaign submit khong-doc-otp"):
            approve(session, START, item, MINH, 1)


def test_what_is_approved_or_submitted_already_says_so(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, LAN)
        submit(session, START, item, LAN, 1)
        with pytest.raises(Conflict, match="đã được gửi duyệt"):
            submit(session, START, item, LAN, 1)
        approve(session, START, item, MINH, 1)
        with pytest.raises(Conflict, match="đã được duyệt đủ"):
            approve(session, START, item, HOA, 1)


def test_a_return_sets_every_yes_aside_until_it_is_given_anew(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, LAN)
        submit(session, START, item, LAN, 1)
        approve(session, START, item, MINH, 1)
        return_to_author(session, START, item, "minh@bao.vn", "Thiếu nguồn")
        assert (item.state, approved_by(session, item)) == ("returned", [])
        submit(session, START, item, LAN, 1)
        assert approve(session, START, item, MINH, 1) == [MINH]
        assert is_approved(session, item, 1)


def test_a_draft_cannot_be_returned(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, LAN)
        with pytest.raises(Conflict, match="không có gì để trả lại"):
            return_to_author(session, START, item, "minh@bao.vn", "Thiếu nguồn")


def test_approved_files_are_enough_for_two_and_show_as_files(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, "files", origin="files")
        assert approve_files(session, START, [item]) == 1
        assert approve_files(session, START, [item]) == 0
        assert approvers_of(session, item.id or 0, item.content_sha256) == ["files"]
        assert is_approved(session, item, 2)


def test_files_do_not_overrule_a_person_who_returned_them(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, "files", origin="files")
        approve_files(session, START, [item])
        return_to_author(session, START, item, "minh@bao.vn", "Thiếu nguồn")
        assert approve_files(session, START, [item]) == 0
        assert not is_approved(session, item, 1)


def test_many_items_are_judged_in_one_question(database: Database) -> None:
    with database.write() as session:
        drafts = an_item(session, LAN, "nhap")
        once, twice, files = (an_item(session, LAN, slug) for slug in ("mot", "hai", "tep"))
        for item, people in ((once, [MINH]), (twice, [MINH, HOA])):
            submit(session, START, item, LAN, 2)
            for person in people:
                approve(session, START, item, person, 2)
        approve_files(session, START, [files])
        edited: Item = an_item(session, LAN, "sua")
        approve_files(session, START, [edited])
        revise(session, START, edited, replace(TIP, title="Khác"), LAN)
    with database.read() as session:
        found = {required: set(session.scalars(approved_items(required))) for required in (0, 1, 2)}
    assert found[0] == {drafts.id, once.id, twice.id, files.id, edited.id}
    assert found[1] == {once.id, twice.id, files.id}
    assert found[2] == {twice.id, files.id}


def test_an_unknown_slug_is_told_in_a_sentence(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="Không có mục nào tên khong-co"):
        item_by_slug(session, "khong-co")
