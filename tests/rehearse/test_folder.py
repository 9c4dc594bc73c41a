"""The copy that a rehearsal is made on: for its owner alone, and gone when the rehearsal has ended, somehow."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path

import pytest

from campaign.errors import Mistake
from campaign.rehearse.folder import PREFIX, own_folder
from campaign.rehearse.run import rehearse
from tests.app.program import Program, Running, until
from tests.delivery.stage import Stage
from tests.faults.test_disk_and_locks import fill


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where folders for a while are made."""
    found = tmp_path / "tmp"
    found.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(found))
    return found


def copies(place: Path) -> list[Path]:
    return list(place.glob(f"{PREFIX}*/rehearsal.db"))


def rehearsing(program: Program, place: Path) -> Running:
    """In the middle of a long one."""
    before = copies(place)
    running = program.start("rehearse", "--days", "92", TMPDIR=str(place))
    until(lambda: [path for path in copies(place) if path not in before and path.stat().st_size], running.told)
    return running


def test_a_signal_takes_the_copy_away_and_what_a_kill_left_goes_with_the_next_one(tmp_path: Path, place: Path) -> None:
    Program(tmp_path).ok("init", str(tmp_path / "ws"))
    program = Program(tmp_path / "ws")
    program.ok("sync")
    killed = rehearsing(program, place)
    assert killed.stop(signal.SIGKILL).code == -signal.SIGKILL
    (left,) = copies(place)
    assert (left.stat().st_mode & 0o777, left.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    ended = rehearsing(program, place).stop(signal.SIGTERM)
    assert (ended.code, ended.out, ended.err) == (128 + signal.SIGTERM, "", "")
    assert list(place.iterdir()) == []


def test_a_folder_that_nobody_holds_is_taken_away_and_one_in_use_is_not(place: Path) -> None:
    (place / f"{PREFIX}left").mkdir()
    (place / f"{PREFIX}left" / "rehearsal.db").touch()
    (place / "another").mkdir()
    with own_folder() as first, own_folder() as second:
        assert sorted(place.iterdir()) == sorted((place / "another", first, second))
    assert list(place.iterdir()) == [place / "another"]


def test_a_temporary_disk_without_room_is_told_by_its_name(
    stage: Stage, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.add_channel()
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    ballast = fill(small_disk)
    with pytest.raises(Mistake, match=rf"thư mục tạm {small_disk} đầy hoặc gần đầy.*TMPDIR"):
        rehearse(stage.database, stage.settings, 1)
    ballast.unlink()
    with pytest.raises(Mistake, match="gần đầy"):  # 4 MB are less than what is kept for sending
        rehearse(stage.database, stage.settings, 1)
    assert list(small_disk.iterdir()) == []


def test_where_no_folder_can_be_made_it_says_so(place: Path) -> None:
    place.rmdir()
    with pytest.raises(Mistake, match=r"Không tạo được thư mục tạm .*TMPDIR"), own_folder():
        pass
