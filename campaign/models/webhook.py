"""What platforms told us by webhook, each event once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from campaign.models.base import json_column

_WAITING = text("followed_up_at IS NULL")


class WebhookEvent(SQLModel, table=True):
    """One event of one channel. Its row makes a replay harmless; what is not followed up is not kept in ``body``."""

    __tablename__ = "webhook_event"
    __table_args__ = (
        Index("ix_webhook_event_waiting", "received_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    channel_key: str = Field(primary_key=True, foreign_key="channel.key")
    event_id: str = Field(primary_key=True)
    kind: str
    remote_id: str = ""
    body: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    """``platforms.seam.Event.data`` of a kind that is followed up, else empty."""
    received_at: datetime
    followed_up_at: datetime | None = None
