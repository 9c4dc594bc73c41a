"""Feeds that are read, and their entries."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("url", "title", "site", "task", "unit")),
        sa.Column("tags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("auto_submit", sa.Boolean(), nullable=False),
        sa.Column("approved_by", TEXT(), nullable=False),
        sa.Column("approved_at", MOMENT(), nullable=True),
        sa.Column("added_by", TEXT(), nullable=False),
        sa.Column("added_at", MOMENT(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("etag", "last_modified")),
        *(sa.Column(name, MOMENT(), nullable=True) for name in ("first_read_at", "asked_at")),
        sa.Column("next_at", MOMENT(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("error_code", "error_message", "note", "moved_to")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("last_new", "last_changed", "last_kept")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("url", name=op.f("uq_feed_url")),
    )
    op.create_table(
        "feed_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("guid", "link_key", "title_key")),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Boolean(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("sha256", "picture", "picture_sha256")),
        sa.Column("picture_tries", sa.Integer(), nullable=False),
        *(sa.Column(name, MOMENT(), nullable=False) for name in ("first_seen_at", "changed_at")),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_feed_entry_feed_id_feed")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_feed_entry_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_entry")),
        sa.UniqueConstraint("feed_id", "guid", name=op.f("uq_feed_entry_feed_id_guid")),
    )
    for name in ("link_key", "title_key", "item_id"):
        op.create_index(op.f(f"ix_feed_entry_{name}"), "feed_entry", [name])
    # A table is brought in once: its rows are known again by their hash.
    op.create_index("ix_item_origin_sha256", "item", ["origin_sha256"])


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
