"""What was learnt about accounts, and whether a rest was told by the platform or is the program's own."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "remembered",
        *(sa.Column(name, TEXT(), nullable=False) for name in ("account", "name", "value")),
        sa.Column("until", MOMENT(), nullable=True),
        sa.PrimaryKeyConstraint("account", "name", name=op.f("pk_remembered")),
    )
    op.add_column("account_pace", sa.Column("limited_why", TEXT(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
