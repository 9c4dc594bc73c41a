"""Days and seasons ahead, what suits them, and titles nearly the same."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from campaign.db import Database
from campaign.delivery.changes import schedule_by_hand
from campaign.errors import Mistake
from campaign.models import Channel, Delivery, Slot, SpecialDay
from campaign.models.birth import born
from campaign.schedule.alike import alike_items
from campaign.schedule.planner import plan_ahead
from campaign.schedule.topics import occasions, suggestions
from campaign.settings import Settings
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.desk.conftest import PLAN
from tests.web import newsroom

TODAY = date(2026, 12, 1)
SEASONS = [
    {"id": "tet", "title": "Tết", "from": "12-10", "to": "01-06", "lunar": True, "tags": ["Tết"]},
    {"id": "cuoi-nam", "title": "Cuối năm", "from": "11-20", "to": "01-02", "tags": ["mua-sam"]},
]


def plan_of(**more: Any) -> Plan:
    return Plan.model_validate(PLAN | {"topic": SEASONS} | more)


@pytest.fixture
def desk(sqlite_database: Database) -> Database:
    with sqlite_database.write() as session:
        newsroom.furnish(session, START)
        store_plan(session, START, plan_of(), "Asia/Ho_Chi_Minh")
    return sqlite_database


@pytest.fixture
def settings(sqlite_database: Database, tmp_path: Path) -> Settings:
    return Settings(workspace=tmp_path, database_url=sqlite_database.url, secret_key_file=tmp_path / "secret.key")


def suited(session: Session, today: date = TODAY, days: int = 70) -> dict[str, list[str]]:
    found = suggestions(session, occasions(session, plan_of(), today, days), 1, today)
    return {occasion.title: [item.slug for item in items] for occasion, items in found}


def test_a_season_of_the_lunar_calendar_and_one_over_the_years_end_have_their_dates(desk: Database) -> None:
    with desk.read() as session:
        spans = {one.title: (one.first, one.last) for one in occasions(session, plan_of(), TODAY, 70)}
    assert spans["Cuối năm"] == (TODAY, date(2027, 1, 2))
    assert spans["Tết"] == (date(2027, 1, 17), date(2027, 2, 11))  # 10 of the twelfth month to 6 of the first


def test_approved_items_with_the_tag_are_suggested_and_others_are_not(desk: Database) -> None:
    with desk.write() as session:
        newsroom.add_item(session, START, "tet", approved=True, tags=["tet"])
        newsroom.add_item(session, START, "nhap", tags=["tet"])
        newsroom.add_item(session, START, "cu", approved=True, tags=["tet"], review_by=date(2026, 12, 5))
        newsroom.add_item(session, START, "het", approved=True, tags=["tet"], expires_on=date(2026, 12, 5))
    with desk.read() as session:
        assert suited(session)["Tết"] == ["tet"]


def test_what_goes_out_around_then_already_is_left_out_and_the_longest_rested_comes_first(desk: Database) -> None:
    with desk.write() as session:
        rss = session.get_one(Channel, "rss")
        for slug, due in (("moi", None), ("xua", START - timedelta(days=90)), ("san", START + timedelta(days=3))):
            item = newsroom.add_item(session, START, slug, approved=True, tags=["mua-sam"])
            if due:
                born(session, now=START, item_id=item.id or 0, channel=rss, due_at=due, created_by="x@example.vn")
    with desk.read() as session:
        assert suited(session)["Cuối năm"] == ["moi", "xua"]


def test_a_special_day_suggests_by_its_name(desk: Database) -> None:
    with desk.write() as session:
        session.add(SpecialDay(name="Ngày Chuyển đổi số", kind="press", month=12, day=20))
        newsroom.add_item(session, START, "so", approved=True, tags=["chuyen-doi-so"])
        newsroom.add_item(session, START, "khac", approved=True, tags=["doi-song"])
    with desk.read() as session:
        assert suited(session)["Ngày Chuyển đổi số"] == ["so"]


def test_titles_nearly_the_same_and_the_same_link_are_told_and_a_series_is_not(desk: Database) -> None:
    with desk.write() as session:
        newsroom.add_item(session, START, "a", title="Năm cách nhận ra cuộc gọi giả danh", link="https://x.vn/1")
        newsroom.add_item(session, START, "b", title="Chuyện khác hẳn", link="https://x.vn/2/")
        newsroom.add_item(session, START, "c", title="Bản tin an toàn số 46 của tỉnh")
    with desk.read() as session:
        found = alike_items(session, "Nam cach nhan ra cuoc goi gia danh!", "https://x.vn/2")
        assert [(one.slug, one.same_link) for one in found] == [("b", True), ("a", False)]
        assert alike_items(session, "Bản tin an toàn số 47 của tỉnh", "") == []


def test_a_kind_goes_only_where_the_plan_lets_it_by_slot_and_by_hand(desk: Database, settings: Settings) -> None:
    kinds = [{"id": "film", "title": "Phim", "platforms": ["rss"]}]
    with desk.write() as session:
        store_plan(session, START, plan_of(kind=kinds), "Asia/Ho_Chi_Minh")
        session.add(
            Slot(
                key="phim", title="Phim", days=["mon", "tue", "wed", "thu", "fri", "sat", "sun"], times=["20:00"],
                channels=["facebook", "rss"], pick={"kind": "film"}, rotation="newest", cooldown_days=0, position=1,
            )
        )  # fmt: skip
        film = newsroom.add_item(session, START, "phim", approved=True, kind="film")
        facebook = session.get_one(Channel, "facebook")
        with pytest.raises(Mistake, match="Loại “Phim” không đăng được lên kênh"):
            schedule_by_hand(session, START, film, facebook, START + timedelta(days=1), "x@example.vn")
    plan_ahead(desk, settings, days=2)
    with desk.read() as session:
        assert {row.channel_key for row in session.exec(select(Delivery)).all()} == {"rss"}
