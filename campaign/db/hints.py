"""SQLite is told which index to read where it would guess wrong: it keeps no counts unless somebody analyses.

``with_hint(Row, "INDEXED BY ix", "sqlite")`` of SQLAlchemy is silent on SQLite unless its compiler is this one. A
statement with a hint fails where that index cannot serve it: https://www.sqlite.org/lang_indexedby.html
"""

from __future__ import annotations

from sqlalchemy.dialects.sqlite.base import SQLiteCompiler


class HintingCompiler(SQLiteCompiler):
    """Writes hints behind the table that they are of."""

    def get_from_hint_text(self, table: object, text: str | None) -> str | None:
        return text
