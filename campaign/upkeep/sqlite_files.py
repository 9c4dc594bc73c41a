"""SQLite databases as files: where one lies, one without its write-ahead log, an empty one, what code stands in one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from campaign.db import Database
from campaign.db.schema import migrate

_empty: list[bytes] = []
"""The file at this program's schema. Its migrations take 0.3 s: a process runs them once."""


def sqlite_path(database: Database) -> Path:
    """The file of a SQLite database."""
    return Path(make_url(database.url).database or "")


def single_file(path: Path) -> None:
    """Fold the write-ahead log in: afterwards the database is this one file. Raises sqlite3.OperationalError while
    another connection is open on it."""
    with closing(sqlite3.connect(path, timeout=1)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()


def lay_out(path: Path) -> None:
    """An empty database at this program's schema, for the owner alone; ``path`` does not exist."""
    if _empty:
        path.touch(mode=0o600)
        path.write_bytes(_empty[0])
        return
    made = Database(f"sqlite:///{path}")
    try:
        migrate(made)
    finally:
        made.close()
    single_file(path)
    _empty.append(path.read_bytes())


def code_in(path: Path) -> set[tuple[str, str]]:
    """Names and texts of the triggers and views."""
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    with closing(sqlite3.connect(path)) as connection:
        return {(str(name), str(sql)) for name, sql in connection.execute(query)}
