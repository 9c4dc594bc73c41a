"""SQLite files that are filled once and then copied: most tests of the pages begin with the same rows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlmodel import Session

from campaign.clock import SetClock
from campaign.db import Database

Fill = Callable[[Session, datetime], object]


class Filled:
    """``filled(database, fill)`` gives a database that nobody has opened yet the rows that ``fill`` makes."""

    def __init__(self, empty: Path, folder: Path) -> None:
        self.empty = empty
        self.folder = folder
        self._kept: dict[tuple[Fill, datetime], Path] = {}

    def __call__(self, database: Database, fill: Fill) -> None:
        """By the clock of the database. ``fill`` makes the same rows whenever it is called with the same moment."""
        now = database.clock.now()
        if (fill, now) not in self._kept:
            self._kept[fill, now] = self._made(fill, now)
        target = Path(make_url(database.url).database or "")
        assert not target.with_name(f"{target.name}-wal").exists(), "the database is open already"
        shutil.copyfile(self._kept[fill, now], target)

    def _made(self, fill: Fill, now: datetime) -> Path:
        path = self.folder / f"{len(self._kept)}.db"
        shutil.copyfile(self.empty, path)
        database = Database(f"sqlite:///{path}", SetClock(now))
        with database.write() as session:
            fill(session, now)
        database.close()  # the last connection takes the write-ahead log into the file
        assert not path.with_name(f"{path.name}-wal").exists()
        return path
