"""Which posts a report counts and where: published posts of a period, each under its task item, channel and month.

An item counts under its first task item, else under its channel's; likewise for the unit. Parts are no posts. A post
that was taken down is counted on its own line and has no figures.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Delivery, Item, Revision
from campaign.reach.periods import Period


def counted(period: Period, unit: str = "") -> sa.CTE:
    """A query's part with columns ``id, item_id, channel_key, retracted_at, task, month``; one row is one post."""
    home = _home()
    task = sa.func.coalesce(sa.func.nullif(home.c.task, ""), col(Channel.task))
    of_unit = sa.func.coalesce(sa.func.nullif(home.c.unit, ""), col(Channel.unit))
    query = (
        sa.select(
            col(Delivery.id),
            col(Delivery.item_id),
            col(Delivery.channel_key),
            col(Delivery.retracted_at),
            task.label("task"),
            _month(period).label("month"),
        )
        .join(home, home.c.item_id == col(Delivery.item_id))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .where(sa.text("delivery.state = 'published' AND delivery.part = ''"))  # as the index says it
        .where(col(Delivery.published_at) >= period.from_at, col(Delivery.published_at) < period.to_at)
    )
    return (query.where(of_unit == unit) if unit else query).cte("counted")


def uncertain(session: Session, period: Period, unit: str = "") -> int:
    """How many deliveries of the period nobody knows the fate of."""
    home = _home()
    of_unit = sa.func.coalesce(sa.func.nullif(home.c.unit, ""), col(Channel.unit))
    query = (
        sa.select(sa.func.count())
        .select_from(Delivery)
        .join(home, home.c.item_id == col(Delivery.item_id))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .where(col(Delivery.state) == "uncertain", col(Delivery.part) == "")
        .where(col(Delivery.due_at) >= period.from_at, col(Delivery.due_at) < period.to_at)
    )
    return int(session.scalar(query.where(of_unit == unit) if unit else query) or 0)


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
        .prefix_with("MATERIALIZED")  # read each item once, not once for each of its posts
    )


def _month(period: Period) -> sa.ColumnElement[str]:
    months = list(period.months())
    cases = [(col(Delivery.published_at) < after, sa.literal(month)) for month, after in months[:-1]]
    last = sa.literal(months[-1][0])
    return sa.case(*cases, else_=last) if cases else last
