"""A delivery: one item to one channel at one time. The row is the queue, the schedule and the lock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from campaign.models.base import json_column

STATES = ("scheduled", "queued", "sending", "published", "uncertain", "held", "failed", "cancelled")
IN_FLIGHT = ("queued", "sending")
CHANGEABLE = ("scheduled", "queued", "held", "failed")
"""States in which a person may move, cancel or edit: nothing is on the wire."""
RESTORED_AT = "restored_at"
"""The fact that this database came out of a backup: ``at`` when it was restored, ``value`` when it was written."""
HELD_REASONS = ("approval", "unauthorized", "preflight", "late", "restored", "manual")

_STATE_LIST = ", ".join(f"'{state}'" for state in STATES)
_FLYING = text("state IN ('queued', 'sending')")
_COUNTED = text("state = 'published' AND part = ''")
_PLACED = text("place <> ''")


class Delivery(SQLModel, table=True):
    """See DESIGN, section 4. ``part`` is '' for the post itself; ``slot_key`` is null for one made by hand."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATE_LIST})", name="state"),
        Index(
            "uq_delivery_occurrence",
            "slot_key",
            "local_time",
            "fold",
            "channel_key",
            "part",
            unique=True,
            sqlite_where=text("slot_key IS NOT NULL"),
            postgresql_where=text("slot_key IS NOT NULL"),
        ),
        Index(
            "uq_delivery_by_hand",
            "item_id",
            "channel_key",
            "due_at",
            "part",
            unique=True,
            sqlite_where=text("slot_key IS NULL"),
            postgresql_where=text("slot_key IS NULL"),
        ),
        Index("uq_delivery_in_flight", "account", unique=True, sqlite_where=_FLYING, postgresql_where=_FLYING),
        Index(
            "uq_delivery_remote",
            "account",
            "remote_id",
            "part",
            unique=True,
            sqlite_where=text("remote_id IS NOT NULL"),
            postgresql_where=text("remote_id IS NOT NULL"),
        ),
        Index(
            "ix_delivery_due",
            "account",
            "due_at",
            "id",
            sqlite_where=text("state = 'scheduled'"),
            postgresql_where=text("state = 'scheduled'"),
        ),
        Index("ix_delivery_state", "state", "due_at"),
        Index("ix_delivery_item", "item_id", "due_at"),
        Index("ix_delivery_published", "channel_key", "published_at"),
        Index(
            "ix_delivery_counted",
            "published_at",
            "channel_key",
            "item_id",
            "retracted_at",
            "id",
            sqlite_where=_COUNTED,
            postgresql_where=_COUNTED,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    guid: str
    """A permanent urn:uuid: a feed entry's guid."""
    item_id: int = Field(foreign_key="item.id")
    channel_key: str = Field(foreign_key="channel.key")
    account: str
    slot_key: str | None = None
    local_time: str | None = None
    fold: int = 0
    part: str = ""
    after_id: int | None = Field(default=None, foreign_key="delivery.id", index=True)
    due_at: datetime
    """The editor's time; retries move next_try_at, never this."""
    next_try_at: datetime | None = None
    grace_s: float | None = None
    """The slot's grace; null: the channel's, else six hours."""
    state: str = "scheduled"
    held_reason: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    attempts: int = 0
    urgent: bool = False
    urgent_by: str = ""
    created_by: str = ""
    created_at: datetime
    released_at: datetime | None = None

    content_sha256: str | None = None
    """Of the item as rendered in ``post``."""
    template_sha256: str | None = None
    post: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
    """The frozen platforms.seam.Post."""
    text: str | None = None
    text_sha256: str | None = None

    attempt_token: str | None = None
    step: str | None = None
    step_visible: bool = False
    progress: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
    lease_until: datetime | None = None
    queued_at: datetime | None = None
    uncertain_at: datetime | None = None
    lookups: int = 0

    published_at: datetime | None = None
    corrected_at: datetime | None = None
    retracted_at: datetime | None = None
    retract_reason: str = ""
    remote_id: str | None = None
    permalink: str = ""
    look_url: str = ""
    receipt: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))


class Attempt(SQLModel, table=True):
    """One step at a platform, on record before its first byte leaves. Finished once, never changed after."""

    __tablename__ = "attempt"

    attempt_token: str = Field(primary_key=True)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    number: int
    step: str
    visible: bool
    worker: str = ""
    started_at: datetime
    deadline_s: float
    marked_in: str | None = None
    """What keeps ``departed_at``: DURABLE, or the run of the machine (its boot id) that a lost mark would end with;
    null: nothing does, and an empty ``departed_at`` proves nothing."""
    departed_at: datetime | None = None
    """Put on record before the first byte of a visible step left."""
    finished_at: datetime | None = None
    outcome: str | None = None
    """published | progress | rejected | unauthorized | rate_limited | unavailable | uncertain"""
    error_code: str | None = None
    error_message: str | None = None
    receipt: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
    stray: bool = False
    """Its outcome came after the delivery had been settled otherwise: a person is told."""


class Link(SQLModel, table=True):
    """A short link: born with its delivery (or poster), leads only to a stored http(s) target."""

    __tablename__ = "link"
    __table_args__ = (
        Index(
            "uq_link_place",
            "item_id",
            "place",
            unique=True,
            sqlite_where=_PLACED,
            postgresql_where=_PLACED,
        ),
    )

    code: str = Field(primary_key=True)
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id", unique=True)
    target: str = ""
    """Empty: the item's own link, else its page."""
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    place: str = ""
    """Where it hangs or which wave it went out with ("UBND phường Vị Tân"): one code per item and place. Empty: a
    delivery's own."""
    task: str = ""
    """The task item of the plan where visits by a place's link count."""
    created_at: datetime
    disabled_at: datetime | None = None


COLUMN = "embed:"
"""Before a column's place ("tin", "tin/tag/otp"): the code that its loads are counted under. No link's has a colon."""


class Click(SQLModel, table=True):
    """Visits of one short link, or loads of one column on other sites, in one minute. No address, no visitor."""

    __tablename__ = "click"
    __table_args__ = {"sqlite_with_rowid": False}

    code: str = Field(primary_key=True)
    minute: datetime = Field(primary_key=True)
    count: int
