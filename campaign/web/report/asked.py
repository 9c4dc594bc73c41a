"""What the report address asks for. A filter that names nothing known finds nothing; a wrong period is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from campaign.reach.counted import Wanted
from campaign.reach.periods import Period, between, read_period
from campaign.workspace.text import clean_text

LONGEST = 100
FILTERS = ("unit", "task", "channel", "kind", "audience", "month")


@dataclass(frozen=True)
class Asked:
    """``period`` as the command takes it, or ``start`` and ``end`` (``from`` and ``to`` in the address)."""

    period: str = ""
    start: str = ""
    end: str = ""
    unit: str = ""
    task: str = ""
    channel: str = ""
    kind: str = ""
    audience: str = ""
    month: str = ""
    """2026-11: of the period only this month."""

    @property
    def said(self) -> dict[str, str]:
        """As in the address, without what is empty."""
        names = {"start": "from", "end": "to"}
        pairs = ((names.get(field.name, field.name), getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in pairs if value}

    @property
    def filters(self) -> int:
        """How many choices narrow the figures, period and unit apart."""
        return sum(bool(getattr(self, name)) for name in FILTERS if name != "unit")

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.task, self.channel, self.kind, self.audience)

    @property
    def span(self) -> tuple[str, str, str]:
        """(period, from, to) as the desk takes them."""
        return (self.month, "", "") if self.month else (self.period, self.start, self.end)

    def address(self, path: str = "/report", **changes: str) -> str:
        """The path that asks for this with ``changes``; those that are no filter stand behind them."""
        own = {name: value for name, value in changes.items() if name in _NAMES}
        more = {name: value for name, value in changes.items() if name not in _NAMES and value}
        said = replace(self, **own).said | more
        return f"{path}?{urlencode(said)}" if said else path

    def proof(self, what: str, measured: str = "", **changes: str) -> str:
        """The rows behind a figure."""
        return self.address("/report/evidence", what=what, measured=measured, **changes)

    def in_period(self, period: str) -> str:
        return self.address(period=period, start="", end="", month="")

    def of_unit(self, unit: str) -> Asked:
        """As a person of ``unit`` ("" for all) may ask it."""
        return replace(self, unit=unit) if unit else self


_NAMES = tuple(field.name for field in fields(Asked))


def read_asked(query: Mapping[str, str]) -> Asked:
    """From an address, a form or a stored link."""
    names = {"start": "from", "end": "to"}
    return Asked(**{name: clean_text(str(query.get(names.get(name, name), "")))[:LONGEST].strip() for name in _NAMES})


def period_of(asked: Asked, today: date, zone: object) -> Period:
    """Raises Mistake for one that cannot be read."""
    period, start, end = asked.span
    if start or end:
        return between(start, end, zone)  # type: ignore[arg-type]
    return read_period(period or f"{today.year}", zone)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Steps:
    """Names of periods around one, for the links above the page."""

    month: str
    quarter: str
    year: str
    before: str
    after: str
    is_month: bool
    is_quarter: bool
    is_year: bool


def steps(period: Period, today: date) -> Steps:
    """``before`` and ``after`` are empty for a span of days that is no month, quarter or year."""
    first, last = period.from_on, period.to_on
    size = (last + timedelta(days=1)).year * 12 + (last + timedelta(days=1)).month - first.year * 12 - first.month
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1 and (first.month - 1) % (size or 1) == 0
    at = today if first <= today <= last else last
    return Steps(
        _name(at.year, at.month, 1), _name(at.year, at.month, 3), _name(at.year, at.month, 12),
        _moved(first, -size, size) if whole and size in (1, 3, 12) else "",
        _moved(first, size, size) if whole and size in (1, 3, 12) else "",
        whole and size == 1, whole and size == 3, whole and size == 12,
    )  # fmt: skip


def _moved(first: date, months: int, size: int) -> str:
    count = first.year * 12 + first.month - 1 + months
    return _name(count // 12, count % 12 + 1, size)


def _name(year: int, month: int, size: int) -> str:
    if size == 12:
        return f"{year}"
    return f"{year}-Q{(month - 1) // 3 + 1}" if size == 3 else f"{year}-{month:02}"
