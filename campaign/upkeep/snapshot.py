"""One consistent moment of the database as a single SQLite file, taken while the program runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from campaign.db import Database
from campaign.upkeep.sqlite_files import lay_out, single_file, sqlite_path
from campaign.upkeep.tables import copy_rows, empty


def snapshot(database: Database, path: Path) -> None:
    """Write that file; ``path`` does not exist. Writers are not held up.

    SQLite: its online backup, on a connection of its own (https://www.sqlite.org/backup.html); all pages in one step,
    since steps begin anew whenever somebody writes. PostgreSQL: the rows as one REPEATABLE READ transaction sees them
    (https://www.postgresql.org/docs/current/transaction-iso.html#XACT-REPEATABLE-READ).
    """
    if database.is_sqlite:
        with closing(sqlite3.connect(sqlite_path(database))) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
    else:
        _rows(database, path)
    single_file(path)


def _rows(database: Database, path: Path) -> None:
    lay_out(path)
    copy = Database(f"sqlite:///{path}")
    try:
        seen = database.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with seen.connect() as source, copy.engine.execution_options(immediate=True).connect() as target:
            empty(target)
            copy_rows(source, target)
            target.commit()
    finally:
        copy.close()
