"""Migrations: a kill inside any of them costs nothing, and rows of every released revision arrive at the newest."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

import campaign.db
from campaign.db import Database
from campaign.db.schema import HEAD, current_revision, migrate
from campaign.upkeep.sqlite_files import single_file
from tests.faults.child import fork
from tests.upkeep.rows import fill

CONFIG = Config()
CONFIG.set_main_option("script_location", str(Path(campaign.db.__file__).parent / "migrations"))
REVISIONS = [script.revision for script in ScriptDirectory.from_config(CONFIG).walk_revisions()][::-1]


def upgrade(database: Database, revision: str) -> None:
    """To that revision and no further, as the program of its day did."""
    with database.engine.execution_options(immediate=True).connect() as connection:
        CONFIG.attributes["connection"] = connection
        command.upgrade(CONFIG, revision)
        connection.commit()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """An empty SQLite file of each revision: one walk through all of them."""
    path = tmp_path_factory.mktemp("old") / "old.db"
    files = {}
    for revision in REVISIONS:
        database = Database(f"sqlite:///{path}")
        upgrade(database, revision)
        database.close()
        single_file(path)
        files[revision] = path.read_bytes()
    return files


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        said = connection.execute("PRAGMA integrity_check").fetchone()
        return said == ("ok",) and connection.execute("PRAGMA foreign_key_check").fetchone() is None


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_every_revision_arrive_at_the_newest(tmp_path: Path, old: dict[str, bytes], revision: str) -> None:
    (tmp_path / "old.db").write_bytes(old[revision])
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    with database.engine.execution_options(immediate=True).connect() as connection:
        made = fill(connection)
        connection.commit()
    migrate(database)
    with database.engine.connect() as connection:
        there = {name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in made}
    database.close()
    assert {name: there[name] >= count for name, count in made.items()} == dict.fromkeys(made, True)
    assert sound(tmp_path / "old.db")


@pytest.mark.parametrize("revision", ["0001", "0006", "0010"])
def test_postgresql_takes_rows_of_old_revisions_along_too(postgresql_server: str, revision: str) -> None:
    name = f"old_{revision}"
    server = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    database = Database(postgresql_server.replace("/postgres?", f"/{name}?"))
    upgrade(database, revision)
    with database.engine.connect() as connection:
        made = fill(connection)
        connection.commit()
    migrate(database)
    with database.engine.connect() as connection:
        there = {name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in made}
    database.close()
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()
    assert {name: there[name] >= count for name, count in made.items()} == dict.fromkeys(made, True)


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_kill_at_the_end_of_a_migration_leaves_the_database_as_it_was(
    tmp_path: Path, old: dict[str, bytes], revision: str
) -> None:
    path = tmp_path / "killed.db"
    before = REVISIONS[max(REVISIONS.index(revision) - 1, 0)] if revision != REVISIONS[0] else None

    def killed() -> None:
        database = Database(f"sqlite:///{path}")

        @sa.event.listens_for(database.engine, "before_cursor_execute")
        def look(_c: object, _k: object, statement: str, parameters: object, _x: object, _m: object) -> None:
            said = f"{statement} {parameters}"
            if "alembic_version" in said and f"'{revision}'" in said and not statement.startswith("SELECT"):
                os.kill(os.getpid(), signal.SIGKILL)

        migrate(database)

    if before is not None:
        path.write_bytes(old[before])
    _, status = os.waitpid(fork(killed), 0)
    assert os.WIFSIGNALED(status)
    database = Database(f"sqlite:///{path}")
    assert current_revision(database) == before
    migrate(database)
    assert current_revision(database) == HEAD
    database.close()
    assert sound(path)
