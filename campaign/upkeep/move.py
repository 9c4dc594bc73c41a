"""``campaign move --to``: a SQLite database's rows to PostgreSQL; the old file then refuses every command.

Killed at any point: either the old one is whole and in use and the new one refuses to be used, or the other way round,
or (between the last two commits) both refuse; the same command run again finishes it. Never are both in use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from campaign.db import Database
from campaign.db.schema import HEAD, MOVED_TO, current_revision, migrate, require_current
from campaign.errors import Mistake
from campaign.models import Delivery, Fact
from campaign.models.delivery import IN_FLIGHT
from campaign.people.audit import record
from campaign.upkeep.filling import begin, end, fill, is_unused
from campaign.upkeep.tables import copied, extents

LOCKED = "moved_away"
"""First word of the triggers that keep a moved SQLite file as it is, also for a command that was open meanwhile."""


@dataclass(frozen=True)
class Moved:
    """``place``: the new address without its password."""

    place: str
    rows: int


def move(source: Database, target: Database, actor: str, told: Callable[[str], None] = lambda _: None) -> Moved:
    """Copy, verify row by row, and hand over. The caller holds the source's instance lock and has drained it.

    Raises Mistake: something is in flight, the target is in use or cannot be reached, the two differ.
    """
    place = shown(target.url)
    marked = _require_source(source, place)
    _prepare(target)
    if not is_unused(target):
        if marked:  # killed after the last commit: all was done, and nobody was told
            return Moved(place, _rows(source))
        raise Mistake("Cơ sở dữ liệu ở --to đã có nội dung. Hãy tạo một cơ sở dữ liệu trống rồi chạy lại.")
    begin(target)
    with source.engine.execution_options(immediate=True).connect() as rows:  # nobody writes until the end
        _require_nothing_in_flight(rows)
        told("Đang chép...")
        count = fill(rows, target, told)
        _mark(rows, source, place)
        rows.commit()
    end(target, lambda session: record(session, target.now(session), actor, "upkeep.move", "workspace", rows=count))
    return Moved(place, count)


def shown(url: str) -> str:
    """The address as it may be shown and kept: without password."""
    full = make_url(url).difference_update_query(["password"])
    bare = URL.create("postgresql", full.username, None, full.host, full.port, full.database, full.query)
    return bare.render_as_string(hide_password=False)


def is_marked(source: Database) -> bool:
    """Has it been moved away, or all but?"""
    if current_revision(source) != HEAD:
        return False
    with source.read() as session:
        return session.get(Fact, MOVED_TO) is not None


def _require_source(source: Database, place: str) -> bool:
    """Was it interrupted when this very move had all but ended?"""
    if not source.is_sqlite:
        raise Mistake(
            "Chỉ chuyển được từ SQLite. Giữa hai PostgreSQL, hãy dùng: campaign backup, rồi campaign restore."
        )
    if current_revision(source) == HEAD:
        with source.read() as session:
            moved = session.get(Fact, MOVED_TO)
        if moved is not None and moved.value == place:
            return True
    require_current(source)
    return False


def _prepare(target: Database) -> None:
    if target.is_sqlite:
        raise Mistake("--to phải là một địa chỉ postgresql://...")
    try:
        migrate(target, filling=True)
    except sa.exc.OperationalError:
        raise Mistake("Không nối được tới PostgreSQL ở --to. Hãy xem lại địa chỉ, tài khoản và máy chủ.") from None


def _rows(source: Database) -> int:
    with source.engine.connect() as connection:
        return sum(extent.count for extent in extents(connection).values())


def _require_nothing_in_flight(rows: sa.Connection) -> None:
    table = Delivery.__table__  # type: ignore[attr-defined]
    flying = rows.scalar(sa.select(sa.func.count()).select_from(table).where(table.c.state.in_(IN_FLIGHT)))
    if flying:
        raise Mistake(f"Còn {flying} bài đang gửi. Hãy chạy campaign tick cho đến khi xong rồi chuyển lại.")


def _mark(rows: sa.Connection, source: Database, place: str) -> None:
    fact = Fact.__table__  # type: ignore[attr-defined]
    if rows.scalar(sa.select(fact.c.name).where(fact.c.name == MOVED_TO)) is not None:
        return
    rows.execute(fact.insert().values(name=MOVED_TO, value=place, at=source.clock.now()))
    for table in copied():
        for event in ("INSERT", "UPDATE", "DELETE"):
            rows.exec_driver_sql(
                f'CREATE TRIGGER "{LOCKED}_{table.name}_{event.lower()}" BEFORE {event} ON "{table.name}" '
                f"BEGIN SELECT RAISE(ABORT, 'this database was moved away'); END"
            )
