"""A whole database into an empty PostgreSQL, so that nobody works on half of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

import sqlalchemy as sa
from sqlmodel import Session

from campaign.db import Database
from campaign.db.schema import MOVING
from campaign.errors import Mistake
from campaign.models import Fact
from campaign.upkeep.tables import copied, copy_rows, differing, empty, extents, set_sequences

SEEDED = frozenset({"special_day"})
"""What migrations put into a new database."""


def is_unused(database: Database) -> bool:
    """At this program's schema: nothing but seeds in it, or what an interrupted copy left."""
    with database.engine.connect() as connection:
        names = set(connection.scalars(sa.select(Fact.__table__.c.name)))  # type: ignore[attr-defined]
        if MOVING in names:
            return True
        tables = [table for table in copied() if table.name not in SEEDED]
        return not any(connection.execute(sa.select(1).select_from(table).limit(1)).first() for table in tables)


def begin(target: Database, gone: Collection[str] = ()) -> None:
    """Empty it and mark it as half copied: until ``end`` every command refuses it. ``gone``: guids that must outlive
    its rows, should this be interrupted."""
    with target.write() as session:
        connection = session.connection()
        empty(connection)
        session.add(Fact(name=MOVING, value=json.dumps(sorted(gone)), at=target.now(session)))


def noted(connection: sa.Connection) -> frozenset[str]:
    """What an interrupted copy was given as ``gone``."""
    fact = Fact.__table__  # type: ignore[attr-defined]
    return frozenset(json.loads(connection.scalar(sa.select(fact.c.value).where(fact.c.name == MOVING)) or "[]"))


def fill(source: sa.Connection, target: Database, told: Callable[[str], None]) -> int:
    """Copy every row, table by table and durable, and read all of them back. Returns how many there are. Raises
    Mistake where the two are not the same; the target stays marked as half copied."""
    with target.engine.connect() as connection:
        copy_rows(source, connection)
        set_sequences(connection)
        connection.commit()
    told("Đã chép xong, đang đối chiếu từng dòng...")
    wanted = extents(source)
    with target.engine.connect() as connection:
        wrong = differing(wanted, extents(connection))
    if wrong:
        raise Mistake(f"Đối chiếu thấy khác nhau ở bảng {', '.join(wrong)}. Nơi mới chưa dùng được; hãy chạy lại.")
    return sum(extent.count for extent in wanted.values())


def end(target: Database, also: Callable[[Session], None] = lambda _: None) -> None:
    """All rows are there: the target may be used. ``also``: what is written in the same transaction."""
    with target.write() as session:
        also(session)
        session.delete(session.get_one(Fact, MOVING))
