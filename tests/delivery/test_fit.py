"""A post waits for its files, made ahead of its time; what cannot be made is told before it is sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import select

from campaign.delivery.fit import needs_ahead
from campaign.desk.deliveries import cancel
from campaign.media.intake import take_in
from campaign.media.store import MediaStore
from campaign.models import FittedMedia, MediaRow
from campaign.public.items import ItemReader
from campaign.worker.fitter import Fitter, fit_all, what_is_needed
from tests.delivery.stage import Stage
from tests.media.files import encoded


@pytest.fixture
def moving(stage: Stage, tmp_path: Path) -> MediaRow:
    """An animated GIF: no platform takes it as a picture."""
    path = tmp_path / "dong.gif"
    frames = [Image.new("RGB", (60, 40), (number * 60, 0, 90)) for number in range(4)]
    path.write_bytes(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=200))
    return take_in(stage.database, MediaStore(stage.settings.media_folder), [path]).rows[path]


def entry(row: MediaRow) -> dict[str, str]:
    return {"sha256": row.sha256, "name": row.name, "alt": "Ảnh động"}


@pytest.fixture(autouse=True)
def editor(stage: Stage) -> None:
    """Whoever acts must be known."""
    stage.add_person("e@example.vn")


def test_a_post_waits_until_its_picture_is_made_and_then_carries_it(stage: Stage, moving: MediaRow) -> None:
    stage.add_channel()
    stage.add_item("otp", media=[entry(moving)])
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    waiting = stage.row(delivery)
    assert (waiting.state, waiting.error_code) == ("scheduled", "fitting")
    assert "Đang chuyển đổi" in str(waiting.error_message)
    fit_all(stage.dispatch, what_is_needed(stage.dispatch))
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.attempts) == ("published", 1)
    assert row.post is not None
    sent = row.post["media"][0]
    assert (sent["mime"], sent["alt"]) == ("image/jpeg", "Ảnh động")
    assert sent["sha256"] != moving.sha256


def test_the_public_page_opens_what_was_made_for_a_platform(stage: Stage, moving: MediaRow) -> None:
    stage.add_channel()
    stage.add_item("otp", media=[entry(moving)])
    delivery = stage.deliver("otp", "telegram")
    fit_all(stage.dispatch, what_is_needed(stage.dispatch))
    stage.settle()
    post = stage.row(delivery).post
    shown = ItemReader(stage.database, stage.settings).load("otp", None)
    assert post is not None
    assert shown is not None
    assert {moving.name, post["media"][0]["name"]} <= set(shown.files)


def test_files_are_made_two_days_ahead_once_and_for_nothing_that_was_cancelled(stage: Stage, moving: MediaRow) -> None:
    now = stage.clock.now()
    for key in ("telegram", "kenh-hai"):
        stage.add_channel(key)
    stage.add_channel("rss", "rss")
    stage.add_item("otp", media=[entry(moving)])
    first = stage.deliver("otp", "telegram", at=now + timedelta(hours=47))
    stage.deliver("otp", "rss", at=now + timedelta(hours=1))
    stage.deliver("otp", "kenh-hai", at=now + timedelta(hours=49))
    assert [need.row.name for need in what_is_needed(stage.dispatch)] == [moving.name]
    cancel(stage.database, "e@example.vn", first)
    assert what_is_needed(stage.dispatch) == []
    with stage.database.read() as session:
        assert len(needs_ahead(session, now, timedelta(hours=50))) == 1


def test_what_cannot_be_made_is_a_problem_of_the_preflight(stage: Stage, moving: MediaRow) -> None:
    stage.add_channel()
    stage.add_item("otp", media=[entry(moving)])
    delivery = stage.deliver("otp", "telegram")
    MediaStore(stage.settings.media_folder).path(moving.sha256).write_bytes(b"GIF89a, then nothing")
    fit_all(stage.dispatch, what_is_needed(stage.dispatch))
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.held_reason, row.error_code) == ("held", "preflight", "fitting_failed")
    assert f"Không chuyển đổi được {moving.name}" in str(row.error_message)


def test_an_edit_that_takes_the_file_away_lets_the_post_go(stage: Stage, moving: MediaRow) -> None:
    stage.add_channel()
    stage.add_item("otp", media=[entry(moving)])
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    stage.edit_item("otp", media=[])
    stage.approve("otp")
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_the_clocks_own_thread_makes_what_is_needed(stage: Stage, moving: MediaRow) -> None:
    stage.add_channel()
    stage.add_item("otp", media=[entry(moving)])
    stage.deliver("otp", "telegram", at=stage.clock.now() + timedelta(hours=20))
    fitter = Fitter(stage.dispatch)
    fitter.look()
    assert fitter._round is not None
    fitter._round.join(30)
    fitter.stop()
    with stage.database.read() as session:
        assert [row.state for row in session.exec(select(FittedMedia))] == ["ready"]


def test_a_new_picture_of_a_post_that_stands_is_made_for_its_correction(stage: Stage, moving: MediaRow) -> None:
    stage.add_channel()
    stage.add_item("otp")
    stage.deliver("otp", "telegram")
    stage.settle()
    assert what_is_needed(stage.dispatch) == []
    stage.edit_item("otp", media=[entry(moving)])
    assert [need.row.name for need in what_is_needed(stage.dispatch)] == [moving.name]
