"""Posts one by one, for the list in an annex: those that were seen most, in the order in which they went out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import iso_z
from campaign.models import Delivery, Item, MetricSample, PostFigures, Revision
from campaign.reach.counted import POSTS
from campaign.reach.metrics import total
from campaign.reach.tallies import measured_later, newest_before

SHOWN = ("views", "reactions", "comments", "shares")
Figures = dict[str, int | None]


def listed_posts(session: Session, cut: datetime, tasks: Sequence[str], most: int) -> list[dict[str, Any]]:
    """At most ``most`` posts of ``POSTS`` under these task items that are up, with their newest figures before ``cut``.
    Missing is None."""
    up = sa.and_(POSTS.c.retracted_at.is_(None), POSTS.c.task.in_(tasks))
    found = _settled(session, cut, up, most) | _measured_again(session, cut, tasks)
    best = sorted(found, key=lambda post: (_seen(found[post]), -post), reverse=True)
    return _rows(session, {post: found[post] for post in best[:most]})


def _seen(figures: Figures) -> int:
    """To sort by: what nobody measured comes after 0."""
    views = figures["views"]
    return -1 if views is None else views


def _settled(session: Session, cut: datetime, up: sa.ColumnElement[bool], most: int) -> dict[int, Figures]:
    """Posts whose newest figures are from before the cut, or that have none."""
    views = col(PostFigures.views)
    query = (
        sa.select(POSTS.c.id, *(col(getattr(PostFigures, metric)) for metric in SHOWN))
        .outerjoin(PostFigures, col(PostFigures.delivery_id) == POSTS.c.id)
        .where(up)
        .where(sa.or_(col(PostFigures.newest_at).is_(None), col(PostFigures.newest_at) < cut))
        .order_by(views.is_(None), views.desc(), POSTS.c.id)
        .limit(most)
    )
    return {post: dict(zip(SHOWN, figures, strict=True)) for post, *figures in session.execute(query)}


def _measured_again(session: Session, cut: datetime, tasks: Sequence[str]) -> dict[int, Figures]:
    """Posts that were measured after the cut too: their newest sample of each metric before it."""
    later = measured_later(cut)
    metrics, newest = newest_before(cut, SHOWN, later)
    query = (
        sa.select(later.c.id, metrics.c.metric, col(MetricSample.value))
        .select_from(later)
        .join(metrics, sa.true())
        .outerjoin(MetricSample, col(MetricSample.id) == newest)
        .where(later.c.task.in_(tasks))
    )
    found: dict[int, Figures] = {}
    for post, metric, value in session.execute(query):
        found.setdefault(post, dict.fromkeys(SHOWN))[metric] = value
    return found


def _rows(session: Session, figures: dict[int, Figures]) -> list[dict[str, Any]]:
    query = (
        sa.select(
            col(Delivery.id), col(Delivery.published_at), col(Delivery.channel_key), col(Delivery.permalink),
            col(Item.kind), col(Revision.title), col(Revision.tags), POSTS.c.task,
        )
        .join(POSTS, POSTS.c.id == col(Delivery.id))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .join(Revision, sa.and_(col(Revision.item_id) == col(Item.id), col(Revision.number) == col(Item.revision)))
        .where(col(Delivery.id).in_(list(figures)))
        .order_by(col(Delivery.published_at), col(Delivery.id))
    )  # fmt: skip
    return [
        {
            "at": iso_z(at), "title": title, "kind": kind, "tags": list(tags or ())[:2], "channel": channel,
            "task": task, "link": link, "views": figures[post]["views"],
            "engagement": total("reactions", (figures[post][metric] for metric in SHOWN[1:])),
        }
        for post, at, channel, link, kind, title, tags, task in session.execute(query)
    ]  # fmt: skip
