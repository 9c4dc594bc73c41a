"""The schema: one head, no drift, append-only rows kept by the database itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import campaign.db
from campaign.db import Database
from campaign.db.schema import HEAD, current_revision, migrate, require_current
from campaign.errors import Mistake
from campaign.people.audit import record


def ours(name: str | None, kind: str, _: object) -> bool:
    """Procrastinate's tables are its own; the search's index is a virtual table here and a generated column there."""
    if str(name).startswith("search_words"):
        return False
    return kind != "table" or not str(name).startswith("procrastinate_")


def test_the_named_head_is_the_newest_script() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(campaign.db.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_the_migrated_schema_is_exactly_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_twice_is_the_same_as_once(database: Database) -> None:
    migrate(database)
    require_current(database)
    assert current_revision(database) == HEAD


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Mistake, match="mới hơn"):
        migrate(database)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'someone else'", "DELETE FROM audit"])
def test_an_audit_row_cannot_be_changed(database: Database, statement: str) -> None:
    with database.write() as session:
        record(session, database.now(session), "editor@example.vn", "approve", "item:otp")
    with pytest.raises(sa.exc.DatabaseError, match="rows are only added"), database.write() as session:
        session.execute(sa.text(statement))
