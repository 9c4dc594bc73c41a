"""Figures of posts added up by the database, by task item, channel and month.

The newest sample of each metric before the period's end counts. ``post_figures`` holds the newest one of all; only
for posts that were measured again after the period's end are the samples themselves looked through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Click, Link, MetricSample, PostFigures
from campaign.models.reach import BY_HAND, POST_METRICS
from campaign.reach.metrics import METRICS, added_up, largest, total

Where = tuple[str, str]
"""(task item, channel key)"""


@dataclass
class Tally:
    """One metric of several posts: its sum (of what may be added), how many were measured, the highest, by hand."""

    value: int | None = None
    measured: int = 0
    max: int | None = None
    by_hand: int = 0


@dataclass
class Cell:
    """Posts of one task item on one channel in one month. ``linked``: those with a short link of ours."""

    posts: int = 0
    retracted: int = 0
    linked: int = 0
    newest_at: datetime | None = None
    figures: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))


def cells(session: Session, counted: sa.CTE, cut: datetime) -> dict[tuple[str, str, str], Cell]:
    """By (task item, channel, month). ``cut``: samples from then on are not looked at."""
    found: dict[tuple[str, str, str], Cell] = defaultdict(Cell)
    place = (counted.c.task, counted.c.channel_key, counted.c.month)
    up = counted.c.retracted_at.is_(None)
    figures = sa.and_(col(PostFigures.delivery_id) == counted.c.id, col(PostFigures.newest_at) < cut, up)
    query = (
        sa.select(
            *place,
            sa.func.count().label("all"),
            sa.func.count(counted.c.retracted_at).label("retracted"),
            sa.func.count(col(Link.delivery_id)).label("linked"),
            sa.func.max(col(PostFigures.newest_at)).label("newest_at"),
            *(column for metric in POST_METRICS for column in _tally(metric)),
        )
        .outerjoin(PostFigures, figures)
        .outerjoin(Link, sa.and_(col(Link.delivery_id) == counted.c.id, up))
        .group_by(*place)
    )
    for row in session.execute(query).mappings():
        cell = found[row["task"], row["channel_key"], row["month"]]
        cell.posts, cell.retracted = row["all"] - row["retracted"], row["retracted"]
        cell.linked, cell.newest_at = row["linked"], row["newest_at"]
        for metric in POST_METRICS:
            _add(cell, metric, *(row[f"{metric}_{what}"] for what in ("sum", "count", "max", "by_hand")))
    for task, channel, month, metric, value, measured, highest, by_hand, newest in session.execute(
        _measured_again(counted, cut)
    ):
        cell = found[task, channel, month]
        cell.newest_at = max(cell.newest_at or newest, newest)
        _add(cell, metric, value if METRICS[metric] == "flow" else None, measured, highest, by_hand)
    return dict(found)


def clicks(session: Session, counted: sa.CTE, cut: datetime) -> dict[Where, int]:
    """Visits by our own short links until ``cut``, of posts that are up."""
    by_code = (
        sa.select(col(Click.code), added_up("clicks", col(Click.count)).label("visits"))
        .where(col(Click.minute) < cut)
        .group_by(col(Click.code))
        .subquery()
    )
    place = (counted.c.task, counted.c.channel_key)
    query = (
        sa.select(*place, added_up("clicks", by_code.c.visits))
        .select_from(by_code)
        .join(Link, col(Link.code) == by_code.c.code)
        .join(counted, counted.c.id == col(Link.delivery_id))
        .where(counted.c.retracted_at.is_(None))
        .group_by(*place)
    )
    return {(task, channel): int(visits) for task, channel, visits in session.execute(query)}


def items(session: Session, counted: sa.CTE) -> dict[str, int]:
    """How many items have a post that is up, by task item. Over channels they are the same items, so never added."""
    query = (
        sa.select(counted.c.task, sa.func.count(counted.c.item_id.distinct()))
        .where(counted.c.retracted_at.is_(None))
        .group_by(counted.c.task)
    )
    return {task: number for task, number in session.execute(query)}


def merged(metric: str, parts: Iterable[Tally]) -> Tally:
    """Of several cells. What may not be added keeps its highest only."""
    tallies = list(parts)
    value = total(metric, (each.value for each in tallies)) if METRICS[metric] == "flow" else None
    return Tally(
        value,
        sum(each.measured for each in tallies),
        largest(each.max for each in tallies),
        sum(each.by_hand for each in tallies),
    )


def _tally(metric: str) -> Iterable[sa.ColumnElement[Any]]:
    value, by_hand = col(getattr(PostFigures, metric)), col(getattr(PostFigures, f"{metric}_by_hand"))
    yield (added_up(metric, value) if METRICS[metric] == "flow" else sa.null()).label(f"{metric}_sum")
    yield sa.func.count(value).label(f"{metric}_count")
    yield sa.func.max(value).label(f"{metric}_max")
    yield sa.func.count(sa.case((by_hand.is_(True), 1))).label(f"{metric}_by_hand")


def _measured_again(counted: sa.CTE, cut: datetime) -> sa.Select[Any]:
    """The same tallies of posts whose newest sample is too late for this report, from the samples before it."""
    place = (counted.c.task, counted.c.channel_key, counted.c.month)
    newest_first = sa.func.row_number().over(
        partition_by=(col(MetricSample.delivery_id), col(MetricSample.metric)),
        order_by=(col(MetricSample.taken_at).desc(), col(MetricSample.id).desc()),
    )
    ranked = (
        sa.select(
            *place,
            col(MetricSample.metric),
            col(MetricSample.value),
            col(MetricSample.taken_at),
            (col(MetricSample.native_name) == BY_HAND).label("by_hand"),
            newest_first.label("place"),
        )
        .join(PostFigures, sa.and_(col(PostFigures.delivery_id) == counted.c.id, col(PostFigures.newest_at) >= cut))
        .join(MetricSample, sa.and_(col(MetricSample.delivery_id) == counted.c.id, col(MetricSample.taken_at) < cut))
        .where(counted.c.retracted_at.is_(None), col(MetricSample.metric).in_(POST_METRICS))
        .subquery()
    )
    value, flow = ranked.c.value, [metric for metric in POST_METRICS if METRICS[metric] == "flow"]
    group = (ranked.c.task, ranked.c.channel_key, ranked.c.month, ranked.c.metric)
    return (
        sa.select(
            *group,
            added_up(flow[0], sa.case((ranked.c.metric.in_(flow), value))),
            sa.func.count(value),
            sa.func.max(value),
            sa.func.count(sa.case((ranked.c.by_hand.is_(True), 1))),
            sa.func.max(ranked.c.taken_at),
        )
        .where(ranked.c.place == 1)
        .group_by(*group)
    )


def _add(cell: Cell, metric: str, value: Any, measured: int, highest: int | None, by_hand: int) -> None:
    if measured:
        new = Tally(None if value is None else int(value), measured, highest, by_hand)
        cell.figures[metric] = merged(metric, (cell.figures[metric], new))
