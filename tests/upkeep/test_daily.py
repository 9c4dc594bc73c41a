"""The backups that the program makes by itself."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from campaign.media.store import MediaStore
from campaign.upkeep.daily import daily, folder_of, kept
from campaign.upkeep.daily_child import started
from campaign.upkeep.restore import restore, verify
from campaign.worker.backups import AGAIN_AFTER_S, FIRST_AFTER_S, Backups
from tests.delivery.stage import Stage
from tests.upkeep.scene import filled

BEGIN = datetime(2026, 1, 1, 3, tzinfo=UTC)


def names(stage: Stage) -> list[str]:
    return sorted(path.name for path in folder_of(stage.settings).glob("*.zip"))


def test_seven_days_and_four_weeks_are_kept_whatever_the_hour() -> None:
    there: set[datetime] = set()
    chance = random.Random(7)
    for day in range(120):
        there = kept(there | {BEGIN + timedelta(days=day, hours=chance.uniform(0, 20))})
    days = sorted((BEGIN + timedelta(days=119)).date() - moment.date() for moment in there)
    assert days[:7] == [timedelta(days=number) for number in range(7)]
    assert 8 <= len(there) <= 11
    assert timedelta(days=22) <= days[-1] <= timedelta(days=28)


def test_one_of_a_day_names_its_media_and_the_old_ones_go(stage: Stage) -> None:
    filled(stage)
    folder_of(stage.settings).mkdir(parents=True)
    for ago in range(1, 40):
        (folder_of(stage.settings) / f"daily-{stage.now() - timedelta(days=ago):%Y%m%d-%H%M%S}.zip").touch()
    made = daily(stage.database, stage.settings)
    assert made.path.name in names(stage)
    assert 9 <= len(names(stage)) <= 11
    assert [one.contained for one in made.manifest.media] == [False]
    assert verify(made.path, stage.settings).media == made.manifest.media


def test_a_restore_from_it_finds_the_files_where_they_are_or_counts_them(stage: Stage) -> None:
    filled(stage)
    made = daily(stage.database, stage.settings)
    assert restore(made.path, stage.database, stage.settings, "cli").missing == 0
    next(MediaStore(stage.settings.media_folder).folder.glob("??/*")).unlink()
    assert restore(made.path, stage.database, stage.settings, "cli").missing == 1


def test_the_clock_has_one_made_a_day_by_a_process_of_its_own(stage: Stage) -> None:
    filled(stage)
    at = [0.0]
    backups = Backups(stage.dispatch, lambda: at[0])
    backups.look()
    assert names(stage) == []
    at[0] = FIRST_AFTER_S
    for _ in range(3):
        backups.look()
        backups.wait(60)
    assert len(names(stage)) == 1
    stage.clock.advance(days=1)
    backups.look()
    backups.stop()


def test_it_names_what_only_the_common_store_has(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    here = MediaStore(stage.settings.media_folder).folder
    settings = replace(stage.settings, media_url=(tmp_path / "common").as_uri())
    here.rename(tmp_path / "common")
    with started(settings) as child:
        said, complaint = child.communicate(timeout=60)
    assert (child.returncode, complaint) == (0, "")
    assert len(verify(folder_of(settings) / said.strip(), settings).media) == 1


def test_one_that_failed_is_tried_again_in_an_hour(stage: Stage) -> None:
    filled(stage)
    folder = folder_of(stage.settings)
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")
    at = [FIRST_AFTER_S]
    backups = Backups(stage.dispatch, lambda: at[0])
    at[0] += FIRST_AFTER_S
    backups.look()
    backups.wait(60)
    folder.unlink()
    backups.look()
    assert not Path(folder).exists()
    at[0] += AGAIN_AFTER_S
    backups.look()
    backups.wait(60)
    assert len(names(stage)) == 1
