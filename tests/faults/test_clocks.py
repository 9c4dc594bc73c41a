"""A clock that jumps sends nothing early, nothing twice, and no flood of old posts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from campaign.clock import SetClock
from campaign.db import Database
from campaign.models import Delivery
from campaign.schedule.planner import plan_ahead
from tests.delivery.stage import Stage, stage
from tests.delivery.test_changes import begin
from tests.schedule.almanac import add_slot


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Stage]:
    with stage(database, tmp_path) as made:
        made.add_channel()
        yield made


def at_in(scene: Stage, slug: str, **ahead: float) -> int:
    scene.add_item(slug)
    return scene.deliver(slug, "telegram", at=scene.now() + timedelta(**ahead))


def test_two_hours_back_send_nothing_again_and_nothing_early(scene: Stage) -> None:
    went, comes = at_in(scene, "mot"), at_in(scene, "hai", minutes=30)
    scene.settle()
    scene.clock.advance(hours=-2)
    for _ in range(29):
        scene.clock.advance(minutes=5)
        scene.settle()
    assert (scene.row(went).state, scene.row(comes).state, len(scene.posts())) == ("published", "scheduled", 1)
    scene.clock.advance(minutes=6)
    scene.settle()
    assert (scene.row(comes).state, len(scene.posts())) == ("published", 2)


def test_two_hours_back_in_the_middle_of_a_step_send_it_no_second_time(scene: Stage) -> None:
    delivery = at_in(scene, "mot")
    begin(scene, delivery)
    for hours in (-2, 1, 1, 1, 1):
        scene.clock.advance(hours=hours)
        scene.settle()
    assert (scene.row(delivery).state, scene.posts()) == ("uncertain", [])


def test_two_hours_ahead_are_within_grace_and_send_each_once(scene: Stage) -> None:
    rows = [at_in(scene, f"muc-{number}", minutes=number) for number in range(5)]
    scene.clock.advance(hours=2)
    scene.settle()
    scene.clock.advance(hours=-2)
    scene.settle()
    assert {scene.row(row).state for row in rows} == {"published"}
    assert len(scene.posts()) == 5


def test_thirty_days_ahead_hold_what_is_late_and_send_no_flood(scene: Stage) -> None:
    rows = [at_in(scene, f"muc-{number}", hours=number) for number in range(5)]
    scene.clock.advance(days=30)
    scene.settle()
    assert {(scene.row(row).state, scene.row(row).held_reason) for row in rows} == {("held", "late")}
    assert scene.posts() == []


@pytest.mark.parametrize(
    ("zone", "start", "wall"),
    [
        ("Europe/Paris", datetime(2027, 3, 26, 12, tzinfo=UTC), "02:30"),  # a wall time that one night has not
        ("Europe/Paris", datetime(2026, 10, 23, 12, tzinfo=UTC), "02:30"),  # and one that a night has twice
        ("Asia/Ho_Chi_Minh", datetime(2026, 10, 23, 12, tzinfo=UTC), "02:30"),
    ],
)
def test_each_date_has_its_one_post_whatever_the_zone_does(
    sqlite_database: Database, tmp_path: Path, zone: str, start: datetime, wall: str
) -> None:
    database = sqlite_database
    database.clock = SetClock(start)
    with stage(database, tmp_path) as scene:
        scene.add_plan(zone=zone)
        scene.add_channel()
        for number in range(4):
            scene.add_item(f"muc-{number}")
        add_slot(database, times=[wall], channels=["telegram"])
        for _ in range(4 * 24):
            plan_ahead(database, scene.settings, days=2)
            scene.settle()
            scene.clock.advance(hours=1)
        with database.read() as session:
            gone = session.exec(select(Delivery).where(col(Delivery.state) == "published")).all()
        assert len(scene.posts()) == len(gone) == 4
        assert len({row.local_time and row.local_time[:10] for row in gone}) == 4
        assert all(row.published_at and row.published_at >= row.due_at for row in gone)
