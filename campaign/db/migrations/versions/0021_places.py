"""A short link that hangs at a place: one code per item and place, and the task item where its visits count."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("place", "task"):
        op.add_column("link", sa.Column(column, sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""))
    placed = sa.text("place <> ''")
    op.create_index(
        "uq_link_place", "link", ["item_id", "place"], unique=True, sqlite_where=placed, postgresql_where=placed
    )


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
