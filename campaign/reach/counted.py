"""Which posts a report counts and where: published posts of a period, each under its task item, channel and month.

An item counts under its first task item, else under its channel's; likewise for the unit. Parts are no posts. A post
that was taken down is counted on its own line and has no figures.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from campaign.models import Channel, Delivery, Item, Revision
from campaign.reach.periods import Period

POSTS = sa.Table(
    "report_post",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("item_id", sa.Integer),
    sa.Column("channel_key", sa.String),
    sa.Column("retracted_at", UTCDateTime),
    sa.Column("task", sa.String),
    sa.Column("month", sa.String),
    prefixes=["TEMPORARY"],
)
"""One row is one post. Of this connection alone, gone with its transaction: nothing is kept."""


def collect_posts(session: Session, period: Period, unit: str = "") -> None:
    """Fill ``POSTS``: every question of a report is about the same posts, and where each one counts is found once."""
    home = _home().prefix_with("MATERIALIZED")  # read each item once, not once for each of its posts
    task = sa.func.coalesce(sa.func.nullif(home.c.task, ""), col(Channel.task))
    query = (
        sa.select(
            col(Delivery.id),
            col(Delivery.item_id),
            col(Delivery.channel_key),
            col(Delivery.retracted_at),
            task,
            _month(period),
        )
        .join(home, home.c.item_id == col(Delivery.item_id))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .with_hint(Delivery, "INDEXED BY ix_delivery_counted", "sqlite")
        .where(sa.text("delivery.state = 'published' AND delivery.part = ''"))  # as the index says it
        .where(col(Delivery.published_at) >= period.from_at, col(Delivery.published_at) < period.to_at)
    )
    if unit:
        query = query.where(_unit(home) == unit)
    session.execute(sa.schema.DropTable(POSTS, if_exists=True))
    session.execute(sa.schema.CreateTable(POSTS))
    session.execute(sa.insert(POSTS).from_select([column.name for column in POSTS.columns], query))


def uncertain(session: Session, period: Period, unit: str = "") -> int:
    """How many deliveries of the period nobody knows the fate of."""
    home = _home()
    query = (
        sa.select(sa.func.count())
        .select_from(Delivery)
        .join(home, home.c.item_id == col(Delivery.item_id))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .where(col(Delivery.state) == "uncertain", col(Delivery.part) == "")
        .where(col(Delivery.due_at) >= period.from_at, col(Delivery.due_at) < period.to_at)
    )
    return int(session.scalar(query.where(_unit(home) == unit) if unit else query) or 0)


def _home() -> sa.CTE:
    """Task item and unit of each item as it reads now: a correction of either counts at once."""
    of_item = sa.and_(col(Revision.item_id) == col(Item.id), col(Revision.number) == col(Item.revision))
    return (
        sa.select(
            col(Item.id).label("item_id"),
            sa.func.coalesce(col(Revision.task)[0].as_string(), "").label("task"),
            col(Revision.unit).label("unit"),
        )
        .join(Revision, of_item)
        .cte("home")
    )


def _unit(home: sa.CTE) -> sa.ColumnElement[str]:
    return sa.func.coalesce(sa.func.nullif(home.c.unit, ""), col(Channel.unit))


def _month(period: Period) -> sa.ColumnElement[str]:
    months = list(period.months())
    cases = [(col(Delivery.published_at) < after, sa.literal(month)) for month, after in months[:-1]]
    last = sa.literal(months[-1][0])
    return sa.case(*cases, else_=last) if cases else last
