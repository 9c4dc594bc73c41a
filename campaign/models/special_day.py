"""Days that the calendar names: public holidays, days of the press, days of the law. People edit the table."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

DAY_KINDS = ("public", "press", "legal")

_KIND_LIST = ", ".join(f"'{kind}'" for kind in DAY_KINDS)


class SpecialDay(SQLModel, table=True):
    """One day of the year, or of one year only. A lunar 30th that a short month lacks is its 29th."""

    __tablename__ = "special_day"
    __table_args__ = (CheckConstraint(f"kind IN ({_KIND_LIST})", name="kind"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    kind: str
    """public | press | legal"""
    lunar: bool = False
    """Whether month and day are of the Vietnamese lunar calendar; never of a leap month."""
    month: int
    day: int
    year: int | None = None
    """Only in this year (of the same calendar); null: every year."""
