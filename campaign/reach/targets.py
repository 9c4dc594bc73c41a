"""The plan's targets: how many of how many, and whether that is enough. Without both counts nobody can say.

Figures of platforms never stand in for a count of people: a target on Internet users needs a survey, which is entered
as a register like any other count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Register
from campaign.reach.periods import Period
from campaign.workspace.plan import Plan, Target

Result = Literal["met", "not_met", "unknown"]


@dataclass(frozen=True)
class Standing:
    """Where one target stands at the end of a period. ``source`` and ``as_of`` are the denominator's."""

    target: Target
    numerator: int | None
    denominator: int | None
    source: str = ""
    as_of: date | None = None

    @property
    def result(self) -> Result:
        """``unknown`` for what figures cannot decide: a quality, or a share of which one side is missing."""
        target = self.target
        if target.op == "qualitative" or target.value is None or self.numerator is None or not self.denominator:
            return "unknown"
        share, wanted = Fraction(100 * self.numerator, self.denominator), Fraction(str(target.value))
        met = {"eq": share == wanted, "gt": share > wanted, "gte": share >= wanted}[target.op]
        return "met" if met else "not_met"

    def as_json(self) -> dict[str, Any]:
        value = self.target.value
        return {
            "id": self.target.id,
            "operator": self.target.op,
            "value": int(value) if value is not None and value == int(value) else value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "result": self.result,
        }


def standings(session: Session, plan: Plan, period: Period) -> list[Standing]:
    """Every target, in the plan's order."""
    rows: dict[str, list[Register]] = {}
    query = sa.select(Register).where(col(Register.as_of) <= period.to_on)
    for row in session.scalars(query.order_by(col(Register.as_of).desc(), col(Register.id).desc())):
        rows.setdefault(row.target, []).append(row)
    return [_standing(target, rows.get(target.id, ()), period) for target in plan.targets]


def _standing(target: Target, newest_first: Sequence[Register], period: Period) -> Standing:
    """A numerator counts for the period in which it was taken; a denominator stays until a newer one comes."""
    numerator = next(
        (row.numerator for row in newest_first if row.numerator is not None and row.as_of >= period.from_on), None
    )
    counted = next((row for row in newest_first if row.denominator is not None), None)
    declared = target.denominator
    if counted is not None and (declared is None or counted.as_of >= declared.as_of):
        return Standing(target, numerator, counted.denominator, counted.source, counted.as_of)
    if declared is not None:
        return Standing(target, numerator, declared.value, declared.source, declared.as_of)
    return Standing(target, numerator, None)
