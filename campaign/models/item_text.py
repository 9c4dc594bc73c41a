"""The words of an item as its current revision says them: what the library's search looks through."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class ItemText(SQLModel, table=True):
    """Words in lower case, in order, one space between them; once as written (NFC) and once folded (no marks, đ as d).

    Written beside each revision (campaign.library.search.keep). The index over it is the database's own and follows
    by itself: a trigger fills ``search_words`` (FTS5) on SQLite, a generated column of that name on PostgreSQL.
    """

    __tablename__ = "item_text"

    item_id: int = Field(primary_key=True, foreign_key="item.id")
    title: str
    rest: str
    """Summary, tags and body."""
    title_folded: str
    rest_folded: str
    """The same, and the slug."""
