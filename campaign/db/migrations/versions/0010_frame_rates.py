"""Frames a second of stored videos: reels want them even, between 24 and 60. Not known of what was taken in before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("media") as media:
        media.add_column(sa.Column("frame_rate", sa.Float(), nullable=True))
        media.add_column(sa.Column("rate_varies", sa.Boolean(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
