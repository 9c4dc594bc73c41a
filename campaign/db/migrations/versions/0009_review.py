"""Why items were sent back, a manager's yes alone, corrections place by place, and what posts said before them."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.add_column("approval", sa.Column("bypass_reason", TEXT(), nullable=False, server_default=""))
    _returns()
    _past_texts()
    _corrections()
    _steps()


def _returns() -> None:
    op.create_table(
        "item_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("returned_by", TEXT(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        _of("item_return", "item_id", "item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_return")),
    )
    op.create_index(op.f("ix_item_return_item_id"), "item_return", ["item_id"])


def _past_texts() -> None:
    op.create_table(
        "past_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("text", TEXT(), nullable=False),
        sa.Column("since_at", MOMENT(), nullable=True),
        sa.Column("until_at", MOMENT(), nullable=False),
        _of("past_text", "delivery_id", "delivery"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_text")),
    )
    op.create_index(op.f("ix_past_text_delivery_id"), "past_text", ["delivery_id"])


def _corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("made_by", TEXT(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("post_item_id", sa.Integer(), nullable=True),
        _of("correction", "item_id", "item"),
        _of("correction", "post_item_id", "item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_item_id"), "correction", ["item_id"])
    op.create_index(op.f("ix_correction_post_item_id"), "correction", ["post_item_id"])


def _steps() -> None:
    table = "correction_step"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("deed", "state", "message")),
        sa.Column("started_at", MOMENT(), nullable=True),
        sa.Column("finished_at", MOMENT(), nullable=True),
        sa.Column("post_delivery_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("deed IN ('amend', 'retract', 'post')", name=op.f("ck_correction_step_deed")),
        sa.CheckConstraint("state IN ('waiting', 'working', 'done', 'refused')", name=op.f("ck_correction_step_state")),
        _of(table, "correction_id", "correction"),
        _of(table, "delivery_id", "delivery"),
        _of(table, "post_delivery_id", "delivery"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_step")),
    )
    op.create_index(op.f("ix_correction_step_correction_id"), table, ["correction_id"])
    op.create_index(op.f("ix_correction_step_delivery_id"), table, ["delivery_id"])


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
