"""A backup made while posts go out, the machine lost, the archive restored and run: nothing shows twice."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from campaign.clock import SystemClock
from campaign.db import Database
from campaign.models import Delivery
from campaign.sandbox import Sandbox
from campaign.upkeep.backup import back_up
from campaign.upkeep.restore import restore
from tests.faults.child import Setting, fork, kill, until_killed
from tests.faults.ledger import Ledger, count, since_epoch
from tests.faults.storm import END_S, fill, moving

SEED = 20261201
POSTS = 24


def is_out(database: Database) -> bool:
    with database.read() as session:
        return (
            session.scalar(sa.select(col(Delivery.id)).where(col(Delivery.state) == "published").limit(1)) is not None
        )


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + END_S
    while time.monotonic() < end and not reached():
        time.sleep(0.05)


def lose(database: Database, folder: Path) -> Database:
    """The machine's database is gone; an empty one stands in its place."""
    database.close()
    for part in folder.glob("campaign.db*"):
        part.unlink()
    return Database(database.url, SystemClock())


def test_what_went_out_after_the_backup_is_asked_about_and_never_sent_again(sqlite_url: str, tmp_path: Path) -> None:
    setting, archive = Setting(sqlite_url, tmp_path), tmp_path / "a.zip"
    database = Database(sqlite_url, SystemClock())
    with Sandbox() as sandbox:
        fill(database, tmp_path, sandbox, POSTS, 3.0, random.Random(SEED))
        pid = fork(lambda: until_killed(setting))
        until(lambda: is_out(database))
        back_up(database, setting.settings, archive, with_key=True)
        until(lambda: not moving(database))  # the rest goes out, and the archive knows nothing of it
        kill(pid)
        gone = len(sandbox.posts())
        database = lose(database, tmp_path / "var")
        restore(archive, database, setting.settings, "quan-tri@example.vn")
        began, pid = since_epoch(), fork(lambda: until_killed(setting))
        until(lambda: not moving(database))
        kill(pid)
        ledger = count(Ledger("backup under load", SEED, kills=2), database, sandbox.posts(), ("", began))
        print(f"\n{ledger.line()}", file=sys.stderr)
        assert len(sandbox.posts()) == gone
        assert (ledger.doubled, ledger.forbidden, ledger.early, ledger.stuck, ledger.lost) == (0, 0, 0, 0, 0)
        assert ledger.published > 0
        assert ledger.published + ledger.uncertain >= ledger.due  # what nobody approved is asked about as well
        assert ledger.unlinked == 0
    database.close()
