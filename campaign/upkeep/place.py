"""Puts a staged database where the present one stands, which is kept beside."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.db.schema import HEAD, current_revision, migrate
from campaign.errors import Mistake
from campaign.models import Delivery
from campaign.settings import Settings
from campaign.upkeep.backup import back_up
from campaign.upkeep.durable import sync
from campaign.upkeep.filling import begin, end, fill, is_unused, noted
from campaign.upkeep.sqlite_files import single_file, sqlite_path

IN_USE = "Còn lệnh khác đang mở cơ sở dữ liệu. Hãy chờ nó xong (hoặc dừng nó) rồi khôi phục lại."
OUT = ("published", "sending", "uncertain")
Answer = TypeVar("Answer")


def present(database: Database, ask: Callable[[sa.Connection], Answer]) -> Answer | None:
    """A question to the database that is to be replaced; None where there is none, or it no longer answers."""
    if database.is_sqlite and not sqlite_path(database).stat().st_size:
        return None
    try:
        with database.engine.connect() as connection:
            return ask(connection)
    except sa.exc.DBAPIError:
        return None


def left(connection: sa.Connection) -> frozenset[str]:
    """Guids of what the present database knows to have left, or perhaps has; also where an interrupted restore has
    taken its rows away already."""
    query = sa.select(col(Delivery.guid)).where(col(Delivery.state).in_(OUT))
    return frozenset(connection.scalars(query)) | noted(connection)


def into_sqlite(staged: Path, database: Database, settings: Settings, at: datetime) -> Path | None:
    """One rename: there is always a whole database under the name. Returns where the old one is kept."""
    final = sqlite_path(database)
    database.close()
    _fold(final)
    kept_at = _keep_beside(final, settings, at)
    _keep_journal(settings, at)
    os.replace(staged, final)
    sync(final.parent)
    return kept_at


def into_postgresql(staged: Path, database: Database, settings: Settings, at: datetime) -> Path | None:
    """The present rows go into an archive first. Until all rows are there every command refuses the database."""
    kept_at = None
    revision = current_revision(database)
    if revision == HEAD and not is_unused(database):
        kept_at = _kept(settings, at, ".zip")
        back_up(database, settings, kept_at, with_media=False)
    elif revision not in (None, HEAD):
        raise Mistake(
            f"Cơ sở dữ liệu hiện tại ở bản {revision} nên chưa giữ lại được trước khi khôi phục. "
            "Hãy chạy campaign sync trước, hoặc khôi phục vào một cơ sở dữ liệu trống."
        )
    migrate(database, filling=True)
    _keep_journal(settings, at)
    begin(database, present(database, left) or ())
    source = Database(f"sqlite:///{staged}")
    try:
        with source.engine.connect() as rows:
            fill(rows, database, lambda _: None)
    finally:
        source.close()
    end(database)
    return kept_at


def _fold(final: Path) -> None:
    """A write-ahead log that stayed behind would be read into the new database. A damaged one is kept as it is."""
    if not final.exists() or not final.stat().st_size:
        return
    try:
        single_file(final)
    except sqlite3.OperationalError:
        raise Mistake(IN_USE) from None
    except sqlite3.DatabaseError:
        pass


def _keep_beside(final: Path, settings: Settings, at: datetime) -> Path | None:
    kept_at = None
    if final.exists() and final.stat().st_size:
        kept_at = _kept(settings, at, ".db")
        try:
            os.link(final, kept_at)
        except OSError:  # another disk, or one without links
            shutil.copyfile(final, kept_at)
        kept_at.chmod(0o600)
        sync(kept_at)
        sync(kept_at.parent)
    for ending in ("-wal", "-shm"):
        left = final.with_name(final.name + ending)
        if left.exists():
            if kept_at is None:
                left.unlink()
            else:
                shutil.move(left, kept_at.with_name(kept_at.name + ending))
    return kept_at


def _keep_journal(settings: Settings, at: datetime) -> None:
    """Receipts that were not stored belong to rows of the old database; ids of the new one may be others'."""
    journal = settings.var / "receipts.jsonl"
    if journal.exists():
        journal.rename(_kept(settings, at, ".receipts.jsonl"))


def _kept(settings: Settings, at: datetime, ending: str) -> Path:
    folder = settings.var / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem, number = f"before-restore-{at:%Y%m%d-%H%M%S}", 1
    path = folder / f"{stem}{ending}"
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{ending}"
    return path
