"""What platforms say of a whole channel: how many follow it, and how many people it reached in a window of its own.

Both are the platform's figure at one moment; neither is added to anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import iso_z
from campaign.models import MetricSample
from campaign.models.reach import BY_HAND
from campaign.reach.periods import Period


@dataclass(frozen=True)
class Level:
    """One sample of the period."""

    value: int
    at: datetime
    by_hand: bool
    window: str

    @property
    def mark(self) -> str:
        return "X" if self.by_hand else "Đ"


def levels(session: Session, period: Period) -> dict[tuple[str, str], Level]:
    """By (channel key, ``followers`` or ``reach``)."""
    return _levels(session, period, (col(MetricSample.taken_at).desc(), col(MetricSample.id).desc()))


def first_followers(session: Session, period: Period) -> dict[str, Level]:
    """How many followed each channel when the period's first figure of that was taken."""
    found = _levels(session, period, (col(MetricSample.taken_at), col(MetricSample.id)))
    return {channel: level for (channel, metric), level in found.items() if metric == "followers"}


def _levels(session: Session, period: Period, order: tuple[Any, ...]) -> dict[tuple[str, str], Level]:
    """The one that comes first in that order."""
    place = sa.func.row_number().over(
        partition_by=(col(MetricSample.channel_key), col(MetricSample.metric)), order_by=order
    )
    sample = (
        sa.select(MetricSample, place.label("place"))
        .where(col(MetricSample.delivery_id).is_(None), col(MetricSample.metric).in_(("followers", "reach")))
        .where(col(MetricSample.taken_at) >= period.from_at, col(MetricSample.taken_at) < period.to_at)
        .subquery()
        .c
    )
    query = sa.select(
        sample.channel_key, sample.metric, sample.value, sample.taken_at, sample.native_name, sample.window
    ).where(sample.place == 1)
    return {
        (channel, metric): Level(value, at, native_name == BY_HAND, window)
        for channel, metric, value, at, native_name, window in session.execute(query)
    }


def followers_json(level: Level | None) -> dict[str, Any]:
    if level is None:
        return {"value": None, "mark": "-", "at": None}
    return {"value": level.value, "mark": level.mark, "at": iso_z(level.at)}


def channel_reach_json(level: Level | None) -> dict[str, Any]:
    if level is None:
        return {"value": None, "window": None, "mark": "-", "at": None}
    return {"value": level.value, "window": level.window, "mark": level.mark, "at": iso_z(level.at)}
