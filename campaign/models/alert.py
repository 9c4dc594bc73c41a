"""What a person must hear: causes as they open and close, whom each was told and how, and what each person wishes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from campaign.models.base import json_column

_OPEN = text("closed_at IS NULL")
_WAITING = text("state IN ('pending', 'sending')")


class AlertCause(SQLModel, table=True):
    """One condition of one thing, from when it was first seen until it was gone. The same condition later is another
    row: its generation is its id."""

    __tablename__ = "alert_cause"
    __table_args__ = (
        Index(
            "uq_alert_cause_open", "kind", "subject", "mark", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_alert_cause_opened", "opened_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """A key of campaign.alerts.kinds.KINDS."""
    subject: str
    """"item:<slug>", "delivery:<id>", "channel:<key>", "clock", "way:<way>"."""
    mark: str = ""
    """What makes it another cause of the same thing: the content that awaits approval, the days that a token has."""
    title: str
    """One line: which thing."""
    text: str = ""
    """Why, in one sentence; may be empty."""
    path: str
    """The page on which something can be done, below the installation's address."""
    platform: str = ""
    """Whose failure it is, where it is a platform's: it is never told through that one alone."""
    urgent: bool = False
    audience: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    """campaign.alerts.audience.Audience as plain values."""
    opened_at: datetime
    closed_at: datetime | None = None


class Alert(SQLModel, table=True):
    """One cause told to one person by one way. The row is there before anything is sent."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("cause_id", "user_id", "way", "round"),
        Index("ix_alert_waiting", "way", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_alert_user", "user_id", "cause_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    cause_id: int = Field(foreign_key="alert_cause.id")
    user_id: int
    """0: nobody's own, the desk's (webhook, chat)."""
    way: str
    """email | push | webhook | telegram"""
    round: int = 1
    """2: said again, because an urgent one still waits."""
    state: str = "pending"
    """pending | sending | sent | failed | dropped (its cause was gone first)"""
    message: str = ""
    """The message that it goes in, with others: kept when it is sent again."""
    attempts: int = 0
    next_try_at: datetime | None = None
    made_at: datetime
    claimed_at: datetime | None = None
    told_at: datetime | None = None
    error: str = ""


class AlertWishes(SQLModel, table=True):
    """What a person wants to hear, and how. Without a row: everything, by every way there is, at any hour."""

    __tablename__ = "alert_wishes"

    user_id: int = Field(primary_key=True, foreign_key="user_account.id")
    ways: list[str] = Field(default_factory=list, sa_column=json_column())
    """Of email and push."""
    muted: list[str] = Field(default_factory=list, sa_column=json_column())
    """Kinds of causes that are not told, urgent ones aside."""
    quiet_from: str = ""
    quiet_to: str = ""
    """"22:00" and "06:00" in the plan's zone: what is not urgent waits. Both empty: never quiet."""


class PushSubscription(SQLModel, table=True):
    """A browser that shows alerts (https://www.w3.org/TR/push-api/#pushsubscription-interface)."""

    __tablename__ = "push_subscription"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    endpoint: str = Field(unique=True)
    p256dh: str
    auth: str
    label: str = ""
    """What the browser says it is."""
    created_at: datetime
    last_told_at: datetime | None = None
