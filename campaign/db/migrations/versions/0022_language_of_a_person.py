"""The language in which a person is told: the one chosen on the pages; empty: the installation's."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    op.add_column("user_account", sa.Column("language", text, nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
