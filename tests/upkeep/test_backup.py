"""One archive of the whole installation, made while it runs; what is checked is what was written."""

from __future__ import annotations

import stat
import threading
import zipfile
from pathlib import Path

import pytest

from campaign.errors import Mistake
from campaign.upkeep import backup as work
from campaign.upkeep.backup import back_up
from campaign.upkeep.manifest import Manifest
from campaign.upkeep.restore import verify
from tests.delivery.stage import TOKEN, Stage
from tests.faults.child import fork, kill
from tests.upkeep.scene import filled, hold_on


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_archive_holds_rows_media_and_files_and_proves_itself(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    made = back_up(stage.database, stage.settings, tmp_path / "out" / "a.zip")
    there = contents(made.path)
    manifest = Manifest.model_validate_json(there["manifest.json"])
    assert manifest.tables["delivery"].count == 2
    assert {"campaign.db", "manifest.json", "workspace/plan.toml"} < there.keys()
    assert [one.contained for one in manifest.media] == [True]
    assert verify(made.path, stage.settings) == manifest
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [path.name for path in made.path.parent.iterdir()] == ["a.zip"]


def test_no_secret_stands_in_it_in_plain_and_the_key_only_when_asked_for(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    plain = contents(back_up(stage.database, stage.settings, tmp_path / "a.zip").path)
    keyed = contents(back_up(stage.database, stage.settings, tmp_path / "b.zip", with_key=True).path)
    key = stage.settings.secret_key_file.read_bytes()
    assert not any(TOKEN.encode() in content or key.strip() in content for content in plain.values())
    assert keyed["secret.key"] == key


def test_a_backup_is_one_moment_while_others_write(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            stage.add_item(f"muc-{number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            made = back_up(stage.database, stage.settings, tmp_path / f"{number}.zip")
            tables = made.manifest.tables
            assert tables["item"].count == tables["revision"].count == tables["approval"].count
            verify(made.path, stage.settings)
    finally:
        done.set()
        writer.join()


def test_a_failure_leaves_what_was_there_and_no_half_file(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(stage)
    path = back_up(stage.database, stage.settings, tmp_path / "out" / "a.zip").path
    before = path.read_bytes()
    monkeypatch.setattr(work, "extents", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        back_up(stage.database, stage.settings, path)
    assert path.read_bytes() == before
    assert [left.name for left in path.parent.iterdir()] == ["a.zip"]


def test_a_kill_leaves_nothing_under_the_final_name(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    stage.database.close()
    path, ready = tmp_path / "out" / "a.zip", tmp_path / "ready"

    def child() -> None:
        work.__dict__["extents"] = lambda _: hold_on(ready)
        back_up(stage.database, stage.settings, path)

    pid = fork(child)
    while not ready.exists():
        pass
    kill(pid)
    assert not path.exists()
    assert verify(back_up(stage.database, stage.settings, path).path, stage.settings).tables["delivery"].count == 2


def test_a_full_disk_is_told_before_anything_is_written(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "RESERVE_BYTES", 1 << 60)
    with pytest.raises(Mistake, match="Đĩa không đủ chỗ"):
        back_up(stage.database, stage.settings, tmp_path / "out" / "a.zip")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_link_in_the_workspace_is_not_followed(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    outside = tmp_path / "outside.txt"
    outside.write_text("không được đọc")
    (stage.folder / "content").mkdir()
    (stage.folder / "content" / "link.md").symlink_to(outside)
    there = contents(back_up(stage.database, stage.settings, tmp_path / "out" / "a.zip").path)
    assert "workspace/content/link.md" not in there
