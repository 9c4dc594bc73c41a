"""Channels, the accounts behind them, and their sealed credentials."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from campaign.models.base import json_column


class Channel(SQLModel, table=True):
    """One declared destination: ``channels/<key>/`` as last brought in."""

    __tablename__ = "channel"

    key: str = Field(primary_key=True)
    platform: str
    title: str
    unit: str = ""
    task: str = ""
    enabled: bool = True
    min_interval_s: float = 0.0
    send_window: str = ""
    """"06:00-22:00" in the plan's zone; empty: always open."""
    grace_s: float | None = None
    options: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    """The table named after the platform."""
    template: str = ""
    template_sha256: str = ""
    account: str = Field(index=True)
    """"platform:account": pace, order and one-in-flight are per account."""
    connected_at: datetime | None = None
    account_name: str = ""
    closed_at: datetime | None = None
    closed_reason: str = ""
    closed_by: str = ""
    """An e-mail or "cli" when a person closed it; "platform" after Unauthorized (a connect opens it)."""
    token_expires_at: datetime | None = None
    """When the platform last said that the credentials end; null: never, or it does not tell."""
    token_checked_at: datetime | None = None
    """When it was asked. What was stored since then may end at another time."""
    removed_at: datetime | None = None
    """Its folder has gone; the row stays for what it published."""

    def close_by_platform(self, now: datetime, why: str) -> None:
        """The platform no longer knows us. A channel that a person closed stays theirs to open."""
        if self.closed_at is None:
            self.closed_at, self.closed_by, self.closed_reason = now, "platform", why


class AccountPace(SQLModel, table=True):
    """When the next post of an account may go."""

    __tablename__ = "account_pace"

    account: str = Field(primary_key=True)
    next_allowed_at: datetime | None = None
    """After the channel's own interval; an urgent post goes past it."""
    limited_until: datetime | None = None
    """Nobody goes past it: the platform said wait, or its calls are nearly used up."""
    limited_why: str = ""
    """Why the program rests of its own accord; empty: the platform said wait."""
    looking_until: datetime | None = None
    """An uncertain post of the account is being looked for; the next one waits, so that a platform that hangs holds one
    worker and not one for each."""

    def rest(self, until: datetime, why: str = "") -> None:
        self.limited_until, self.limited_why = until, why


class Remembered(SQLModel, table=True):
    """Something that an adapter has learnt about an account (``platforms.seam.Memory``)."""

    __tablename__ = "remembered"

    account: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str
    until: datetime | None = None
    """Until when it holds; null: for good."""


class Credential(SQLModel, table=True):
    """A set of secrets, encrypted, with its key inside the plaintext."""

    __tablename__ = "credential"

    channel_key: str = Field(primary_key=True)
    """The channel's own key, or the one name of all channels of an account (``credentials.credential_key``); such a
    name holds ":", which no channel's key does."""
    sealed: str
    stored_at: datetime
