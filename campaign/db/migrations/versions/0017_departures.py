"""The departure of an attempt's first byte, and until when an account is being looked at."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.add_column("attempt", sa.Column("marked_in", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("attempt", sa.Column("departed_at", MOMENT(), nullable=True))
    op.add_column("account_pace", sa.Column("looking_until", MOMENT(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
