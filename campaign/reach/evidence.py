"""The rows that a figure of a report came from: posts with the sample that was counted, or samples of a channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Click, Delivery, Item, Link, MetricSample, Revision
from campaign.models.reach import BY_HAND, POST_METRICS
from campaign.reach.counted import EVERYTHING, POSTS, Wanted, collect_posts, uncertain_ids
from campaign.reach.metrics import METRICS, added_up
from campaign.reach.periods import Period

OF_CHANNEL = {"followers": "followers", "channel_reach": "reach"}
"""Figures of a whole channel, and the metric of their samples."""
WHAT = ("posts", "retracted", "uncertain", *POST_METRICS, "clicks", *OF_CHANNEL)
ON_A_PAGE = 50
SAMPLES_SHOWN = 40
"""Of one post and metric, the newest."""


@dataclass(frozen=True)
class Sample:
    """One figure as it was taken."""

    value: int
    at: datetime
    native_name: str
    api_version: str
    window: str = ""

    @property
    def mark(self) -> str:
        return "X" if self.native_name == BY_HAND else "Đ"


@dataclass(frozen=True)
class Proof:
    """One post. ``counted``: its sample that the report counts; None: nobody measured it. ``earlier``: the others."""

    delivery_id: int
    slug: str
    title: str
    channel: str
    platform: str
    at: datetime | None
    permalink: str
    counted: Sample | None = None
    value: int | None = None
    earlier: Sequence[Sample] = ()


@dataclass(frozen=True)
class Asked:
    """``measured``: yes | no | "" for both. ``page`` counts from 1."""

    what: str
    measured: str = ""
    page: int = 1


@dataclass(frozen=True)
class Evidence:
    """``posts`` of ``count``; ``total`` adds up what may be added, over all pages; ``highest`` of one post."""

    count: int
    measured: int
    total: int | None = None
    highest: int | None = None
    posts: Sequence[Proof] = ()
    samples: Sequence[tuple[str, Sample]] = field(default_factory=tuple)
    """(channel key, sample), newest first, for figures of a whole channel."""


def evidence(
    session: Session, period: Period, unit: str, wanted: Wanted, tasks: Sequence[str], asked: Asked
) -> Evidence:
    """What ``asked.what`` (one of WHAT) rests on. ``tasks``: the plan's task items, under which posts count."""
    if asked.what in OF_CHANNEL:
        return _of_channel(session, period, unit, wanted, OF_CHANNEL[asked.what])
    if asked.what == "uncertain":
        ids = list(session.scalars(uncertain_ids(period, unit, wanted)))
        return Evidence(len(ids), 0, posts=_proofs(session, _page(sorted(ids), asked.page), {}, {}))
    collect_posts(session, period, unit, wanted)
    counts = POSTS.c.task.in_(tasks)
    if asked.what in ("posts", "retracted"):
        up = POSTS.c.retracted_at.is_(None) if asked.what == "posts" else POSTS.c.retracted_at.is_not(None)
        ids = list(session.scalars(sa.select(POSTS.c.id).where(counts, up).order_by(POSTS.c.id.desc())))
        return Evidence(len(ids), 0, posts=_proofs(session, _page(ids, asked.page), {}, {}))
    measured = _clicked(period.to_at) if asked.what == "clicks" else _sampled(asked.what, period.to_at)
    measured = measured.where(counts, POSTS.c.retracted_at.is_(None))
    return _measured(session, measured.subquery(), asked, period.to_at)


def _measured(session: Session, rows: sa.Subquery, asked: Asked, cut: datetime) -> Evidence:
    keep = {"yes": rows.c.value.is_not(None), "no": rows.c.value.is_(None)}.get(asked.measured, sa.true())
    flow = METRICS[asked.what] == "flow"
    whole = added_up(asked.what, rows.c.value) if flow else sa.null()
    count, measured, total, highest = session.execute(
        sa.select(sa.func.count(), sa.func.count(rows.c.value), whole, sa.func.max(rows.c.value)).where(keep)
    ).one()
    order = (rows.c.value.is_(None), rows.c.value.desc(), rows.c.id)
    first = (asked.page - 1) * ON_A_PAGE
    page = session.execute(sa.select(rows).where(keep).order_by(*order).limit(ON_A_PAGE).offset(first)).all()
    values = {row.id: row.value for row in page}
    samples = {} if asked.what == "clicks" else _samples(session, list(values), asked.what, cut)
    proofs = _proofs(session, list(values), values, samples)
    return Evidence(count, measured, None if total is None else int(total), highest, proofs)


def _sampled(metric: str, cut: datetime) -> sa.Select[Any]:
    """(id, value) of each post: its newest sample before the cut."""
    newest = (
        sa.select(col(MetricSample.value))
        .where(col(MetricSample.delivery_id) == POSTS.c.id, col(MetricSample.metric) == metric)
        .where(col(MetricSample.taken_at) < cut)
        .order_by(col(MetricSample.taken_at).desc(), col(MetricSample.id).desc())
        .limit(1)
        .correlate(POSTS)
        .scalar_subquery()
    )
    return sa.select(POSTS.c.id, newest.label("value"))


def _clicked(cut: datetime) -> sa.Select[Any]:
    """(id, value) of each post: visits by its own short link; a post without one was not counted."""
    visits = (
        sa.select(added_up("clicks", col(Click.count)))
        .join(Link, col(Link.code) == col(Click.code))
        .where(col(Link.delivery_id) == POSTS.c.id, col(Click.minute) < cut)
        .correlate(POSTS)
        .scalar_subquery()
    )
    linked = sa.exists().where(col(Link.delivery_id) == POSTS.c.id)
    return sa.select(POSTS.c.id, sa.case((linked, sa.func.coalesce(visits, 0))).label("value"))


def _samples(session: Session, ids: Sequence[int], metric: str, cut: datetime) -> dict[int, list[Sample]]:
    query = (
        sa.select(MetricSample)
        .where(col(MetricSample.delivery_id).in_(ids), col(MetricSample.metric) == metric)
        .where(col(MetricSample.taken_at) < cut)
        .order_by(col(MetricSample.taken_at).desc(), col(MetricSample.id).desc())
    )
    found: dict[int, list[Sample]] = {}
    for row in session.scalars(query):
        own = found.setdefault(row.delivery_id or 0, [])
        if len(own) < SAMPLES_SHOWN:
            own.append(_sample(row))
    return found


def _proofs(
    session: Session, ids: Sequence[int], values: dict[int, int | None], samples: dict[int, list[Sample]]
) -> list[Proof]:
    query = (
        sa.select(Delivery, col(Item.slug), col(Revision.title), col(Channel.platform))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .join(Revision, sa.and_(col(Revision.item_id) == col(Item.id), col(Revision.number) == col(Item.revision)))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .where(col(Delivery.id).in_(ids))
    )
    found = {row[0].id: row for row in session.execute(query)}
    shown = []
    for each in ids:
        delivery, slug, title, platform = found[each]
        own = samples.get(each, [])
        shown.append(
            Proof(
                each, slug, title, delivery.channel_key, platform, delivery.published_at or delivery.due_at,
                delivery.permalink, own[0] if own else None, values.get(each), own[1:],
            )
        )  # fmt: skip
    return shown


def _of_channel(session: Session, period: Period, unit: str, wanted: Wanted, metric: str) -> Evidence:
    query = (
        sa.select(MetricSample)
        .join(Channel, col(Channel.key) == col(MetricSample.channel_key))
        .where(col(MetricSample.delivery_id).is_(None), col(MetricSample.metric) == metric)
        .where(col(MetricSample.taken_at) >= period.from_at, col(MetricSample.taken_at) < period.to_at)
        .order_by(col(MetricSample.taken_at).desc(), col(MetricSample.id).desc())
    )
    query = query.where(col(Channel.unit) == unit) if unit else query
    query = query.where(col(MetricSample.channel_key) == wanted.channel) if wanted.channel else query
    rows = session.scalars(query.limit(500)).all()
    samples = [(row.channel_key, _sample(row)) for row in rows]
    return Evidence(len(samples), len(samples), highest=max((row.value for row in rows), default=None), samples=samples)


def _sample(row: MetricSample) -> Sample:
    return Sample(row.value, row.taken_at, row.native_name, row.api_version, row.window)


def _page(ids: list[int], page: int) -> list[int]:
    return ids[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]


__all__ = ["EVERYTHING", "ON_A_PAGE", "WHAT", "Asked", "Evidence", "Proof", "Sample", "evidence"]
