"""Work that no API sees, its evidence, and the registers that a percentage is counted in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

ACTIVITY_STATES = ("counted", "waiting", "refused")
"""counted: stands in reports. waiting: a second reader has been asked for. refused: that reader said no."""
_STATES = ", ".join(f"'{state}'" for state in ACTIVITY_STATES)


class Activity(SQLModel, table=True):
    """One thing that a unit did on one day. Counts of people only: nobody's name is kept."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("audience_mark IN ('X', 'U')", name="audience_mark"),
        Index("ix_activity_on", "on_date", "task"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """A key of campaign.reach.activities.KINDS."""
    task: str
    """The task item where it counts."""
    unit: str = ""
    on_date: date
    title: str
    live: bool = False
    """Broadcast as it happened: only such a talk show counts for the plan's minimum."""
    minutes: int | None = None
    airings: int | None = None
    audience: int | None = None
    """Attendances, which add up; never distinct persons. Null: nobody counted."""
    audience_mark: str = "X"
    """X: reported by the unit; U: an estimate."""
    place: str = ""
    state: str = "counted"
    created_by: str
    created_at: datetime
    read_by: str = ""
    """The second reader, where one was asked for."""
    read_at: datetime | None = None
    refused_why: str = ""
    column_key: str = ""
    """The ``[[column]]`` of the plan that this is an issue of."""
    return_id: int | None = Field(default=None, index=True)
    """The return of a unit (``unit_return``) that brought it in."""
    row_sha256: str = Field(default="", index=True)
    """Of the row of a table that brought it in: the same table again adds nothing."""


class ActivityEvidence(SQLModel, table=True):
    """What shows that it happened: words (a document's number, an address), or a file kept by its hash."""

    __tablename__ = "activity_evidence"

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id", index=True)
    text: str = ""
    sha256: str = ""
    """Of the bytes as they came; they lie in ``var/media`` under this name. Empty: words only."""
    name: str = ""
    """The file's name as it came."""
    size: int = 0
    created_at: datetime


class Register(SQLModel, table=True):
    """A count for a target at one day: how many of how many. Appended; the newest day within a period holds."""

    __tablename__ = "register"
    __table_args__ = (Index("ix_register_target", "target", "as_of"),)

    id: int | None = Field(default=None, primary_key=True)
    target: str
    """A ``[[target]]`` of the plan."""
    numerator: int | None = None
    denominator: int | None = None
    source: str
    """Who counted, in which document. A survey's figures come the same way."""
    as_of: date
    created_by: str
    created_at: datetime
