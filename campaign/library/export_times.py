"""Times in exported tables: ISO 8601, or dates with slashes whose order only the whole table tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from campaign.workspace.openings import is_gap, local_to_utc

SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?")
MONTH_MAX = 12


class TimeReader:
    """Reads the times of one table. ``month_first``: what 03/04 means where nothing in the table decides it.

    Meta exports 11/30/2026; people here write 30/11/2026. A table that has a day over 12 says so itself.
    """

    def __init__(self, zone: ZoneInfo, month_first: bool) -> None:
        self._zone = zone
        self._month_first = month_first

    def learn(self, cells: Iterable[str]) -> None:
        """Look at every time of the table before the first is read."""
        slashed = [found for cell in cells if (found := SLASHED.fullmatch(cell))]
        if any(int(found[1]) > MONTH_MAX for found in slashed):
            self._month_first = False
        elif any(int(found[2]) > MONTH_MAX for found in slashed):
            self._month_first = True

    def read(self, cell: str) -> datetime:
        """An aware UTC moment; without an offset it is meant in the plan's zone. Raises ValueError with a sentence."""
        slashed = SLASHED.fullmatch(cell)
        try:
            moment = self._slashed(slashed) if slashed else datetime.fromisoformat(cell)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(
                f"không đọc được thời điểm đăng {cell!r}; hãy viết như 2026-11-30 07:30 hoặc 11/30/2026 07:30"
            ) from None
        if is_gap(moment, self._zone):
            raise ValueError(f"giờ {cell} không có thật ở {self._zone.key}")
        return local_to_utc(moment, self._zone)

    def _slashed(self, found: re.Match[str]) -> datetime:
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        month, day = (first, second) if self._month_first else (second, first)
        hour, minute, second_of = (int(part or 0) for part in found.group(4, 5, 6))
        half = (found[7] or "").lower()
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        return datetime(year, month, day, hour, minute, second_of)  # noqa: DTZ001  the zone is given later
