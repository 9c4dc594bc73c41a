"""Search: the words of each item, an index that follows them by itself, and the words of what is there already.

The folding below is that of campaign.library.words as it was when this script was written.
"""

from __future__ import annotations

import json
import re
import unicodedata

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = ("title", "rest", "title_folded", "rest_folded")
BATCH = 500


def upgrade() -> None:
    op.create_table(
        "item_text",
        sa.Column("item_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=False) for name in COLUMNS),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_text_item_id_item")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_text")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _fts5()
    else:
        _tsvector()
    _fill()


def _fts5() -> None:
    """An index without a second copy of the text: https://www.sqlite.org/fts5.html#external_content_tables"""
    names = ", ".join(COLUMNS)
    op.execute(
        f"CREATE VIRTUAL TABLE search_words USING fts5({names}, content='item_text', content_rowid='item_id', "
        "tokenize='unicode61 remove_diacritics 0', prefix='1 2 3')"
    )
    new, old = (", ".join(f"{row}.{name}" for name in ("item_id", *COLUMNS)) for row in ("NEW", "OLD"))
    put = f"INSERT INTO search_words(rowid, {names}) VALUES ({new});"  # noqa: S608
    drop = f"INSERT INTO search_words(search_words, rowid, {names}) VALUES ('delete', {old});"  # noqa: S608
    for event, statements in (("INSERT", put), ("DELETE", drop), ("UPDATE", drop + put)):
        op.execute(f"CREATE TRIGGER item_text_{event.lower()} AFTER {event} ON item_text BEGIN {statements} END")


def _tsvector() -> None:
    """Three columns without weights: a match is told by the index alone, without a look at the words of the row."""
    for name, words in (
        ("exact", "title || ' ' || rest"), ("folded", "title_folded || ' ' || rest_folded"), ("title", "title_folded"),
    ):  # fmt: skip
        column = f"search_words_{name}"
        op.execute(
            f"ALTER TABLE item_text ADD COLUMN {column} tsvector "
            f"GENERATED ALWAYS AS (to_tsvector('simple', {words})) STORED"
        )
        op.execute(f"CREATE INDEX {column}_ix ON item_text USING gin ({column})")


def _fill() -> None:
    bind = op.get_bind()
    rows = bind.execute(
        sa.text(
            "SELECT item.id, item.slug, revision.title, revision.summary, revision.tags, revision.body "
            "FROM item JOIN revision ON revision.item_id = item.id AND revision.number = item.revision"
        )
    ).all()
    put = sa.text(
        "INSERT INTO item_text (item_id, title, rest, title_folded, rest_folded) "
        "VALUES (:item_id, :title, :rest, :title_folded, :rest_folded)"
    )
    for start in range(0, len(rows), BATCH):
        bind.execute(put, [_words(*row) for row in rows[start : start + BATCH]])


def _words(item_id: int, slug: str, title: str, summary: str, tags: object, body: str) -> dict[str, object]:
    known = json.loads(tags) if isinstance(tags, str) else tags
    said = _split(title), _split("\n".join((summary, " ".join(known or ()), body)))  # type: ignore[arg-type]
    return {
        "item_id": item_id,
        "title": " ".join(said[0]),
        "rest": " ".join(said[1]),
        "title_folded": " ".join(map(_fold, said[0])),
        "rest_folded": " ".join(map(_fold, said[1] + _split(slug))),
    }


def _split(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text[:60_000]).casefold())
    return [word[:60] for word in re.findall(r"[^\W_]+", plain)]


def _fold(word: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
