"""A moment as a person or a program writes it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from campaign.errors import Mistake

YEARS = range(2000, 2201)
"""Outside them it is a slip of the hand, and arithmetic with zones may leave the range of dates."""


def read_time(text: str, zone: ZoneInfo) -> datetime | None:
    """``now`` -> None; ISO 8601 -> aware UTC, in the plan's zone if it has no offset. Raises Mistake otherwise."""
    if text == "now":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Mistake(f"Không đọc được thời điểm {text!r}. Hãy viết như 2026-12-01T07:30, hoặc now.") from None
    if moment.year not in YEARS:
        raise Mistake(f"Năm {moment.year} nằm ngoài lịch. Hãy viết như 2026-12-01T07:30, hoặc now.")
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    from campaign.workspace.openings import is_gap, local_to_utc

    if is_gap(moment, zone):
        raise Mistake(f"Giờ {text} không có thật ở {zone.key} (đồng hồ nhảy qua giờ đó). Hãy chọn giờ khác.")
    return local_to_utc(moment, zone)
