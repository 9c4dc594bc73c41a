"""One dialect for all engines of a test run that ask for the same one.

An engine finds what was compiled by the dialect object that it was compiled for. With a dialect of its own each test
compiles every statement anew, a quarter of the time of a test that asks the database; the program itself opens one
database and compiles once.
Source: https://docs.sqlalchemy.org/en/21/core/connections.html#sql-compilation-caching
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

MADE: dict[Any, Any] = {}
COMPILED: LRUCache[Any, Any] = LRUCache(5000)
"""Statements of the whole program on both databases; 500, the library's own size, is meant for those of one run."""


class Shared(type):
    """A class of which the same arguments give the same object."""

    def __call__(cls, **arguments: Any) -> Any:
        key = (cls, *sorted((name, str(value)) for name, value in arguments.items()))
        if key not in MADE:
            MADE[key] = super().__call__(**arguments)
        return MADE[key]


class SharedSqlite(SQLiteDialect_pysqlite, metaclass=Shared):
    supports_statement_cache = True

    @classmethod
    def engine_created(cls, engine: sa.Engine) -> None:
        engine.update_execution_options(compiled_cache=COMPILED)


class SharedPostgresql(PGDialect_psycopg, metaclass=Shared):
    supports_statement_cache = True
    asked = False

    @classmethod
    def engine_created(cls, engine: sa.Engine) -> None:
        engine.update_execution_options(compiled_cache=COMPILED)

    def initialize(self, connection: Any) -> None:
        """What the server is able to do is asked once: a run has servers of one version."""
        if not self.asked:
            super().initialize(connection)  # type: ignore[no-untyped-call]
            self.asked = True


def share() -> None:
    """From now on every engine that is made has a shared dialect."""
    registry.register("sqlite", __name__, SharedSqlite.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgresql.__name__)
