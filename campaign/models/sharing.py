"""Links that need no account: a report to read, and a unit's return to fill in. Only hashes of their codes are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from campaign.models.base import json_column


class ReportShare(SQLModel, table=True):
    """One link to read a report, as it was asked for, until it expires."""

    __tablename__ = "report_share"

    id: int | None = Field(default=None, primary_key=True)
    code_sha256: str = Field(unique=True)
    asked: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    """The filters, as in the address of the page: ``{"period": "2026", "unit": "bao", ...}``."""
    note: str = ""
    """For whom it was made."""
    unit: str = ""
    """Of the person who made it: who else may see and revoke it."""
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    opened: int = 0
    """How many times somebody opened it."""


class UnitReturn(SQLModel, table=True):
    """What one unit owes for one deadline in one year: the link to its form, and how far it has come.

    Period, cut-off and due date are separate: what is told lies within the period and not after the cut-off; the form
    stays open until ``expires_at``, and what comes after ``due_on`` is late, not lost.
    """

    __tablename__ = "unit_return"

    id: int | None = Field(default=None, primary_key=True)
    code_sha256: str = Field(unique=True)
    deadline: str = Field(index=True)
    """A ``[[deadline]]`` of the plan."""
    unit: str
    from_on: date
    to_on: date
    cutoff_on: date
    due_on: date
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    note: str = ""
    """What the unit writes beside its activities."""
    sent_by: str = ""
    """The office that filled it in, in its own words; never a person's name is asked for."""
    sent_at: datetime | None = None
    """The unit said: this is all."""
    accepted_by: str = ""
    accepted_at: datetime | None = None
