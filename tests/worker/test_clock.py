"""The clock of a running program: beats that outlive a failure, and figures collected beside them."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.delivery.tick import tick
from campaign.models import Fact, MetricSample
from campaign.worker.beat import Beat
from campaign.worker.gauge import Gauge, take_turn
from campaign.worker.metronome import Metronome
from tests.delivery import stage as scene


@pytest.fixture
def stage(sqlite_database: Database, tmp_path: Path) -> Iterator[scene.Stage]:
    with scene.stage(sqlite_database, tmp_path) as made:
        yield made


def fact(stage: scene.Stage, name: str) -> Fact | None:
    with stage.database.read() as session:
        return session.get(Fact, name)


def test_a_beat_sends_what_is_due_and_leaves_word(stage: scene.Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    Beat(stage.dispatch)()
    assert stage.row(delivery).state == "published"
    word = fact(stage, "last_tick_at")
    assert word is not None
    assert word.at == stage.now()


def test_a_failed_beat_is_logged_and_the_next_one_works(
    stage: scene.Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    beat, real = Beat(stage.dispatch), stage.dispatch.engine.reap
    monkeypatch.setattr(stage.dispatch.engine, "reap", lambda: 1 / 0)
    beat()
    assert "this beat of the clock failed" in caplog.text
    assert fact(stage, "last_tick_at") is None
    monkeypatch.setattr(stage.dispatch.engine, "reap", real)
    beat()
    assert fact(stage, "last_tick_at") is not None


def test_a_program_without_a_plan_says_what_to_do_once(
    sqlite_database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with scene.Sandbox() as sandbox:
        beat = Beat(scene.Stage(sqlite_database, tmp_path, sandbox).dispatch)
        beat()
        beat()
    assert [(record.levelno, record.exc_info) for record in caplog.records] == [(logging.ERROR, None)]
    assert "campaign sync" in caplog.text


def test_figures_are_collected_beside_the_beats(stage: scene.Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    stage.deliver("otp", "telegram")
    stage.settle()
    stage.clock.advance(hours=1)
    gauge = Gauge(stage.dispatch)
    for _ in range(3):
        gauge.look()
        gauge.wait(20)
    with stage.database.read() as session:
        assert sorted(session.exec(select(MetricSample.metric)).all()) == ["followers", "views"]


def test_one_of_all_callers_gets_the_turn_of_a_minute(database: Database) -> None:
    turns = []
    for seconds in (0, 0, 59, 1, 30, -120, 0):
        database.clock.advance(seconds=seconds)  # type: ignore[attr-defined]
        turns.append(take_turn(database))
    assert turns == [True, False, False, True, False, True, False]


def test_the_metronome_beats_when_woken_and_never_after_its_stop() -> None:
    beaten = threading.Semaphore(0)
    metronome = Metronome(beaten.release, every_s=3600)
    metronome.start()
    assert beaten.acquire(timeout=60)
    metronome.wake()
    assert beaten.acquire(timeout=60)
    metronome.stop()
    metronome.wake()
    assert not beaten.acquire(blocking=False)


def test_the_metronome_beats_by_itself() -> None:
    beaten = threading.Semaphore(0)
    metronome = Metronome(beaten.release, every_s=0.02)
    metronome.start()
    assert all(beaten.acquire(timeout=60) for _ in range(4))
    metronome.stop()


def test_a_wake_sends_what_is_due_and_leaves_the_rest_to_the_whole_beat(stage: scene.Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    Beat(stage.dispatch).woken()
    assert stage.row(delivery).state == "published"
    assert fact(stage, "last_tick_at") is None


def test_the_metronome_tells_a_wake_from_a_beat() -> None:
    heard: queue.SimpleQueue[str] = queue.SimpleQueue()
    metronome = Metronome(lambda: heard.put("beat"), 3600, lambda: heard.put("wake"))
    metronome.start()
    assert heard.get(timeout=60) == "beat"
    metronome.wake()
    assert heard.get(timeout=60) == "wake"
    metronome.stop()
    assert heard.empty()


def test_of_several_wakes_the_next_one_counts() -> None:
    heard: queue.SimpleQueue[str] = queue.SimpleQueue()
    metronome = Metronome(lambda: heard.put("beat"), 3600, lambda: heard.put("wake"))
    metronome.start()
    assert heard.get(timeout=60) == "beat"
    metronome.wake(3600)
    metronome.wake(0.01)
    metronome.wake(7200)
    assert heard.get(timeout=60) == "wake"
    metronome.stop()
    assert heard.empty()


def test_a_tick_asks_to_be_woken_when_a_post_falls_due_before_the_next_beat(stage: scene.Stage) -> None:
    asked: list[float] = []
    stage.dispatch = replace(stage.dispatch, wake=lambda in_s=0.0: asked.append(in_s))
    stage.add_channel()
    for slug, after_s in (("bay-gio-chua", 0.75), ("sau", 0.9), ("xa", 30.0)):
        stage.add_item(slug)
        stage.deliver(slug, "telegram", at=stage.now() + timedelta(seconds=after_s))
    tick(stage.dispatch)
    assert asked == [0.75]
