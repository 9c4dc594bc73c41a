"""Rows from one database to another, of either kind, and a digest by which two tables are compared.

What a database derives by itself is not copied: its triggers fill ``post_figures`` and the index of the search while
the rows come in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

import campaign.models  # noqa: F401  (the tables must be known)
from campaign.db.schema import MOVED_TO, MOVING
from campaign.errors import Mistake

DERIVED = frozenset({"post_figures"})
OF_ONE_DATABASE = (MOVED_TO, MOVING)
"""Facts that belong to a database and not to what it holds."""
AT_ONCE = 500
"""Rows in one statement: flat memory, whatever the table."""


@dataclass(frozen=True)
class Extent:
    """How much a table holds, and what: ``digest`` is the sum of the SHA-256 of its rows modulo 2^256, in hex, so that
    it does not depend on an order (databases sort text differently)."""

    count: int
    digest: str


def copied() -> list[sa.Table]:
    """Every table whose rows are copied; one that others refer to comes before them."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in DERIVED]


def copy_rows(source: sa.Connection, target: sa.Connection) -> None:
    """All rows, in the target's open transaction; its tables are empty. Raises Mistake for a row it does not take."""
    for table in copied():
        for rows in _batches(source, table):
            try:
                target.execute(table.insert(), [dict(row) for row in rows])
            except sa.exc.DBAPIError as error:
                said = str(error.orig).partition("\n")[0]
                raise Mistake(f"Không chép được bảng {table.name}: {said}") from None


def empty(target: sa.Connection) -> None:
    """Take away what migrations seed and what an earlier copy left, in the target's open transaction."""
    if target.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
        target.exec_driver_sql(f"TRUNCATE {names}")
        return
    for table in reversed(SQLModel.metadata.sorted_tables):
        target.execute(table.delete())


def set_sequences(target: sa.Connection) -> None:
    """PostgreSQL: the next id of each table comes after those that were copied."""
    if target.dialect.name != "postgresql":
        return
    for table in copied():
        column = table.autoincrement_column
        if column is not None:
            target.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), max({column.name})) "  # noqa: S608
                f'FROM "{table.name}" HAVING max({column.name}) IS NOT NULL'
            )


def extents(connection: sa.Connection) -> dict[str, Extent]:
    """Every copied table as this database gives it back, by name."""
    return {table.name: _extent(row for rows in _batches(connection, table) for row in rows) for table in copied()}


def differing(one: Mapping[str, Extent], other: Mapping[str, Extent]) -> list[str]:
    """Names of the tables that are not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _batches(connection: sa.Connection, table: sa.Table) -> Iterator[list[sa.RowMapping]]:
    """In the order of the key: a row that refers to another of its table has the higher id."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    if table.name == "fact":
        query = query.where(table.c.name.not_in(OF_ONE_DATABASE))
    result = connection.execution_options(yield_per=AT_ONCE).execute(query)
    for rows in result.mappings().partitions(AT_ONCE):
        yield list(rows)


def _extent(rows: Iterable[sa.RowMapping]) -> Extent:
    count = total = 0
    for row in rows:
        said = json.dumps(
            [row[key] for key in sorted(map(str, row))], sort_keys=True, ensure_ascii=False, default=_plain
        )
        total += int.from_bytes(hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest())
        count += 1
    return Extent(count, f"{total % 2**256:064x}")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no digest of {type(value).__name__}")
