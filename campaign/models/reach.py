"""Metric samples: appended, never updated."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

LARGEST = 2**31 - 1
"""What an INTEGER column of PostgreSQL holds."""
BY_HAND = "by hand"
"""``native_name`` of a figure that a person typed in or brought by table: its mark in the report is X."""

_OF_CHANNEL = text("delivery_id IS NULL")
_FAILED = text("error_message <> ''")


class MetricSample(SQLModel, table=True):
    """(delivery or channel, metric, value, taken_at, native name, API version)."""

    __tablename__ = "metric_sample"
    __table_args__ = (
        Index("ix_metric_sample_delivery", "delivery_id", "metric", "taken_at"),
        Index(
            "ix_metric_sample_of_channel",
            "channel_key",
            "metric",
            "taken_at",
            sqlite_where=_OF_CHANNEL,
            postgresql_where=_OF_CHANNEL,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id")
    channel_key: str
    metric: str
    value: int
    taken_at: datetime
    native_name: str
    api_version: str
    approximate: bool = False
    window: str = ""


class Collection(SQLModel, table=True):
    """When figures of a delivery were last asked for, at which age, and with what outcome."""

    __tablename__ = "collection"
    __table_args__ = (Index("ix_collection_failed", "at", sqlite_where=_FAILED, postgresql_where=_FAILED),)

    delivery_id: int = Field(primary_key=True, foreign_key="delivery.id")
    age: str = Field(primary_key=True)
    """1h | 24h | 7d | 28d"""
    at: datetime
    error_message: str = ""


class PostFigures(SQLModel, table=True):
    """The newest sample of each metric of one delivery, side by side: what reports are added up from.

    Derived from ``metric_sample`` by a trigger of the database, so no writer can forget it. One row where the samples
    have two dozen: a year of 50,000 posts is read in a fifth of a second. Copying a database, leave this table out.
    """

    __tablename__ = "post_figures"

    delivery_id: int = Field(primary_key=True, foreign_key="delivery.id")
    newest_at: datetime
    """Of all its samples. Later than a report's cut: that report looks the older ones up in ``metric_sample``."""
    views: int | None = None
    views_at: datetime | None = None
    views_by_hand: bool | None = None
    reach: int | None = None
    reach_at: datetime | None = None
    reach_by_hand: bool | None = None
    reactions: int | None = None
    reactions_at: datetime | None = None
    reactions_by_hand: bool | None = None
    comments: int | None = None
    comments_at: datetime | None = None
    comments_by_hand: bool | None = None
    shares: int | None = None
    shares_at: datetime | None = None
    shares_by_hand: bool | None = None
    platform_clicks: int | None = None
    platform_clicks_at: datetime | None = None
    platform_clicks_by_hand: bool | None = None


POST_METRICS = ("views", "reach", "reactions", "comments", "shares", "platform_clicks")
"""The columns of PostFigures. Visits by our own links (``clicks``) are counted in ``click``."""
