"""Metric samples: appended, never updated."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

LARGEST = 2**31 - 1
"""What an INTEGER column of PostgreSQL holds."""
BY_HAND = "by hand"
"""``native_name`` of a figure that a person typed in or brought by table: its mark in the report is X."""


class MetricSample(SQLModel, table=True):
    """(delivery or channel, metric, value, taken_at, native name, API version)."""

    __tablename__ = "metric_sample"
    __table_args__ = (
        Index("ix_metric_sample_delivery", "delivery_id", "metric", "taken_at"),
        Index("ix_metric_sample_channel", "channel_key", "metric", "taken_at"),
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

    delivery_id: int = Field(primary_key=True, foreign_key="delivery.id")
    age: str = Field(primary_key=True)
    """1h | 24h | 7d | 28d"""
    at: datetime
    error_message: str = ""
