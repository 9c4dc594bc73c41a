"""A database that cannot be opened, or written, is told with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from campaign.app.open import open_database
from campaign.errors import Mistake
from campaign.settings import Settings
from tests.faults.test_disk_and_locks import fill, small_disk, use_up_the_log

__all__ = ["small_disk"]


def test_a_full_disk_is_named(small_disk: Path, migrated_sqlite: Path) -> None:
    path = small_disk / "campaign.db"
    shutil.copy(migrated_sqlite, path)
    settings = Settings(workspace=small_disk, database_url=f"sqlite:///{path}")
    named = rf"Đĩa chứa {small_disk} đã đầy.*Hãy dọn bớt tệp"
    with pytest.raises(Mistake, match=named):
        write_on_a_full_disk(settings, small_disk)
    for left in ("campaign.db-wal", "campaign.db-shm"):
        (small_disk / left).unlink(missing_ok=True)
    fill(small_disk)
    with pytest.raises(Mistake, match=named), open_database(settings):
        pass


def write_on_a_full_disk(settings: Settings, folder: Path) -> None:
    with open_database(settings) as database:
        fill(folder)
        use_up_the_log(database)
        with database.write() as session:
            session.connection().exec_driver_sql("CREATE TABLE more AS SELECT hex(randomblob(100000)) AS x")


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "campaign.db").mkdir()
    settings = Settings(workspace=tmp_path, database_url=f"sqlite:///{tmp_path / 'campaign.db'}")
    with pytest.raises(Mistake, match=rf"tệp cơ sở dữ liệu {tmp_path / 'campaign.db'} \("), open_database(settings):
        pass
