"""The vocabulary of figures, and which of them may be added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import sqlalchemy as sa

Kind = Literal["flow", "people", "level"]

METRICS: dict[str, Kind] = {
    "views": "flow",
    "reactions": "flow",
    "comments": "flow",
    "shares": "flow",
    "clicks": "flow",
    "platform_clicks": "flow",
    "reach": "people",
    "followers": "level",
    "subscribers": "level",
}
"""flow: counts of acts, which add up. people: distinct persons, which never do. level: a state at one moment.

``clicks`` are visits by our own short links; what a platform counts as clicks is ``platform_clicks``.
"""


class IllegalSum(TypeError):
    """Somebody asked for a sum that means nothing."""


def require_flow(metric: str) -> None:
    """Raises IllegalSum for people and levels, KeyError for a metric that nobody knows."""
    if METRICS[metric] != "flow":
        raise IllegalSum(f"{metric} counts {METRICS[metric]}: values of several posts, channels or days are not added")


def total(metric: str, values: Iterable[int | None]) -> int | None:
    """The sum of what was measured; None if nothing was. Raises as ``require_flow``."""
    require_flow(metric)
    measured = [value for value in values if value is not None]
    return sum(measured) if measured else None


def added_up(metric: str, column: Any) -> sa.ColumnElement[Any]:
    """The database's own sum, NULL if nothing was measured. The only way to one: raises as ``require_flow``."""
    require_flow(metric)
    return sa.func.sum(column)


def largest(values: Iterable[int | None]) -> int | None:
    """The highest of what was measured: what may be said of people over several posts. None if nothing was."""
    return max((value for value in values if value is not None), default=None)
