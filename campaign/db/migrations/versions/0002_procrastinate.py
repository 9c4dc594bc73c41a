"""Procrastinate's own tables, functions and triggers (PostgreSQL only), as its locked version brings them."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    from procrastinate.schema import SchemaManager

    # psycopg takes a percent sign for a parameter where the text goes through the driver.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
