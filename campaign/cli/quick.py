"""A plain DB-API cursor on the workspace's database, for reading, without SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import campaign
from campaign.errors import Mistake
from campaign.settings import Settings

MISSING = "Chưa có cơ sở dữ liệu ở đây. Hãy chạy: campaign sync"


@contextmanager
def cursor_of(settings: Settings) -> Iterator[tuple[Any, str]]:
    """(cursor, parameter mark). Raises Mistake where there is no database yet, or it is not at this schema."""
    if settings.is_sqlite:
        import sqlite3

        path = Path(settings.database_url.removeprefix("sqlite:///"))
        if not path.exists():
            raise Mistake(MISSING)
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            try:
                _require_here(connection.cursor(), settings)
                yield connection.cursor(), "?"
            except sqlite3.DatabaseError as error:
                raise Mistake(MISSING if "no such" in str(error) else f"Không đọc được {path.name}: {error}") from None
        return
    import psycopg

    address = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
    try:
        there = psycopg.connect(address)
    except psycopg.OperationalError:
        raise Mistake("Không kết nối được PostgreSQL. Hãy xem lại CAMPAIGN_DATABASE_URL và máy chủ.") from None
    with there:
        try:
            _require_here(there.cursor(), settings)
            yield there.cursor(), "%s"
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
            raise Mistake(MISSING) from None


def _require_here(cursor: Any, settings: Settings) -> None:
    """Where the schema is not the newest script's, or the rows were moved, the sentence is that of every command."""
    cursor.execute("SELECT version_num FROM alembic_version")
    revision = str(cursor.fetchone()[0])
    cursor.execute("SELECT count(*) FROM fact WHERE name IN ('moved_to', 'moving')")
    scripts = (Path(campaign.__file__).parent / "db" / "migrations" / "versions").glob("[0-9]*.py")
    if cursor.fetchone()[0] or revision != max(script.name.partition("_")[0] for script in scripts):
        from campaign.app.open import open_database

        with open_database(settings):
            pass
