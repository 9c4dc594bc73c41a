"""Rows for every table of a database, at whatever revision it is: found by reflection, not written down."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

KINDS: dict[str, dict[str, Any]] = {
    "activity": {"state": "counted", "audience_mark": "X"},
    "channel": {"platform": "telegram"},
    "correction_step": {"deed": "amend", "state": "waiting"},
    "delivery": {"state": "published", "part": "", "after_id": None},
    "special_day": {"kind": "legal"},
    "metric_sample": {"metric": "views", "native_name": "views"},
}
"""What a check of the database demands, or a migration reads."""
NOT_OURS = ("alembic", "procrastinate", "search_words", "sqlite")
AT = datetime(2026, 11, 1, 6, 30, 15, 250_000, tzinfo=UTC)


def fill(connection: sa.Connection, rows: int = 3) -> dict[str, int]:
    """So many more rows in every table that is there; how many each then has."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    made: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        if not table.name.startswith(NOT_OURS) and table.name != "post_figures":
            made[table.name] = [_row(table, number, made) for number in range(1, rows + 1)]
            connection.execute(table.insert(), made[table.name])
    counts = {name: sa.select(sa.func.count()).select_from(metadata.tables[name]) for name in made}
    return {name: connection.scalar(count) or 0 for name, count in counts.items()}


def _row(table: sa.Table, number: int, made: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    fixed = KINDS.get(table.name, {})
    columns = [column for column in table.columns if column.computed is None]
    values = {column.name: _value(column, number, made) for column in columns}
    return values | {name: value for name, value in fixed.items() if name in values}


def _value(column: sa.Column[Any], number: int, made: dict[str, list[dict[str, Any]]]) -> Any:
    for key in column.foreign_keys:
        there = made.get(key.column.table.name)
        return there[number - 1][key.column.name] if there else None
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return number % 2 == 0
    if isinstance(kind, sa.Integer):
        return number + 1000 if column.primary_key else number
    if isinstance(kind, sa.Float | sa.Numeric):
        return number + 0.1
    if isinstance(kind, sa.JSON):
        return {"chữ": ["ă", number, 0.5, None, True]}
    if isinstance(kind, sa.DateTime):
        return AT
    if isinstance(kind, sa.Date):
        return date(2026, 11, number)
    return f"{column.name} số {number}: “ắ” \U0001f4e2"
