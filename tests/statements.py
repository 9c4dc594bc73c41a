"""Counts what the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from campaign.db import Database

OPENING = ("PRAGMA", "BEGIN")


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement of any thread, as it is sent; without those that only open a connection or a transaction."""
    said: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *_: object) -> None:
        if not statement.startswith(OPENING):
            said.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", hear)
