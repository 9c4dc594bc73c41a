"""Alerts: causes, whom each was told, what each person wishes to hear, and the browsers that show them."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
OPEN = sa.text("closed_at IS NULL")
WAITING = sa.text("state IN ('pending', 'sending')")


def upgrade() -> None:
    _causes()
    _alerts()
    _wishes()
    _subscriptions()


def _causes() -> None:
    op.create_table(
        "alert_cause",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("kind", "subject", "mark", "title", "text", "path")),
        sa.Column("platform", TEXT(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("opened_at", MOMENT(), nullable=False),
        sa.Column("closed_at", MOMENT(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_cause")),
    )
    op.create_index(
        "uq_alert_cause_open",
        "alert_cause",
        ["kind", "subject", "mark"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_alert_cause_opened", "alert_cause", ["opened_at"])


def _alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("way", TEXT(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("state", "message")),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", MOMENT(), nullable=True),
        sa.Column("made_at", MOMENT(), nullable=False),
        sa.Column("claimed_at", MOMENT(), nullable=True),
        sa.Column("told_at", MOMENT(), nullable=True),
        sa.Column("error", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["cause_id"], ["alert_cause.id"], name=op.f("fk_alert_cause_id_alert_cause")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("cause_id", "user_id", "way", "round", name=op.f("uq_alert_cause_id_user_id_way_round")),
    )
    op.create_index("ix_alert_waiting", "alert", ["way", "id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_alert_user", "alert", ["user_id", "cause_id"])


def _wishes() -> None:
    op.create_table(
        "alert_wishes",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("ways", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("muted", sa.JSON(none_as_null=True), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("quiet_from", "quiet_to")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_alert_wishes_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_alert_wishes")),
    )


def _subscriptions() -> None:
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("endpoint", "p256dh", "auth", "label")),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.Column("last_told_at", MOMENT(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_push_subscription_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscription_endpoint")),
    )
    op.create_index(op.f("ix_push_subscription_user_id"), "push_subscription", ["user_id"])


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
