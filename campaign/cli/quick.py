"""A plain DB-API cursor on the workspace's database, for reading, without SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

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
            yield there.cursor(), "%s"
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
            raise Mistake(MISSING) from None
