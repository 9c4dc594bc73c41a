"""Links to read a report, returns of units, and what activities know of their second reader, column and table."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "report_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_sha256", TEXT(), nullable=False),
        sa.Column("asked", sa.JSON(none_as_null=True), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("note", "unit", "created_by")),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.Column("expires_at", MOMENT(), nullable=False),
        sa.Column("revoked_at", MOMENT(), nullable=True),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_share")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_report_share_code_sha256")),
    )
    op.create_table(
        "unit_return",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("code_sha256", "deadline", "unit")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("from_on", "to_on", "cutoff_on", "due_on")),
        sa.Column("created_by", TEXT(), nullable=False),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.Column("expires_at", MOMENT(), nullable=False),
        sa.Column("revoked_at", MOMENT(), nullable=True),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("note", "sent_by")),
        sa.Column("sent_at", MOMENT(), nullable=True),
        sa.Column("accepted_by", TEXT(), nullable=False),
        sa.Column("accepted_at", MOMENT(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_return")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_unit_return_code_sha256")),
    )
    op.create_index(op.f("ix_unit_return_deadline"), "unit_return", ["deadline"])
    for name in ("refused_why", "column_key", "row_sha256"):
        op.add_column("activity", sa.Column(name, TEXT(), nullable=False, server_default=""))
    op.add_column("activity", sa.Column("return_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_activity_return_id"), "activity", ["return_id"])
    op.create_index(op.f("ix_activity_row_sha256"), "activity", ["row_sha256"])


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
