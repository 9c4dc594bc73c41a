"""Which posts a report counts and where: published posts of a period, each under its task item, channel and month.

An item counts under its first task item, else under its channel's; likewise for the unit. Parts are no posts. A post
that was taken down is counted on its own line and has no figures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from campaign.models import Channel, Delivery, Item, Revision
from campaign.reach.periods import Period


@dataclass(frozen=True)
class Wanted:
    """What narrows a report beside its period and unit. Empty: everything. ``kind`` is one of items or of activities,
    ``audience`` one that items name."""

    task: str = ""
    channel: str = ""
    kind: str = ""
    audience: str = ""


EVERYTHING = Wanted()
POSTS = sa.Table(
    "report_post",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("item_id", sa.Integer),
    sa.Column("channel_key", sa.String),
    sa.Column("retracted_at", UTCDateTime),
    sa.Column("task", sa.String),
    sa.Column("month", sa.String),
    sa.Column("kind", sa.String),
    sa.Column("unit", sa.String),
    sa.Column("audience", sa.String),
    prefixes=["TEMPORARY"],
)
"""One row is one post; ``audience`` is its item's list as JSON text. Of this connection alone,
gone with its transaction: nothing is kept."""


HOME = sa.Table(
    "report_home",
    sa.MetaData(),
    sa.Column("item_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("task", sa.String),
    sa.Column("unit", sa.String),
    sa.Column("audience", sa.String),
    sa.Column("kind", sa.String),
    prefixes=["TEMPORARY"],
)
"""What ``POSTS`` is filled from: each item read once, not once for each of its posts."""


def collect_posts(session: Session, period: Period, unit: str = "", wanted: Wanted = EVERYTHING) -> None:
    """Fill ``POSTS``: every question of a report is about the same posts, and where each one counts is found once."""
    _fresh(session, HOME)
    _fresh(session, POSTS)
    session.execute(sa.insert(HOME).from_select([column.name for column in HOME.columns], sa.select(_home())))
    for month, start, end in period.pieces():
        query = _of_month(month, start, end, unit, wanted)
        session.execute(sa.insert(POSTS).from_select([column.name for column in POSTS.columns], query))


def _fresh(session: Session, table: sa.Table) -> None:
    session.execute(sa.schema.DropTable(table, if_exists=True))
    session.execute(sa.schema.CreateTable(table))


def _of_month(month: str, start: datetime, end: datetime, unit: str, wanted: Wanted) -> sa.Select[Any]:
    """A range of the index at a time: asking each post for its month takes longer than all the rest."""
    task = sa.func.coalesce(sa.func.nullif(HOME.c.task, ""), col(Channel.task))
    query = (
        sa.select(
            col(Delivery.id),
            col(Delivery.item_id),
            col(Delivery.channel_key),
            col(Delivery.retracted_at),
            task,
            sa.literal(month),
            HOME.c.kind,
            _unit(HOME),
            HOME.c.audience,
        )
        .outerjoin(HOME, HOME.c.item_id == col(Delivery.item_id))  # outer: SQLite begins with deliveries then
        .outerjoin(Channel, col(Channel.key) == col(Delivery.channel_key))
        .with_hint(Delivery, "INDEXED BY ix_delivery_counted", "sqlite")
        .where(sa.text("delivery.state = 'published' AND delivery.part = ''"))  # as the index says it
        .where(col(Delivery.published_at) >= start, col(Delivery.published_at) < end)
    )
    if unit:
        query = query.where(_unit(HOME) == unit)
    return query.where(*_narrowed(HOME, task, wanted))


def uncertain(session: Session, period: Period, unit: str = "", wanted: Wanted = EVERYTHING) -> int:
    """How many deliveries of the period nobody knows the fate of."""
    query = uncertain_ids(period, unit, wanted).subquery()
    return int(session.scalar(sa.select(sa.func.count()).select_from(query)) or 0)


def uncertain_ids(period: Period, unit: str = "", wanted: Wanted = EVERYTHING) -> sa.Select[Any]:
    """Which ones they are."""
    home = _home()
    task = sa.func.coalesce(sa.func.nullif(home.c.task, ""), col(Channel.task))
    query = (
        sa.select(col(Delivery.id))
        .select_from(Delivery)
        .join(home, home.c.item_id == col(Delivery.item_id))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .where(col(Delivery.state) == "uncertain", col(Delivery.part) == "")
        .where(col(Delivery.due_at) >= period.from_at, col(Delivery.due_at) < period.to_at)
    )
    query = query.where(_unit(home) == unit) if unit else query
    return query.where(*_narrowed(home, task, wanted))


def _narrowed(home: sa.FromClause, task: sa.ColumnElement[str], wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    narrowed = []
    if wanted.task:
        narrowed.append(task == wanted.task)
    if wanted.channel:
        narrowed.append(col(Delivery.channel_key) == wanted.channel)
    if wanted.kind:
        narrowed.append(home.c.kind == wanted.kind)
    if wanted.audience:
        quoted = json.dumps(wanted.audience), json.dumps(wanted.audience, ensure_ascii=False)
        narrowed.append(sa.or_(*(home.c.audience.contains(each, autoescape=True) for each in quoted)))
    return narrowed


def _home() -> sa.CTE:
    """Task item and unit of each item as it reads now: a correction of either counts at once."""
    of_item = sa.and_(col(Revision.item_id) == col(Item.id), col(Revision.number) == col(Item.revision))
    return (
        sa.select(
            col(Item.id).label("item_id"),
            sa.func.coalesce(col(Revision.task)[0].as_string(), "").label("task"),
            col(Revision.unit).label("unit"),
            sa.cast(col(Revision.audience), sa.Text).label("audience"),
            col(Item.kind).label("kind"),
        )
        .join(Revision, of_item)
        .cte("home")
    )


def _unit(home: sa.FromClause) -> sa.ColumnElement[str]:
    return sa.func.coalesce(sa.func.nullif(home.c.unit, ""), col(Channel.unit))
