"""Brings a database to the program's schema, and refuses one that is newer or moved away."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from campaign.db.database import Database
from campaign.errors import Mistake

HEAD = "0022"
"""The newest revision; a test compares it with the scripts. Named here, Alembic (0.7 s) stays out of a normal start."""

NO_DATABASE = "Chưa có cơ sở dữ liệu ở đây. Hãy chạy: campaign sync"
BROKEN = "Tệp cơ sở dữ liệu bị hỏng. Hãy dừng chương trình và chạy: campaign restore FILE"

MOVED_TO, MOVING = "moved_to", "moving"
"""Facts about the whole database: its rows live elsewhere now; its rows are being copied in and are not all there."""

MIGRATION_LOCK = 7_211_907
"""PostgreSQL advisory lock: one migrating process at a time."""


def current_revision(database: Database) -> str | None:
    """The revision the database is at; None for an empty one. Raises Mistake for a file that is no database."""
    try:
        with database.engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            return revision
    except sa.exc.DatabaseError as error:
        if database.is_sqlite and not isinstance(error, sa.exc.OperationalError):
            raise Mistake(BROKEN) from None
        raise


def newer(revision: str) -> Mistake:
    """What to say of a database that a newer program has written."""
    return Mistake(
        f"Cơ sở dữ liệu thuộc phiên bản mới hơn ({revision}; chương trình này biết đến {HEAD}). "
        "Hãy dùng chương trình mới hơn để mở nó."
    )


def require_here(database: Database) -> None:
    """Raise Mistake for a database whose rows were moved away, or are only half copied in. Its schema may be any."""
    with database.engine.connect() as connection:
        if not sa.inspect(connection).has_table("fact"):
            return
        rows = connection.execute(sa.text("SELECT name, value FROM fact WHERE name IN ('moved_to', 'moving')"))
        facts = {name: value for name, value in rows}
    if place := facts.get(MOVED_TO):
        raise Mistake(
            f"Cơ sở dữ liệu này đã chuyển sang {place} và không dùng nữa. "
            "Hãy đặt CAMPAIGN_DATABASE_URL tới nơi đó rồi chạy lại."
        )
    if MOVING in facts:
        raise Mistake(
            "Cơ sở dữ liệu này mới chép dở dang nên không dùng được. Hãy chạy lại lệnh đã chép: campaign move --to URL "
            "(từ cơ sở dữ liệu cũ) hoặc campaign restore FILE."
        )


def migrate(database: Database, filling: bool = False) -> None:
    """Bring the schema to ``HEAD``. Raises Mistake for a database made by a newer program, one that was moved away, or
    (unless ``filling``: it is to be filled now) one that is only half copied in."""
    revision = current_revision(database)
    if not filling:
        require_here(database)
    if revision == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise newer(revision)
    with database.engine.execution_options(immediate=True).connect() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
        if not database.is_sqlite:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})


def require_current(database: Database) -> None:
    """Raise Mistake unless the schema is exactly this program's and the rows are here."""
    revision = current_revision(database)
    if revision is None:
        raise Mistake(NO_DATABASE)
    if revision > HEAD:  # four digits each
        raise newer(revision)
    require_here(database)
    if revision != HEAD:
        raise Mistake(f"Cơ sở dữ liệu ở bản {revision}, chương trình cần bản {HEAD}. Hãy chạy: campaign sync")
