"""Who has written what nobody else has read is its author, however small the last touch by somebody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import Session

from campaign.db import Database
from campaign.errors import Conflict
from campaign.library import inbox
from campaign.library.approvals import approve, own_people, return_to_author, submit
from campaign.library.revisions import revise
from campaign.models import Item
from tests.conftest import START
from tests.library.items import TIP, an_item

LAN, EVA, HOA, TU = "lan@bao.vn", "eva@bao.vn", "hoa@bao.vn", "tu@bao.vn"


def wrote(session: Session, item: Item, who: str, body: str) -> None:
    revise(session, START, item, replace(TIP, body=body), who)


def waits_for(session: Session) -> set[str]:
    return {who for who in (LAN, EVA, HOA, TU) if inbox.count_awaiting(session, who, "", 1)}


def test_a_comma_by_somebody_else_does_not_let_an_author_approve_their_own_text(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, EVA)
        submit(session, START, item, EVA, 1)
        wrote(session, item, LAN, TIP.body + ",")
        submit(session, START, item, LAN, 1)
        assert own_people(session, item, 1) == {EVA, LAN}
        assert waits_for(session) == {HOA, TU}
        with pytest.raises(Conflict, match="không thể tự duyệt"):
            approve(session, START, item, EVA, 1)
        assert approve(session, START, item, HOA, 1) == [HOA]


def test_what_was_approved_once_has_been_read_and_only_later_authors_count(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, EVA)
        submit(session, START, item, EVA, 1)
        approve(session, START, item, HOA, 1)
        wrote(session, item, LAN, "Lời sau.")
        submit(session, START, item, LAN, 1)
        assert waits_for(session) == {EVA, HOA, TU}
        assert approve(session, START, item, EVA, 1) == [EVA]


def test_one_yes_of_two_a_yes_set_aside_and_a_managers_alone_are_not_enough_to_count_as_read(
    database: Database,
) -> None:
    with database.write() as session:
        item = an_item(session, EVA)
        submit(session, START, item, EVA, 2)
        approve(session, START, item, HOA, 2)
        wrote(session, item, LAN, "Lời sau.")
        assert own_people(session, item, 2) == {EVA, LAN}
        assert own_people(session, item, 1) == {LAN}
        submit(session, START, item, LAN, 1)
        approve(session, START, item, TU, 1)
        return_to_author(session, START, item, TU, "Thiếu nguồn")
        wrote(session, item, HOA, "Lời sau nữa.")
        assert own_people(session, item, 1) == {LAN, HOA}


def test_a_draft_that_its_author_never_handed_in_cannot_be_approved_and_a_files_can(database: Database) -> None:
    with database.write() as session:
        draft, file = an_item(session, LAN, "nhap"), an_item(session, "files", "tep", origin="files")
        with pytest.raises(Conflict, match="chưa được gửi duyệt"):
            approve(session, START, draft, EVA, 1)
        assert approve(session, START, file, EVA, 1) == [EVA]


def test_who_sent_an_item_back_does_not_hand_it_in_unchanged(database: Database) -> None:
    with database.write() as session:
        item = an_item(session, LAN)
        submit(session, START, item, LAN, 1)
        return_to_author(session, START, item, EVA, "Thiếu nguồn")
        with pytest.raises(Conflict, match="chưa ai sửa gì"):
            submit(session, START, item, EVA, 1)
        submit(session, START, item, LAN, 1)
