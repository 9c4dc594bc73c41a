"""Fitting kept in rows: done once whoever asks, its progress told, failures in words, a stop leaves nothing behind."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.clock import SetClock
from campaign.db import Database
from campaign.media import fitting_run
from campaign.media.fitting import Need, Recipe
from campaign.media.fitting_run import Fitting, fit, forget_unfinished
from campaign.media.intake import take_in
from campaign.media.store import MediaStore
from campaign.models import FittedMedia, MediaRow
from tests.media.files import encoded, picture, sound, video

JPEG = Recipe("jpeg", 1_000_000)


def taken_in(fitting: Fitting, path: Path) -> MediaRow:
    return take_in(fitting.database, fitting.store, [path]).rows[path]


@pytest.fixture
def fitting(database: Database, tmp_path: Path) -> Fitting:
    return Fitting(database, MediaStore(tmp_path / "media"))


@pytest.fixture
def drawing(fitting: Fitting, tmp_path: Path) -> Need:
    path = tmp_path / "bieu-do.png"
    path.write_bytes(encoded(picture(mode="RGBA"), "PNG"))
    return Need(taken_in(fitting, path), JPEG)


def noted(database: Database, need: Need) -> FittedMedia | None:
    with database.read() as session:
        return session.get(FittedMedia, need.key)


def test_a_file_is_made_once_and_has_a_row_and_a_name_of_its_own(fitting: Fitting, drawing: Need) -> None:
    assert fit(fitting, drawing) is True
    assert fit(fitting, drawing) is False
    row = noted(fitting.database, drawing)
    assert row is not None
    assert (row.state, row.progress, row.error) == ("ready", "", "")
    with fitting.database.read() as session:
        made = session.get_one(MediaRow, row.sha256)
    assert (made.mime, made.width, made.height) == ("image/jpeg", 120, 90)
    assert made.name == f"bieu-do-{made.sha256[:8]}.jpg"
    assert fitting.store.path(made.sha256).stat().st_size == made.size


def test_what_is_right_already_is_ready_as_it_is(fitting: Fitting, tmp_path: Path) -> None:
    clip = taken_in(fitting, video(tmp_path / "clip.mp4"))
    need = Need(clip, Recipe("mp4", 50_000_000, 1280, codecs=("aac", "h264")))
    assert fit(fitting, need)
    row = noted(fitting.database, need)
    assert row is not None
    assert (row.state, row.sha256) == ("ready", clip.sha256)


def test_nobody_takes_what_another_is_working_on_until_that_one_falls_silent(fitting: Fitting, drawing: Need) -> None:
    database = fitting.database
    source, recipe = drawing.key
    with database.write() as session:
        session.add(FittedMedia(source_sha256=source, recipe=recipe, updated_at=database.now(session)))
    assert fit(fitting, drawing) is False
    assert isinstance(database.clock, SetClock)
    database.clock.advance(minutes=2, seconds=1)
    assert fit(fitting, drawing) is True


def test_at_a_start_what_the_last_run_left_is_forgotten(fitting: Fitting, drawing: Need) -> None:
    database = fitting.database
    source, recipe = drawing.key
    with database.write() as session:
        session.add(FittedMedia(source_sha256=source, recipe=recipe, updated_at=database.now(session)))
    forget_unfinished(database)
    assert fit(fitting, drawing) is True


def test_a_failure_says_why_and_is_tried_again_much_later(fitting: Fitting, drawing: Need) -> None:
    fitting.store.path(drawing.row.sha256).write_bytes(b"not a picture any more")
    assert fit(fitting, drawing) is True
    row = noted(fitting.database, drawing)
    assert row is not None
    assert (row.state, row.sha256) == ("failed", None)
    assert "không đọc" in row.error
    assert fit(fitting, drawing) is False
    assert isinstance(fitting.database.clock, SetClock)
    fitting.database.clock.advance(seconds=(fitting_run.AGAIN + timedelta(seconds=1)).total_seconds())
    assert fit(fitting, drawing) is True


def test_a_child_that_dies_fails_its_file_alone(
    fitting: Fitting, drawing: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_child = fitting_run.start_child
    monkeypatch.setattr(fitting_run, "start_child", lambda module: start_child("campaign.clock"))
    assert fit(fitting, drawing) is True
    row = noted(fitting.database, drawing)
    assert row is not None
    assert (row.state, "không chuyển đổi được" in row.error) == ("failed", True)


def test_progress_stands_in_the_row_and_in_the_log(
    fitting: Fitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fitting_run, "NOTE_EVERY_S", 0.0)
    notes = []
    note = fitting_run._note
    monkeypatch.setattr(
        fitting_run, "_note", lambda database, need, **columns: (notes.append(columns), note(database, need, **columns))
    )
    need = Need(
        taken_in(fitting, sound(tmp_path / "loa.mp3", seconds=2)), Recipe("still", side=1280, picture="title:OTP")
    )
    with caplog.at_level(logging.INFO, "campaign.media.fitting_run"):
        fit(fitting, need)
    assert notes
    assert notes[0]["progress"].endswith(" %")
    assert any(message.startswith("fitting loa-") and message.endswith("%") for message in caplog.messages)


def test_a_stop_ends_the_child_and_leaves_the_file_to_be_done_again(fitting: Fitting, drawing: Need) -> None:
    stopped = Fitting(fitting.database, fitting.store, lambda: True)
    assert fit(stopped, drawing) is False
    assert noted(fitting.database, drawing) is None
    assert [path.name for path in fitting.store.folder.iterdir() if path.name.startswith(".making")] == []
    assert fit(fitting, drawing) is True
