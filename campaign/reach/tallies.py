"""Figures of posts added up by the database, by task item, channel and month.

The newest sample of each metric before the period's end counts. ``post_figures`` holds the newest one of all; only
for posts that were measured again after the period's end are the samples themselves looked through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Click, Link, MetricSample, PostFigures
from campaign.models.reach import BY_HAND, POST_METRICS
from campaign.reach.counted import POSTS
from campaign.reach.metrics import METRICS, added_up, largest, total

Where = tuple[str, str]
"""(task item, channel key)"""


@dataclass
class Tally:
    """One metric of several posts: the sum of what may be added, how many were measured, the highest of what may not
    be added, how many by hand."""

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


def cells(session: Session, cut: datetime) -> dict[tuple[str, str, str], Cell]:
    """By (task item, channel, month). ``cut``: samples from then on are not looked at."""
    return by_place(grouped(session, cut, PLACE))


PLACE = ("task", "channel_key", "month")


def by_place(finer: Mapping[tuple[str, ...], Cell]) -> dict[tuple[str, str, str], Cell]:
    """The same from cells that were grouped by more columns, ``PLACE`` first."""
    found: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
    for (task, channel, month, *_), cell in finer.items():
        found[task, channel, month].append(cell)
    return {place: own[0] if len(own) == 1 else joined(own) for place, own in found.items()}


def grouped(session: Session, cut: datetime, columns: Sequence[str]) -> dict[tuple[str, ...], Cell]:
    """By the values of these columns of ``POSTS``."""
    found: dict[tuple[str, ...], Cell] = defaultdict(Cell)
    place = tuple(POSTS.c[name] for name in columns)
    up = POSTS.c.retracted_at.is_(None)
    figures = sa.and_(col(PostFigures.delivery_id) == POSTS.c.id, col(PostFigures.newest_at) < cut, up)
    query = (
        sa.select(
            *place,
            sa.func.count().label("all"),
            sa.func.count(POSTS.c.retracted_at).label("retracted"),
            sa.func.count(col(Link.delivery_id)).label("linked"),
            sa.func.max(col(PostFigures.newest_at)).label("newest_at"),
            *(column for metric in POST_METRICS for column in _tally(metric)),
        )
        .outerjoin(PostFigures, figures)
        .outerjoin(Link, sa.and_(col(Link.delivery_id) == POSTS.c.id, up))
        .group_by(*place)
    )
    for row in session.execute(query).mappings():
        cell = found[tuple(row[name] for name in columns)]
        cell.posts, cell.retracted = row["all"] - row["retracted"], row["retracted"]
        cell.linked, cell.newest_at = row["linked"], row["newest_at"]
        for metric in POST_METRICS:
            _add(cell, metric, *(row[f"{metric}_{what}"] for what in ("sum", "count", "max", "by_hand")))
    if session.scalar(sa.select(col(PostFigures.delivery_id)).where(col(PostFigures.newest_at) >= cut).limit(1)):
        _add_measured_again(session, found, cut, columns)
    return dict(found)


def _add_measured_again(
    session: Session, found: dict[tuple[str, ...], Cell], cut: datetime, columns: Sequence[str]
) -> None:
    for row in session.execute(_measured_again(cut, columns)):
        *where, metric, value, measured, highest, by_hand, newest = row
        cell = found[tuple(where)]
        cell.newest_at = max(cell.newest_at or newest, newest)
        _add(cell, metric, value if METRICS[metric] == "flow" else None, measured, highest, by_hand)


def clicks(session: Session, cut: datetime) -> dict[Where, int]:
    """Visits by our own short links until ``cut``, of posts that are up."""
    by_code = (
        sa.select(col(Click.code), added_up("clicks", col(Click.count)).label("visits"))
        .where(col(Click.minute) < cut)
        .group_by(col(Click.code))
        .subquery()
    )
    place = (POSTS.c.task, POSTS.c.channel_key)
    query = (
        sa.select(*place, added_up("clicks", by_code.c.visits))
        .select_from(by_code)
        .join(Link, col(Link.code) == by_code.c.code)
        .join(POSTS, POSTS.c.id == col(Link.delivery_id))
        .where(POSTS.c.retracted_at.is_(None))
        .group_by(*place)
    )
    return {(task, channel): int(visits) for task, channel, visits in session.execute(query)}


def items(session: Session) -> dict[str, int]:
    """How many items have a post that is up, by task item. Over channels they are the same items, so never added."""
    query = (
        sa.select(POSTS.c.task, sa.func.count(POSTS.c.item_id.distinct()))
        .where(POSTS.c.retracted_at.is_(None))
        .group_by(POSTS.c.task)
    )
    return {task: number for task, number in session.execute(query)}


def joined(parts: Iterable[Cell]) -> Cell:
    """Several cells as one."""
    cells = list(parts)
    whole = Cell(
        sum(cell.posts for cell in cells), sum(cell.retracted for cell in cells), sum(cell.linked for cell in cells),
        max((cell.newest_at for cell in cells if cell.newest_at), default=None),
    )  # fmt: skip
    for metric in POST_METRICS:
        own = [cell.figures[metric] for cell in cells if metric in cell.figures]
        if own:
            whole.figures[metric] = merged(metric, own)
    return whole


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
    """Each of them is reckoned for every post: what nobody reads of a metric is not asked for."""
    value, by_hand = col(getattr(PostFigures, metric)), col(getattr(PostFigures, f"{metric}_by_hand"))
    adds = METRICS[metric] == "flow"
    yield (added_up(metric, value) if adds else sa.null()).label(f"{metric}_sum")
    yield sa.func.count(value).label(f"{metric}_count")
    yield (sa.null() if adds else sa.func.max(value)).label(f"{metric}_max")
    yield sa.func.sum(sa.cast(by_hand, sa.Integer)).label(f"{metric}_by_hand")


def measured_later(cut: datetime) -> sa.CTE:
    """The rows of ``POSTS`` whose newest sample is too late for this report: found once, not once for each metric."""
    return (
        sa.select(POSTS)
        .join(PostFigures, sa.and_(col(PostFigures.delivery_id) == POSTS.c.id, col(PostFigures.newest_at) >= cut))
        .where(POSTS.c.retracted_at.is_(None))
        .cte("later")
        .prefix_with("MATERIALIZED")
    )


def newest_before(cut: datetime, names: Sequence[str], posts: sa.CTE) -> tuple[sa.CTE, sa.ScalarSelect[Any]]:
    """(``metrics``, one row for each name; the id of the newest sample of that metric of a row of ``posts``)."""
    metrics = sa.union_all(*(sa.select(sa.literal(metric).label("metric")) for metric in names)).cte("metrics")
    earlier = sa.orm.aliased(MetricSample)
    newest = (
        sa.select(col(earlier.id))
        .where(col(earlier.delivery_id) == posts.c.id, col(earlier.metric) == metrics.c.metric)
        .where(col(earlier.taken_at) < cut)
        .order_by(col(earlier.taken_at).desc(), col(earlier.id).desc())
        .limit(1)
        .correlate(posts, metrics)
        .scalar_subquery()
    )
    return metrics, newest


def _measured_again(cut: datetime, columns: Sequence[str]) -> sa.Select[Any]:
    """The same tallies of posts that were measured after the cut too, from the newest sample before it."""
    later = measured_later(cut)
    metrics, newest = newest_before(cut, POST_METRICS, later)
    by_hand = col(MetricSample.native_name) == BY_HAND
    value, flow = col(MetricSample.value), [metric for metric in POST_METRICS if METRICS[metric] == "flow"]
    group = (*(later.c[name] for name in columns), metrics.c.metric)
    return (
        sa.select(
            *group,
            added_up(flow[0], sa.case((metrics.c.metric.in_(flow), value))),
            sa.func.count(value),
            sa.func.max(value),
            sa.func.count(sa.case((by_hand, 1))),
            sa.func.max(col(MetricSample.taken_at)),
        )
        .select_from(later)
        .join(metrics, sa.true())
        .join(MetricSample, col(MetricSample.id) == newest)
        .group_by(*group)
    )


def _add(cell: Cell, metric: str, value: Any, measured: int, highest: int | None, by_hand: int) -> None:
    if measured:
        new = Tally(None if value is None else int(value), measured, highest, by_hand)
        cell.figures[metric] = merged(metric, (cell.figures[metric], new))
