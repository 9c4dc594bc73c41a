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
    totp_sealed: str = ""
    """The secret of the second step, sealed (campaign.credentials); empty while it is off."""
    totp_step: int = 0
    """The newest time step whose code was used: no code signs in twice."""
    language: str = ""
    """In which this person is told; empty: the installation's."""


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


class RecoveryCode(SQLModel, table=True):
    """A code that replaces the second step once, found by its hash."""

    __tablename__ = "recovery_code"

    code_sha256: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    used_at: datetime | None = None


class Device(SQLModel, table=True):
    """A browser that has passed the second step lately and is not asked again until then."""

    __tablename__ = "device"

    secret_sha256: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    created_at: datetime
    expires_at: datetime


class Tries(SQLModel, table=True):
    """Failed sign-ins of one account from one address since the last that succeeded."""

    __tablename__ = "sign_in_tries"

    key_sha256: str = Field(primary_key=True)
    count: int
    last_at: datetime = Field(index=True)
    wait_until: datetime


class ApiToken(SQLModel, table=True):
    """A program that acts as a person, found by the hash of what it sends. ``scope``: read | write."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    name: str
    scope: str
    secret_sha256: str = Field(unique=True)
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class KeyedAnswer(SQLModel, table=True):
    """The answer to a request that carried an Idempotency-Key; ``status`` null while it is being worked on."""

    __tablename__ = "keyed_answer"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    key: str = Field(primary_key=True)
    request_sha256: str
    started_at: datetime = Field(index=True)
    status: int | None = None
    headers: dict[str, str] = Field(default_factory=dict, sa_column=json_column())
    body: str = ""


class AuditEntry(SQLModel, table=True):
    """Who did what, when. Triggers refuse any change of a row."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    actor: str
    action: str
    subject: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
