"""The editorial step with people: roles, units, audit, and what an edit does to a yes."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from campaign.db import Database
from campaign.desk.editorial import approve_item, return_item, submit_item
from campaign.errors import Conflict, Mistake, NotFound
from campaign.library.revisions import create
from campaign.models import AuditEntry, Item
from campaign.people import users
from campaign.settings import Settings
from tests.conftest import START
from tests.library.items import TIP

SLUG = "khong-doc-otp"


@pytest.fixture(autouse=True)
def item(newsroom: Database) -> Item:
    """A tip of no unit, written by Lan."""
    with newsroom.write() as session:
        return create(session, START, SLUG, TIP, "lan@hg.vn")


def audit(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as session:
        rows = session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == f"item:{SLUG}"))
        return [(row.actor, row.action, row.subject) for row in rows]


def test_submit_and_approve_leave_one_audit_row_each(newsroom: Database, settings: Settings) -> None:
    submit_item(newsroom, settings, SLUG, "lan@hg.vn")
    standing = approve_item(newsroom, settings, SLUG, " Minh@HG.vn ")
    assert (standing.approved, standing.approved_by, standing.required) == (True, ["minh@hg.vn"], 1)
    assert audit(newsroom) == [
        ("lan@hg.vn", "item.submit", f"item:{SLUG}"),
        ("minh@hg.vn", "item.approve", f"item:{SLUG}"),
    ]


def test_what_is_refused_leaves_nothing_behind(newsroom: Database, settings: Settings) -> None:
    submit_item(newsroom, settings, SLUG, "lan@hg.vn")
    approve_item(newsroom, settings, SLUG, "minh@hg.vn")
    before = audit(newsroom)
    with pytest.raises(Conflict):
        approve_item(newsroom, settings, SLUG, "minh@hg.vn")
    assert audit(newsroom) == before


def test_a_draft_is_handed_in_before_it_is_approved(newsroom: Database, settings: Settings) -> None:
    with pytest.raises(Conflict, match="Hãy gửi duyệt trước"):
        approve_item(newsroom, settings, SLUG, "minh@hg.vn")
    submit_item(newsroom, settings, SLUG, "lan@hg.vn")
    assert approve_item(newsroom, settings, SLUG, "minh@hg.vn").approved


def test_a_returned_item_is_handed_in_again_before_it_is_approved(newsroom: Database, settings: Settings) -> None:
    submit_item(newsroom, settings, SLUG, "lan@hg.vn")
    return_item(newsroom, settings, SLUG, "minh@hg.vn", "Thiếu nguồn")
    with pytest.raises(Conflict, match="Hãy gửi duyệt trước"):
        approve_item(newsroom, settings, SLUG, "minh@hg.vn")


def test_the_setting_asks_for_two_people(newsroom: Database, settings: Settings) -> None:
    strict = replace(settings, approvals=2)
    submit_item(newsroom, strict, SLUG, "lan@hg.vn")
    assert not approve_item(newsroom, strict, SLUG, "minh@hg.vn").approved
    assert approve_item(newsroom, strict, SLUG, "hoa@hg.vn").approved


@pytest.mark.parametrize(
    ("who", "may"), [("lan@hg.vn", False), ("minh@hg.vn", True), ("hoa@hg.vn", True), ("tu@hg.vn", True)]
)
def test_an_editor_and_above_may_approve(newsroom: Database, settings: Settings, who: str, may: bool) -> None:
    submit_item(newsroom, settings, SLUG, "dai@hg.vn")
    if may:
        assert approve_item(newsroom, settings, SLUG, who).approved
    else:
        with pytest.raises(Mistake, match="là phóng viên nên không duyệt được"):
            approve_item(newsroom, settings, SLUG, who)


def test_a_stranger_and_a_disabled_person_may_nothing(newsroom: Database, settings: Settings) -> None:
    with pytest.raises(NotFound, match="Không có người dùng"):
        submit_item(newsroom, settings, SLUG, "la@hg.vn")
    with newsroom.write() as session:
        users.disable(session, START, users.get_user(session, "minh@hg.vn"), actor="cli")
    with pytest.raises(Mistake, match="đã bị khóa"):
        submit_item(newsroom, settings, SLUG, "minh@hg.vn")


def test_people_of_a_unit_reach_its_items_and_those_of_no_unit(newsroom: Database, settings: Settings) -> None:
    with newsroom.write() as session:
        create(session, START, "cua-bao", replace(TIP, unit="bao"), "lan@hg.vn")
    submit_item(newsroom, settings, "cua-bao", "lan@hg.vn")
    with pytest.raises(NotFound, match="trong đơn vị của dai"):
        approve_item(newsroom, settings, "cua-bao", "dai@hg.vn")
    assert approve_item(newsroom, settings, "cua-bao", "bao@hg.vn").approved
    submit_item(newsroom, settings, SLUG, "lan@hg.vn")
    assert approve_item(newsroom, settings, SLUG, "dai@hg.vn").approved


def test_a_return_needs_a_reason_and_keeps_it(newsroom: Database, settings: Settings) -> None:
    submit_item(newsroom, settings, SLUG, "lan@hg.vn")
    with pytest.raises(Mistake, match="vì sao"):
        return_item(newsroom, settings, SLUG, "minh@hg.vn", "  ")
    standing = return_item(newsroom, settings, SLUG, "minh@hg.vn", "Thiếu nguồn")
    assert (standing.state, standing.approved) == ("returned", False)
    with newsroom.read() as session:
        row = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "item.return")).one()
    assert row.detail["reason"] == "Thiếu nguồn"


def test_an_unknown_item_is_told(newsroom: Database, settings: Settings) -> None:
    with pytest.raises(NotFound, match="Không có mục nào tên khong-co"):
        submit_item(newsroom, settings, "khong-co", "lan@hg.vn")
