"""What was said about items on their way: why one was sent back, what was put right later, what stood there before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

DEEDS = ("amend", "retract", "post")
"""What a correction does at one place: bring it to the approved text, take it down, post a correction of its own."""
STEP_STATES = ("waiting", "working", "done", "refused")


class ItemReturn(SQLModel, table=True):
    """An item was sent back, and why: the author reads it until the item is submitted again."""

    __tablename__ = "item_return"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    revision: int
    """The number of the revision that was sent back."""
    returned_by: str
    at: datetime
    reason: str


class PastText(SQLModel, table=True):
    """What one published post said until it was amended. Only added."""

    __tablename__ = "past_text"

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    text: str
    """As read."""
    since_at: datetime | None = None
    until_at: datetime


class Correction(SQLModel, table=True):
    """One person's decision about everything that an item has said in public."""

    __tablename__ = "correction"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    made_by: str
    at: datetime
    reason: str
    form_key: str | None = Field(default=None, unique=True, index=True)
    """Who sent which form ("e-mail:..."), so that a form sent twice makes one correction; null: no form said."""
    post_item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    """The item that says what was wrong, where one was written."""


class CorrectionStep(SQLModel, table=True):
    """What a correction does at one place, and what became of it. May be done again as long as it is not ``done``."""

    __tablename__ = "correction_step"
    __table_args__ = (
        CheckConstraint("deed IN ('amend', 'retract', 'post')", name="deed"),
        CheckConstraint("state IN ('waiting', 'working', 'done', 'refused')", name="state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    correction_id: int = Field(foreign_key="correction.id", index=True)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    """The place; of a correction that is posted, the delivery of its own is ``post_delivery_id``."""
    deed: str
    state: str = "waiting"
    message: str = ""
    """What became of it, in plain words."""
    started_at: datetime | None = None
    """Since when it waits, or is at work."""
    finished_at: datetime | None = None
    post_delivery_id: int | None = Field(default=None, foreign_key="delivery.id")
