"""Activities, registers, issued reports; the newest figures of each post, kept by a trigger; indexes for reports."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
METRICS = ("views", "reach", "reactions", "comments", "shares", "platform_clicks")
KEPT = "post_figures"
ENDINGS = ("", "_at", "_by_hand")
NAMES = ", ".join(f"{metric}{ending}" for metric in METRICS for ending in ENDINGS)


def upgrade() -> None:
    _activities()
    _frozen_reports()
    _post_figures()
    _keep_post_figures()
    _indexes()
    if op.get_bind().dialect.name == "sqlite":
        _clicks_in_order()


def _activities() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("kind", "task", "unit")),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("title", TEXT(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("minutes", "airings", "audience")),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("audience_mark", "place", "state", "created_by")),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.Column("read_by", TEXT(), nullable=False),
        sa.Column("read_at", MOMENT(), nullable=True),
        sa.CheckConstraint("state IN ('counted', 'waiting', 'refused')", name=op.f("ck_activity_state")),
        sa.CheckConstraint("audience_mark IN ('X', 'U')", name=op.f("ck_activity_audience_mark")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_on", "activity", ["on_date", "task"])
    op.create_table(
        "activity_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("text", "sha256", "name")),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_evidence_activity_id_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_evidence")),
    )
    op.create_index(op.f("ix_activity_evidence_activity_id"), "activity_evidence", ["activity_id"])
    op.create_table(
        "register",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target", TEXT(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("source", TEXT(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("created_by", TEXT(), nullable=False),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register")),
    )
    op.create_index("ix_register_target", "register", ["target", "as_of"])


def _frozen_reports() -> None:
    op.create_table(
        "frozen_report",
        sa.Column("sha256", TEXT(), nullable=False),
        sa.Column("plan", TEXT(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("unit", TEXT(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("body", "names", "issued_by")),
        sa.Column("issued_at", MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_frozen_report")),
        sa.UniqueConstraint(
            *("plan", "from_on", "to_on", "unit", "number"),
            name=op.f("uq_frozen_report_plan_from_on_to_on_unit_number"),
        ),
    )
    for event in ("UPDATE", "DELETE"):
        name = f"frozen_report_no_{event.lower()}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON frozen_report "
                "BEGIN SELECT RAISE(ABORT, 'frozen_report: rows are only added'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON frozen_report FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )


def _post_figures() -> None:
    columns: list[sa.Column[object]] = []
    for metric in METRICS:
        columns.append(sa.Column(metric, sa.Integer(), nullable=True))
        columns.append(sa.Column(f"{metric}_at", MOMENT(), nullable=True))
        columns.append(sa.Column(f"{metric}_by_hand", sa.Boolean(), nullable=True))
    op.create_table(
        "post_figures",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("newest_at", MOMENT(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_post_figures_delivery_id_delivery")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_post_figures")),
    )
    by_hand = "CASE WHEN native_name = 'by hand' THEN 1 ELSE 0 END"
    newest = ", ".join(
        f"max({_if(metric, 'value')}), max({_if(metric, 'taken_at')}), max({_if(metric, by_hand)}) {_as_boolean()}"
        for metric in METRICS
    )
    ranked = (
        "SELECT *, row_number() OVER (PARTITION BY delivery_id, metric ORDER BY taken_at DESC, id DESC) AS place "
        "FROM metric_sample WHERE delivery_id IS NOT NULL"
    )
    op.execute(
        f"INSERT INTO post_figures (delivery_id, newest_at, {NAMES}) SELECT delivery_id, max(taken_at), {newest} "  # noqa: S608
        f"FROM ({ranked}) AS ranked WHERE place = 1 GROUP BY delivery_id"
    )


def _if(metric: str, what: str) -> str:
    return f"CASE WHEN metric = '{metric}' THEN {what} END"


def _as_boolean() -> str:
    return "" if op.get_bind().dialect.name == "sqlite" else "= 1"


def _keep_post_figures() -> None:
    """A later sample takes its metric's place; of two of one moment the one written later does."""
    new = ", ".join(
        f"CASE WHEN NEW.metric = '{metric}' THEN NEW.{what} END"
        for metric in METRICS
        for what in ("value", "taken_at", "native_name = 'by hand'")
    )
    later = ", ".join(
        f"{metric}{ending} = CASE WHEN excluded.{metric}_at >= coalesce({KEPT}.{metric}_at, excluded.{metric}_at) "
        f"THEN excluded.{metric}{ending} ELSE {KEPT}.{metric}{ending} END"
        for metric in METRICS
        for ending in ENDINGS
    )
    newest = (
        f"newest_at = CASE WHEN excluded.newest_at > {KEPT}.newest_at THEN excluded.newest_at ELSE {KEPT}.newest_at END"
    )
    statement = (
        f"INSERT INTO {KEPT} (delivery_id, newest_at, {NAMES}) VALUES (NEW.delivery_id, NEW.taken_at, {new}) "  # noqa: S608
        f"ON CONFLICT (delivery_id) DO UPDATE SET {newest}, {later};"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER metric_sample_newest AFTER INSERT ON metric_sample WHEN NEW.delivery_id IS NOT NULL "
            f"BEGIN {statement} END"
        )
        return
    op.execute(
        "CREATE FUNCTION keep_post_figures() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {statement} RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER metric_sample_newest AFTER INSERT ON metric_sample FOR EACH ROW "
        "WHEN (NEW.delivery_id IS NOT NULL) EXECUTE FUNCTION keep_post_figures()"
    )


def _indexes() -> None:
    _partial(
        "ix_delivery_counted",
        "delivery",
        ["published_at", "channel_key", "item_id", "retracted_at", "id"],
        "state = 'published' AND part = ''",
    )
    op.drop_index("ix_metric_sample_channel", "metric_sample")
    _partial(
        "ix_metric_sample_of_channel", "metric_sample", ["channel_key", "metric", "taken_at"], "delivery_id IS NULL"
    )
    _partial("ix_collection_failed", "collection", ["at"], "error_message <> ''")


def _clicks_in_order() -> None:
    """One tree instead of a table and its index: half the writing, and a report adds up a code's minutes in a row."""
    op.create_table(
        "click_in_order",
        sa.Column("code", TEXT(), nullable=False),
        sa.Column("minute", MOMENT(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", "minute", name=op.f("pk_click")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO click_in_order (code, minute, count) SELECT code, minute, count FROM click")
    op.drop_table("click")
    op.rename_table("click_in_order", "click")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
