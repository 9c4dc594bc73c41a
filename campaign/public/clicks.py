"""Counts visits of short links and loads of columns: a bounded buffer in memory, written by one thread at least every
250 ms and at the end.

A key is (code, minute): nothing about the visitor is kept. When the database refuses, the counts stay and are tried
again; beyond ``MAX_KEYS`` new keys are dropped, and how many is told in the metrics. A process killed outright loses at
most what came in since the last writing.
"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Engine

from campaign.db.database import click_engine
from campaign.models import Click

log = logging.getLogger(__name__)

FLUSH_EVERY_S = 0.2
"""Under the 250 ms that were promised, so that the writing itself fits in."""
RETRY_AFTER_S = 1.0
MAX_KEYS = 100_000
ROWS_PER_WRITE = 500
"""One transaction stays far under 50 ms."""
BUSY_MS = 2_000
"""Another writer may hold SQLite that long before the counts wait for the next turn."""

Key = tuple[str, datetime]
Row = dict[str, Any]


class ClickBuffer:
    """``count`` is called on the event loop and only adds to a dict; everything else happens in the writing thread."""

    def __init__(self, url: str, *, max_keys: int = MAX_KEYS) -> None:
        self.max_keys = max_keys
        self.flushed = 0
        """Visits written since the start."""
        self.dropped = 0
        """Visits not counted because the buffer was full."""
        self._engine = _patient_engine(url)
        self._insert = _in_one_step if self._engine.dialect.name == "sqlite" else _row_by_row
        self._counts: dict[Key, int] = {}
        self._writing: dict[Key, int] = {}
        self._guard = threading.Lock()
        self._flush_turn = threading.Lock()
        self._filled = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def size(self) -> int:
        """Keys that are not written yet."""
        return len(self._counts) + len(self._writing)

    def count(self, code: str, at: datetime) -> None:
        """One visit of ``code``. Never waits for the database."""
        key = (code, at.replace(second=0, microsecond=0))
        with self._guard:
            if key in self._counts:
                self._counts[key] += 1
            elif self.size < self.max_keys:
                self._counts[key] = 1
            else:
                self.dropped += 1
        if not self._filled.is_set():
            self._filled.set()

    def flush(self) -> int:
        """Write everything there is; returns how many visits. When it raises (SQLAlchemyError), nothing is lost."""
        with self._flush_turn:
            with self._guard:
                self._writing, self._counts = self._counts, {}
                self._filled.clear()
            written = 0
            try:
                while self._writing:
                    written += self._write_some()
            finally:
                self.flushed += written
                self._take_back()
            return written

    def start(self) -> None:
        """Start the writing thread. It sleeps while nobody visits."""
        self._thread = threading.Thread(target=self._run, name="clicks", daemon=True)
        self._thread.start()

    def stop(self, within_s: float = 8.0) -> None:
        """End the thread and write what is left, trying again for ``within_s`` seconds if the database refuses."""
        give_up = time.monotonic() + within_s
        self._stopping.set()
        self._filled.set()
        if self._thread is not None:
            self._thread.join(within_s)
        while self._counts and not self._flushed_quietly() and time.monotonic() < give_up:
            time.sleep(0.1)
        if self._counts or self._writing:
            log.error("%d counted visits could not be written", sum(self._counts.values()))
        self._engine.dispose()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._filled.wait()
            if self._stopping.wait(FLUSH_EVERY_S):
                return
            if not self._flushed_quietly():
                self._stopping.wait(RETRY_AFTER_S)
                self._filled.set()

    def _flushed_quietly(self) -> bool:
        try:
            self.flush()
        except sa.exc.SQLAlchemyError as error:
            log.warning("visits wait in memory, the database refused them: %s", error)
            return False
        return True

    def _write_some(self) -> int:
        """One transaction; its rows leave ``_writing`` once committed. Sorted, so that two processes never deadlock."""
        keys = sorted(self._writing)[:ROWS_PER_WRITE]
        rows = [{"code": code, "minute": minute, "count": self._writing[code, minute]} for code, minute in keys]
        with self._engine.begin() as connection:
            self._insert(connection, rows)
        with self._guard:
            return sum(self._writing.pop(key) for key in keys)

    def _take_back(self) -> None:
        with self._guard:
            for key, count in self._writing.items():
                self._counts[key] = self._counts.get(key, 0) + count
            self._writing = {}


def _row_by_row(connection: sa.Connection, rows: Sequence[Row]) -> None:
    table: Any = sa.inspect(Click).local_table
    insert: Any = postgresql.insert(table)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[table.c.code, table.c.minute], set_={"count": table.c.count + insert.excluded.count}
        ),
        rows,
    )


def _in_one_step(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """All rows by one statement. After each statement the thread waits for the interpreter's lock, and holds SQLite's
    only write lock meanwhile: row by row, a flood of visitors kept every post waiting for seconds."""
    stored = _MINUTE.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    told = [[row["code"], stored(row["minute"]) if stored else row["minute"], row["count"]] for row in rows]
    connection.execute(_ALL_AT_ONCE, {"rows": json.dumps(told)})


_MINUTE: Any = sa.inspect(Click).local_table.c.minute.type
_ALL_AT_ONCE = sa.text("""
    INSERT INTO click (code, minute, count)
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
    FROM json_each(:rows) WHERE true
    ON CONFLICT (code, minute) DO UPDATE SET count = click.count + excluded.count
""")
"""``WHERE true``: https://www.sqlite.org/lang_upsert.html, parsing ambiguity."""


def _patient_engine(url: str) -> Engine:
    """The second door for clicks, with a shorter patience than the program's own transactions."""
    engine = click_engine(url)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine.pool, "connect")
        def shorten(connection: Any, _: Any) -> None:
            with contextlib.closing(connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")):
                pass

    return engine
