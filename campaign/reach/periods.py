"""A span of whole local days: from the first midnight up to, and without, the one after its last day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from campaign.errors import Mistake
from campaign.workspace.openings import local_to_utc

LONGEST_YEARS = 20
YEARS = range(2000, 2201)
_FORM = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})))?")


@dataclass(frozen=True)
class Period:
    """Both days included, in the plan's zone."""

    from_on: date
    to_on: date
    zone: ZoneInfo

    @property
    def from_at(self) -> datetime:
        """Its first moment, in UTC."""
        return self._midnight(self.from_on)

    @property
    def to_at(self) -> datetime:
        """The first moment after it, in UTC: figures taken then or later are not its own."""
        return self._midnight(self.to_on + timedelta(days=1))

    def pieces(self) -> Iterator[tuple[str, datetime, datetime]]:
        """Its months in order: ("2026-11", first moment, first moment after), the outer two cut to the period."""
        first, start = self.from_on.replace(day=1), self.from_at
        while first <= self.to_on:
            after = _next_month(first)
            end = min(self._midnight(after), self.to_at)
            yield f"{first:%Y-%m}", start, end
            first, start = after, end

    def _midnight(self, day: date) -> datetime:
        return local_to_utc(datetime(day.year, day.month, day.day), self.zone)  # noqa: DTZ001  the zone stands beside


def read_period(text: str, zone: ZoneInfo) -> Period:
    """``2026``, ``2026-Q4`` or ``2026-11``. Raises Mistake."""
    match = _FORM.fullmatch(text.strip())
    year, quarter, month = match.groups() if match else ("", None, None)
    if not match or int(year) not in YEARS or (month and not 1 <= int(month) <= 12):
        raise Mistake(f"Không đọc được kỳ {text!r}. Hãy viết như 2026, 2026-Q4 hoặc 2026-11.")
    first = int(month or (int(quarter) * 3 - 2 if quarter else 1))
    last = int(month or (int(quarter) * 3 if quarter else 12))
    end = _next_month(date(int(year), last, 1)) - timedelta(days=1)
    return Period(date(int(year), first, 1), end, zone)


def between(from_text: str, to_text: str, zone: ZoneInfo) -> Period:
    """From one day to another, both included. Raises Mistake."""
    if not from_text or not to_text:
        raise Mistake("Hãy cho biết cả ngày đầu (--from) và ngày cuối (--to), ví dụ --from 2026-01-01 --to 2026-11-30.")
    from_on, to_on = read_day(from_text), read_day(to_text)
    if to_on < from_on:
        raise Mistake(f"Ngày cuối {to_text} đứng trước ngày đầu {from_text}.")
    if to_on.year - from_on.year >= LONGEST_YEARS:
        raise Mistake(f"Kỳ báo cáo dài nhất {LONGEST_YEARS} năm.")
    return Period(from_on, to_on, zone)


def read_day(text: str) -> date:
    """A date as 2026-01-31. Raises Mistake."""
    try:
        day = date.fromisoformat(text.strip()) if len(text.strip()) == 10 else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise Mistake(f"Không đọc được ngày {text!r}. Hãy viết như 2026-01-31.")
    return day


def this_year(now: datetime, zone: ZoneInfo) -> Period:
    """The year that it is, where the plan is."""
    year = now.astimezone(zone).year
    return Period(date(year, 1, 1), date(year, 12, 31), zone)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
