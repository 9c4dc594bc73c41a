"""What every row shares: named constraints (SQLite can only drop what has a name) and small column types."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def json_column(nullable: bool = False) -> Column[Any]:
    """A JSON column: dicts and lists of plain values, replaced as a whole and never changed in place."""
    return Column(JSON(none_as_null=True), nullable=nullable)
