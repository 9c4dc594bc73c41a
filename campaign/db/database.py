"""Opens the database and hands out transactions.

SQLite: WAL with synchronous=FULL (a committed ``sending`` must survive a power cut), one fair in-process write lock and
BEGIN IMMEDIATE. PostgreSQL: plain transactions; rows are claimed with SKIP LOCKED. No transaction is held across HTTP.
Facts: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url
from sqlmodel import Session

import campaign.models  # noqa: F401  (rows must be known before a session is opened)
from campaign.clock import Clock, SystemClock
from campaign.db import commits
from campaign.db.fair_lock import FairLock
from campaign.db.hints import HintingCompiler

BUSY_MS = 30_000
MAX_CLOCK_DIFFERENCE_S = 5.0


class Database:
    """One open database. ``read`` and ``write`` give a SQLModel session in a transaction that ends with the block."""

    def __init__(self, url: str, clock: Clock | None = None, *, pool_size: int = 10) -> None:
        self.url = url
        self.clock: Clock = clock or SystemClock()
        self.is_sqlite = url.startswith("sqlite")
        self._lock = FairLock()
        if self.is_sqlite:
            _make_folder(url)
            self.engine = _sqlite_engine(url, "FULL", pool_size)
        else:
            self.engine = sa.create_engine(url, pool_size=pool_size, max_overflow=5, pool_pre_ping=True)
        self._writer = self.engine.execution_options(immediate=True)
        self._glancer = self.engine.execution_options(glance=True)
        self._jotter: Engine | None = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view. Nothing that is changed in it is kept."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session
            session.expunge_all()  # the rollback at the end would empty what was read; it stays readable outside

    @contextmanager
    def glance(self) -> Iterator[sa.Connection]:
        """For one plain SELECT, which is a consistent view by itself: half of what ``read`` costs."""
        with self._glancer.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits when the block ends and rolls back when it raises. Keep it under 50 ms."""
        with self._lock if self.is_sqlite else nullcontext(), Session(self._writer, expire_on_commit=False) as session:
            yield session
            session.flush()  # what the database refuses is refused here, where nothing is committed yet
            commits.begins()
            session.commit()

    @contextmanager
    def jot(self) -> Iterator[sa.Connection]:
        """A few plain statements in a transaction, on SQLite without waiting for the disk: what is kept outlives this
        program, and may be lost with the power."""
        if not self.is_sqlite:
            with self.engine.begin() as connection:
                yield connection
            return
        with self._lock:
            if self._jotter is None:
                self._jotter = _sqlite_engine(self.url, "NORMAL", 1).execution_options(immediate=True)
            with self._jotter.begin() as connection:
                yield connection

    @property
    def in_use(self) -> bool:
        """Does any thread have a connection in hand?"""
        pool = self.engine.pool
        return isinstance(pool, sa.pool.QueuePool) and pool.checkedout() > 0

    def now(self, session: Session | sa.Connection) -> datetime:
        """The moment of this transaction: the database's own on PostgreSQL (many machines), else the clock's."""
        if self.is_sqlite or not isinstance(self.clock, SystemClock):
            return self.clock.now()
        return session.scalar(sa.select(sa.func.clock_timestamp(type_=sa.DateTime(timezone=True))))  # type: ignore[return-value]

    def clock_difference_s(self) -> float:
        """How far this machine's clock is from the database's, in seconds; 0.0 where they are the same clock."""
        with self.read() as session:
            return abs((self.now(session) - self.clock.now()).total_seconds())

    def close(self) -> None:
        self.engine.dispose()
        if self._jotter is not None:
            self._jotter.dispose()


def click_engine(url: str) -> Engine:
    """A second door for click counts only: on SQLite synchronous=NORMAL, since a lost minute of clicks is bearable."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url, "NORMAL", 1).execution_options(immediate=True)
    return sa.create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True)


def _make_folder(url: str) -> None:
    """Folder and file for the owner alone; SQLite gives its -wal and -shm files the rights of the database itself."""
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _sqlite_engine(url: str, synchronous: str, pool_size: int) -> Engine:
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=10,
        poolclass=sa.pool.QueuePool,
        connect_args={"check_same_thread": False},
    )
    engine.dialect.statement_compiler = HintingCompiler

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we write BEGIN ourselves, below
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", f"busy_timeout={BUSY_MS}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get("glance"):
            return
        opening = "BEGIN IMMEDIATE" if options.get("immediate") else "BEGIN"
        try:  # said to the driver itself: every transaction begins here, and the way round costs ten times as much
            connection.connection.dbapi_connection.execute(opening)  # type: ignore[union-attr]
        except sqlite3.Error as error:
            raise sa.exc.OperationalError(opening, None, error) from error

    return engine
