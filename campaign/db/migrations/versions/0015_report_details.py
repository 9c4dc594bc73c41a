"""Issued reports keep the rows of their annexes too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("frozen_report", sa.Column("details", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
