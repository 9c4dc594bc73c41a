"""A kill at each named point of the protocol leaves the state that the design says, on both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.db import Database
from campaign.delivery.crash import POINTS
from tests.delivery.stage import Stage, stage
from tests.faults.child import fork, one_tick

AFTER_THE_KILL = {
    # point: (telegram, rss), as found before anybody restarts
    "claimed": ("queued", "queued"),
    "frozen": ("queued", "queued"),
    "intent": ("sending", "sending"),
    "answered": ("sending", "sending"),
    "recorded": ("published", "published"),
    "found": ("uncertain", None),
}
AFTER_RESTART = {
    "claimed": ("published", "published"),
    "frozen": ("published", "published"),
    "intent": ("uncertain", "published"),  # no byte was sent, but nobody can tell: a person looks
    "answered": ("published", "published"),  # found on the public page, by its short link
    "recorded": ("published", "published"),
    "found": ("published", None),
}


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Stage]:
    with stage(database, tmp_path) as made:
        yield made


def tick_in_a_child(scene: Stage, point: str = "") -> int:
    """The exit code of a child that ticks once until idle, killed at ``point``."""
    pid = fork(lambda: one_tick(scene.settings, scene.clock), CAMPAIGN_CRASH_AT=point)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_the_table_names_every_point() -> None:
    assert set(AFTER_THE_KILL) == set(AFTER_RESTART) == set(POINTS)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("platform", ["telegram", "rss"])
def test_a_kill_at(scene: Stage, point: str, platform: str) -> None:
    column = ("telegram", "rss").index(platform)
    if AFTER_THE_KILL[point][column] is None:
        pytest.skip("rss is never looked up: its row is the entry")
    scene.add_channel("kenh_thu", platform)
    scene.add_item("otp")
    delivery = scene.deliver("otp", "kenh_thu")
    if point == "found":
        scene.sandbox.faults.add("lost", times=1)
    assert tick_in_a_child(scene, point) == 137
    assert scene.row(delivery).state == AFTER_THE_KILL[point][column]

    for minutes in (0, 6, 6, 15, 15):  # past queue time, lease and lookups, as PostgreSQL waits for them
        scene.clock.advance(minutes=minutes)
        assert tick_in_a_child(scene) == 0
    row = scene.row(delivery)
    assert row.state == AFTER_RESTART[point][column]
    live = len(scene.posts())
    assert live == (0 if platform == "rss" or row.state == "uncertain" else 1)
    if row.state == "uncertain":
        assert row.look_url
