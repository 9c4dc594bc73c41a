"""People who sign in, their sessions and one-time links, and the record of what everybody did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from campaign.models.base import json_column

ROLES = ("reporter", "editor", "manager", "admin")


class User(SQLModel, table=True):
    """A person. ``unit`` empty: all units."""

    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    """Lower case."""
    name: str
    role: str
    unit: str = ""
    password_hash: str = ""
    """argon2id; empty until one is set."""
    created_at: datetime
    disabled_at: datetime | None = None


class Session(SQLModel, table=True):
    """A signed-in browser, found by the hash of its cookie."""

    __tablename__ = "web_session"

    secret_sha256: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    created_at: datetime
    last_seen_at: datetime


class OneTimeLink(SQLModel, table=True):
    """A link that works once (sign-in, invitation), found by the hash of its code."""

    __tablename__ = "one_time_link"

    code_sha256: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    purpose: str
    expires_at: datetime
    used_at: datetime | None = None


class AuditEntry(SQLModel, table=True):
    """Who did what, when. Triggers refuse any change of a row."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    actor: str
    action: str
    subject: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
