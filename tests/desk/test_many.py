"""One wish for many items: each is done or refused for itself, and each leaves its own audit row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from campaign.db import Database
from campaign.desk import many
from campaign.errors import Mistake
from campaign.library.fields import ItemFields
from campaign.library.revisions import NewItem, create_all, current_revision
from campaign.models import AuditEntry, Delivery, Item
from tests.conftest import START
from tests.web import seed

SAID = {"otp": ("", "Mã OTP"), "cua-bao": ("bao", "Của Báo"), "cua-dai": ("dai", "Của Đài"), "cu": ("", "Mẹo cũ")}
MINH, LAN, BAO = "minh@hg.vn", "lan@hg.vn", "bao@hg.vn"
FIRST = datetime(2026, 12, 2, 8, 30)  # noqa: DTZ001  (the plan's clock)


@pytest.fixture
def library(newsroom: Database) -> Database:
    with newsroom.write() as session:
        seed.add_channels(session, START)
        new = [
            NewItem(slug, ItemFields(title=title, unit=unit, tags=["cũ"]), "ai@hg.vn")
            for slug, (unit, title) in SAID.items()
        ]
        create_all(session, START, new)[-1].state = "archived"
    return newsroom


def _audit(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
        return [(row.action, row.subject) for row in rows if row.action != "user.add"]


def _item(database: Database, slug: str) -> Item:
    with database.read() as session:
        return session.scalars(sa.select(Item).where(col(Item.slug) == slug)).one()


def test_a_tag_is_added_where_it_is_not_and_each_edit_is_on_record(library: Database) -> None:
    done = many.tag(library, LAN, ["otp", "cua-bao", "otp", "khong-co"], " #mới  lạ ")
    assert [(one.slug, one.changed, bool(one.refused)) for one in done] == [
        ("otp", True, False), ("cua-bao", True, False), ("khong-co", False, True)
    ]  # fmt: skip
    assert _audit(library) == [("item.edit", "item:otp"), ("item.edit", "item:cua-bao")]
    with library.read() as session:
        item = session.scalars(sa.select(Item).where(col(Item.slug) == "otp")).one()
        assert current_revision(session, item).tags == ["cũ", "mới lạ"]
    assert [one.changed for one in many.tag(library, LAN, ["otp"], "mới lạ")] == [False]
    assert [one.changed for one in many.tag(library, LAN, ["otp", "cua-dai"], "cũ", remove=True)] == [True, True]


def test_what_belongs_to_another_unit_is_not_there_and_stops_nothing(library: Database) -> None:
    done = many.archive(library, BAO, ["cua-dai", "cua-bao"])
    assert [(one.title, one.changed, one.refused) for one in done] == [
        ("cua-dai", False, "Không có mục này."), ("Của Báo", True, "")
    ]  # fmt: skip
    assert _item(library, "cua-dai").state == "draft"
    assert _audit(library) == [("item.archive", "item:cua-bao")]


def test_an_item_goes_into_the_archive_and_comes_back(library: Database) -> None:
    assert [one.changed for one in many.archive(library, MINH, ["otp", "cu"])] == [True, False]
    assert _item(library, "otp").state == "archived"
    assert [one.changed for one in many.archive(library, MINH, ["otp", "cu"], back=True)] == [True, True]
    assert _item(library, "otp").state == _item(library, "cu").state == "draft"


def test_what_a_person_has_scheduled_keeps_its_item_out_of_the_archive(library: Database) -> None:
    many.schedule_apart(library, MINH, ["otp"], ["rss"], FIRST, timedelta(0))
    (done,) = many.archive(library, MINH, ["otp"])
    assert (done.title, done.changed) == ("Mã OTP", False)
    assert "Còn 1 lượt đăng" in done.refused


def test_a_reporter_schedules_and_archives_nothing(library: Database) -> None:
    for done in (many.archive(library, LAN, ["otp"]), many.schedule_next(library, LAN, ["otp"], ["rss"])):
        assert [one.changed for one in done] == [False]
        assert "cần từ biên tập viên" in done[0].refused
    assert _audit(library) == []


def test_items_are_scheduled_one_after_the_other_on_every_chosen_channel(library: Database) -> None:
    done = many.schedule_apart(library, MINH, ["otp", "cu", "cua-bao"], ["rss", "facebook"], FIRST, timedelta(days=1))
    assert [bool(one.refused) for one in done] == [False, True, False]
    with library.read() as session:
        rows = session.scalars(sa.select(Delivery).order_by(col(Delivery.due_at), col(Delivery.channel_key))).all()
    hour = START + timedelta(days=1, minutes=90)
    assert [(row.channel_key, row.due_at) for row in rows] == [
        ("facebook", hour), ("rss", hour), ("facebook", hour + timedelta(days=2)), ("rss", hour + timedelta(days=2))
    ]  # fmt: skip
    assert [action for action, _ in _audit(library)] == ["schedule"] * 4
    again = many.schedule_apart(library, MINH, ["otp"], ["rss"], FIRST, timedelta(0))
    assert [one.changed for one in again] == [False]


def test_a_channel_of_another_unit_takes_back_the_whole_item(library: Database) -> None:
    (done,) = many.schedule_apart(library, BAO, ["otp"], ["rss", "youtube"], FIRST, timedelta(0))
    assert done.refused
    with library.read() as session:
        assert session.scalars(sa.select(Delivery)).all() == []


def test_free_slots_are_given_out_in_order(library: Database) -> None:
    done = many.schedule_next(library, MINH, ["otp", "cua-bao"], ["rss"])
    times = [at for one in done for _, at in one.times]
    assert times == sorted(set(times))
    assert times[0] > START


def test_a_wish_without_items_channels_or_a_time_to_come_is_a_clear_mistake(library: Database) -> None:
    wishes: tuple[Callable[[], object], ...] = (
        lambda: many.archive(library, MINH, []),
        lambda: many.archive(library, MINH, [f"m-{number}" for number in range(many.MOST + 1)]),
        lambda: many.tag(library, MINH, ["otp"], "  #"),
        lambda: many.schedule_next(library, MINH, ["otp"], []),
        lambda: many.schedule_apart(library, MINH, ["otp"], ["rss"], datetime(2026, 1, 1), timedelta(0)),  # noqa: DTZ001
    )
    for wish in wishes:
        with pytest.raises(Mistake):
            wish()
