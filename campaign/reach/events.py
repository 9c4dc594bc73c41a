"""Figures that a platform tells by itself. Each is a state ("7 reactions now"), so the newest one holds."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Delivery, MetricSample, WebhookEvent
from campaign.models.reach import LARGEST
from campaign.reach.metrics import METRICS


def take_figures(session: Session, event: WebhookEvent, now: datetime) -> int:
    """Append what a ``figures`` event says of a post of ours; returns how many samples are new.

    One bot may speak for several channels, so the post is looked for on the whole platform.
    """
    platform = session.get_one(Channel, event.channel_key).platform
    of_platform = sa.select(col(Channel.key)).where(col(Channel.platform) == platform)
    post = session.scalars(
        sa.select(Delivery)
        .where(col(Delivery.remote_id) == event.remote_id, col(Delivery.channel_key).in_(of_platform))
        .where(col(Delivery.state) == "published")
        .order_by(col(Delivery.id))
    ).first()
    figures = event.body.get("figures")
    if post is None or not isinstance(figures, dict):
        return 0
    samples = [
        MetricSample(
            delivery_id=post.id, channel_key=post.channel_key, metric=metric, value=value,
            taken_at=_taken_at(event.body.get("at"), now), native_name=str(event.body.get("native_name") or "webhook"),
            api_version=str(event.body.get("api_version") or "webhook"),
        )
        for metric, value in figures.items()
        if metric in METRICS and isinstance(value, int) and 0 <= value <= LARGEST
    ]  # fmt: skip
    session.add_all(new := [sample for sample in samples if not _is_there(session, sample)])
    return len(new)


def _taken_at(said: object, now: datetime) -> datetime:
    """The event's own moment: events come out of order. Never a moment that has not been yet."""
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return now
    return min(moment, now) if moment.tzinfo else now


def _is_there(session: Session, sample: MetricSample) -> bool:
    same = sa.select(col(MetricSample.id)).where(
        col(MetricSample.delivery_id) == sample.delivery_id,
        col(MetricSample.metric) == sample.metric,
        col(MetricSample.native_name) == sample.native_name,
        col(MetricSample.taken_at) == sample.taken_at,
    )
    return session.scalar(same.limit(1)) is not None
