"""The second step of signing in, remembered devices, delays of failed sign-ins, API tokens, answers kept by key."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.add_column("user_account", sa.Column("totp_sealed", TEXT(), nullable=False, server_default=""))
    op.add_column("user_account", sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
    _of_a_person(
        "recovery_code",
        sa.Column("code_sha256", TEXT(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("used_at", MOMENT(), nullable=True),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_recovery_code")),
    )
    _of_a_person(
        "device",
        sa.Column("secret_sha256", TEXT(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.Column("expires_at", MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint("secret_sha256", name=op.f("pk_device")),
    )
    _of_a_person(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("scope", TEXT(), nullable=False),
        sa.Column("secret_sha256", TEXT(), nullable=False),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.Column("last_used_at", MOMENT(), nullable=True),
        sa.Column("revoked_at", MOMENT(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_api_token_secret_sha256")),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("key_sha256", TEXT(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT(), nullable=False),
        sa.Column("wait_until", MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint("key_sha256", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_last_at"), "sign_in_tries", ["last_at"])
    op.create_table(
        "keyed_answer",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", TEXT(), nullable=False),
        sa.Column("request_sha256", TEXT(), nullable=False),
        sa.Column("started_at", MOMENT(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("body", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_keyed_answer_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_keyed_answer")),
    )
    op.create_index(op.f("ix_keyed_answer_started_at"), "keyed_answer", ["started_at"])


def _of_a_person(table: str, *columns: sa.schema.SchemaItem) -> None:
    name = op.f(f"fk_{table}_user_id_user_account")
    op.create_table(table, *columns, sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=name))
    op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
