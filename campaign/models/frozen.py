"""Reports as they were issued. Never changed: a correction is the next number."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class FrozenReport(SQLModel, table=True):
    """One issued report: its figures and the names that were printed beside them."""

    __tablename__ = "frozen_report"
    __table_args__ = (UniqueConstraint("plan", "from_on", "to_on", "unit", "number"),)

    sha256: str = Field(primary_key=True)
    """Of the canonical JSON (sorted keys, no spaces, UTF-8) of ``body``, which has no ``frozen``."""
    plan: str
    from_on: date
    to_on: date
    unit: str = ""
    """Empty: all units."""
    number: int
    """1, then a correction of the same plan, period and unit: 2, 3, ..."""
    body: str
    """The report as JSON text, without its ``frozen``."""
    names: str
    """The names that exports print, as JSON text."""
    details: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    """The rows of the annexes as JSON text; ``body`` holds their SHA-256. Empty: issued before annexes were kept."""
    issued_by: str
    issued_at: datetime
