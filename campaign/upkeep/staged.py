"""The database of an archive, unfolded beside the running one, checked, and brought to this program's schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from campaign.db import Database
from campaign.db.schema import HEAD, migrate, newer
from campaign.errors import Mistake
from campaign.upkeep.opened import Archive
from campaign.upkeep.sqlite_files import code_in, lay_out
from campaign.upkeep.tables import extents

BROKEN = "Cơ sở dữ liệu trong bản sao lưu bị hỏng"
OTHER = "Hãy dùng bản sao lưu khác."


def stage(archive: Archive, path: Path) -> None:
    """Write the archive's database to ``path`` at ``HEAD``. Raises Mistake where it is damaged, newer than the program,
    not what the manifest says, or holds triggers and views that no program of ours has made."""
    manifest = archive.manifest
    if manifest.schema_revision > HEAD:
        raise newer(manifest.schema_revision)
    archive.extract(manifest.database, path)
    try:
        _look_over(path, {name: one.count for name, one in manifest.tables.items()})
        staged = Database(f"sqlite:///{path}")
        try:
            if manifest.schema_revision == HEAD:
                _compare(staged, archive)
            migrate(staged)
        finally:
            staged.close()
        _require_own_code(path)
    except (sqlite3.DatabaseError, sa.exc.DBAPIError) as error:
        said = str(error.orig if isinstance(error, sa.exc.DBAPIError) else error).partition("\n")[0]
        raise Mistake(f"{BROKEN} ({said}). {OTHER}") from None


def _look_over(path: Path, counts: dict[str, int]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise Mistake(f"{BROKEN} (integrity_check: {str(said).partition(chr(10))[0]}). {OTHER}")
        if stray := connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Mistake(f"{BROKEN} (foreign_key_check: bảng {stray[0]}). {OTHER}")
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for name, count in counts.items():
            hidden = "WHERE name NOT IN ('moved_to', 'moving')" if name == "fact" else ""
            query = f'SELECT count(*) FROM "{name}" {hidden}'  # noqa: S608  (a name that sqlite_master has)
            if name not in there or connection.execute(query).fetchone()[0] != count:
                raise Mistake(f"{BROKEN}: bảng {name} không đủ {count} dòng. {OTHER}")


def _compare(staged: Database, archive: Archive) -> None:
    with staged.engine.connect() as connection:
        for name, one in extents(connection).items():
            listed = archive.manifest.tables.get(name)
            if listed is None or (listed.count, listed.digest) != (one.count, one.digest):
                raise Mistake(f"{BROKEN}: bảng {name} không đúng như lúc được ghi. {OTHER}")


def _require_own_code(path: Path) -> None:
    """Triggers and views run with our rights: only those that the migrations make are taken."""
    fresh = path.with_name("fresh.db")
    lay_out(fresh)
    strange = code_in(path) ^ code_in(fresh)
    fresh.unlink()
    if strange:
        name = sorted(name for name, _ in strange)[0]
        raise Mistake(f"Cơ sở dữ liệu trong bản sao lưu có trigger hoặc view lạ ({name}). {OTHER}")
