"""Who brought which stored file in."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media_upload",
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"], name=op.f("fk_media_upload_sha256_media")),
        sa.PrimaryKeyConstraint("sha256", "email", name=op.f("pk_media_upload")),
    )
    op.create_index(op.f("ix_media_upload_at"), "media_upload", ["at"])


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
