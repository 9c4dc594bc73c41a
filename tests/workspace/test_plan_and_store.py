"""The plan as data, in the plan's order, and as it comes back from the database."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from campaign.db import Database
from campaign.errors import Mistake
from campaign.settings import Settings
from campaign.workspace.plan import Plan, default_slug
from campaign.workspace.starter import starter_root
from campaign.workspace.stored import required_approvals, store_plan, stored_plan, stored_zone
from tests.workspace.conftest import PLAN


@pytest.fixture
def plan() -> Plan:
    return Plan.model_validate(tomllib.loads(PLAN))


@pytest.fixture
def starter_plan() -> Plan:
    return Plan.model_validate(tomllib.loads((starter_root() / "plan.toml").read_text()))


def test_d_with_a_stroke_stands_between_d_and_e(starter_plan: Plan) -> None:
    assert [(item.id, item.label, item.slug) for item in starter_plan.task_items_of("1")][:6] == [
        ("1a", "a", "1a"),
        ("1b", "b", "1b"),
        ("1c", "c", "1c"),
        ("1d", "d", "1d"),
        ("1đ", "đ", "1dd"),
        ("1e", "e", "1e"),
    ]
    order = starter_plan.task_item_order
    assert order["1d"] < order["1đ"] < order["1e"] < order["2a"]


@pytest.mark.parametrize(("item", "slug"), [("1đ", "1dd"), ("1Đ", "1dd"), ("V.sms", "v-sms"), ("2ă", "2a")])
def test_a_task_item_has_an_ascii_name(item: str, slug: str) -> None:
    assert default_slug(item) == slug


def test_the_starter_plan_reads_back_from_json_as_it_was(starter_plan: Plan) -> None:
    again = Plan.model_validate(json.loads(json.dumps(starter_plan.model_dump(mode="json"))))
    assert again == starter_plan
    assert len(again.units) == 13
    assert len(again.targets) == 11
    assert again.targets[5].task_items[4] == "1đ"


def test_a_name_lapses_after_its_last_day_and_has_a_successor(plan: Plan) -> None:
    unit = plan.unit_by_id["bao"]
    assert (unit.lapsed(date(2026, 6, 30)), unit.lapsed(date(2026, 7, 1))) == (False, True)
    later = plan.successor_of("bao")
    assert later is not None
    assert (later.id, plan.successor_of("bao_moi")) == ("bao_moi", None)


def test_a_plan_has_ended_after_the_last_day_of_its_period(plan: Plan) -> None:
    assert (plan.ended(date(2026, 12, 31)), plan.ended(date(2027, 1, 1))) == (False, True)


def test_kinds_are_the_folders_and_those_declared() -> None:
    declared = '[[kind]]\nid = "infographic"\ntitle = "Đồ họa"\n[[kind]]\nid = "tip"\ntitle = "Mẹo nhỏ"\n'
    assert Plan.model_validate(tomllib.loads(PLAN + declared)).kinds == {
        "article": "Bài viết",
        "clip": "Clip",
        "tip": "Mẹo nhỏ",
        "infographic": "Đồ họa",
    }


def test_the_stored_plan_is_the_plan(database: Database, starter_plan: Plan) -> None:
    with database.write() as session:
        assert store_plan(session, database.now(session), starter_plan, "Asia/Ho_Chi_Minh")
    with database.read() as session:
        assert stored_plan(session) == starter_plan
        assert stored_zone(session).key == "Asia/Ho_Chi_Minh"


def test_storing_the_same_plan_again_changes_nothing_and_another_is_seen_at_once(
    sqlite_database: Database, plan: Plan, starter_plan: Plan
) -> None:
    with sqlite_database.write() as session:
        now = sqlite_database.now(session)
        assert store_plan(session, now, plan, "Asia/Ho_Chi_Minh")
        assert not store_plan(session, now, plan, "Asia/Ho_Chi_Minh")
        assert stored_plan(session).id == "ke-hoach"
        assert store_plan(session, now, starter_plan, "Asia/Ho_Chi_Minh")
        assert stored_plan(session).id == "hgi-2021-2025"
        assert store_plan(session, now, starter_plan, "UTC")
        assert stored_zone(session).key == "UTC"


def test_without_a_stored_plan_a_person_is_told_what_to_run(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        for ask in (stored_plan, stored_zone):
            with pytest.raises(Mistake, match="campaign sync"):
                ask(session)


@pytest.mark.parametrize(("setting", "required"), [(None, 1), (0, 0), (2, 2)])
def test_the_setting_wins_over_the_plans_approvals(
    sqlite_database: Database, plan: Plan, tmp_path: Path, setting: int | None, required: int
) -> None:
    with sqlite_database.write() as session:
        store_plan(session, sqlite_database.now(session), plan, "Asia/Ho_Chi_Minh")
        assert required_approvals(session, Settings(workspace=tmp_path, approvals=setting)) == required
