"""Special days, and those that a new database starts with."""

from __future__ import annotations

import csv
from pathlib import Path

import sqlalchemy as sa
import sqlmodel
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SEED = Path(__file__).parent.parent / "special_days.csv"


def upgrade() -> None:
    table = op.create_table(
        "special_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("lunar", sa.Boolean(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('public', 'press', 'legal')", name=op.f("ck_special_day_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_day")),
    )
    assert table is not None
    with SEED.open(encoding="utf-8", newline="") as lines:
        op.bulk_insert(
            table,
            [
                {
                    "name": row["name"],
                    "kind": row["kind"],
                    "lunar": row["calendar"] == "lunar",
                    "month": int(row["month"]),
                    "day": int(row["day"]),
                    "year": int(row["year"]) if row["year"] else None,
                }
                for row in csv.DictReader(lines)
            ],
        )


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
