"""Only what is approved leaves the house, in its latest approved words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from campaign.db import Database
from campaign.errors import Mistake, NotFound
from campaign.library.fields import fields_of
from campaign.library.revisions import current_revision, revise
from campaign.packs.choose import Wanted, choose
from campaign.packs.shape import Chosen
from campaign.settings import Settings
from tests.conftest import START
from tests.packs.stock import add, stocked


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> tuple[Database, Settings]:
    stocked(database)
    return database, Settings(workspace=tmp_path, database_url=database.url)


def chosen(shelf: tuple[Database, Settings], wanted: Wanted) -> Chosen:
    database, settings = shelf
    with database.read() as session:
        return choose(session, settings, START, wanted)


def test_an_item_goes_out_in_its_latest_approved_words(shelf: tuple[Database, Settings]) -> None:
    with shelf[0].write() as session:
        item = add(session, "moi-sua", title="Lời đã duyệt")
        said = fields_of(item.kind, current_revision(session, item))
        revise(session, START, item, replace(said, title="Lời chưa ai đọc"), "lan@example.vn")
    assert [item.title for item in chosen(shelf, Wanted(("moi-sua",))).items] == ["Lời đã duyệt"]
    assert chosen(shelf, Wanted(("moi-sua",), practice=True)).items[0].title == "Lời chưa ai đọc"


def test_what_nobody_approved_is_refused_by_name_and_left_out_of_a_choice(shelf: tuple[Database, Settings]) -> None:
    with shelf[0].write() as session:
        add(session, "ban-nhap", approved=False)
        add(session, "het-han", expires_on=date(2026, 11, 1))
    with pytest.raises(Mistake, match="ban-nhap"):
        chosen(shelf, Wanted(("ban-nhap", "khong-doc-otp")))
    found = chosen(shelf, Wanted(tag="otp"))
    assert [item.slug for item in found.items] == ["khong-doc-otp"]
    assert dict(found.left_out) == {"ban-nhap": "chưa được duyệt", "het-han": "hết hạn từ 01/11/2026"}


def test_conditions_hold_together_and_asking_for_nothing_is_a_mistake(shelf: tuple[Database, Settings]) -> None:
    with shelf[0].write() as session:
        add(session, "bai", kind="article", tags=["khac"], task=["2c"])
    assert [item.slug for item in chosen(shelf, Wanted(task="2c", kind="article")).items] == ["bai"]
    assert [i.slug for i in chosen(shelf, Wanted(from_on=date(2026, 12, 1), to_on=date(2026, 12, 1), tag="khac")).items] == ["bai"]  # fmt: skip  # noqa: E501
    for nothing in (Wanted(), Wanted(tag="khac", task="2b"), Wanted(from_on=date(2026, 12, 2))):
        with pytest.raises(Mistake):
            chosen(shelf, nothing)


def test_a_person_of_one_unit_learns_nothing_of_another(shelf: tuple[Database, Settings]) -> None:
    with shelf[0].write() as session:
        add(session, "cua-bao", unit="bao")
    with pytest.raises(NotFound):
        chosen(shelf, Wanted(("cua-bao",), unit_of="vt"))
    assert [item.slug for item in chosen(shelf, Wanted(tag="otp", unit_of="vt")).items] == ["khong-doc-otp"]


def test_a_person_of_one_unit_sees_both_the_item_and_the_words_that_go_out(shelf: tuple[Database, Settings]) -> None:
    with shelf[0].write() as session:
        for slug, before, after in (("chuyen-di", "vt", "bao"), ("chuyen-den", "bao", "vt")):
            item = add(session, slug, unit=before)
            said = fields_of(item.kind, current_revision(session, item))
            revise(session, START, item, replace(said, unit=after, title="Sửa sau"), "lan@example.vn")
    for slug in ("chuyen-di", "chuyen-den"):
        with pytest.raises(NotFound):
            chosen(shelf, Wanted((slug,), unit_of="vt"))
    assert [item.slug for item in chosen(shelf, Wanted(tag="otp", unit_of="vt")).items] == ["khong-doc-otp"]
