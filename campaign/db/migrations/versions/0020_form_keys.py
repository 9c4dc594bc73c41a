"""A form that was sent twice, since its answer was lost, is told by its key."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("item", "correction"):
        op.add_column(table, sa.Column("form_key", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        op.create_index(op.f(f"ix_{table}_form_key"), table, ["form_key"], unique=True)


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
