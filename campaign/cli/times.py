"""A moment as a person types it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from campaign.errors import Mistake


def read_time(text: str, zone: ZoneInfo) -> datetime | None:
    """``now`` -> None; ISO 8601 -> aware UTC, in the plan's zone if it has no offset. Raises Mistake otherwise."""
    if text == "now":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Mistake(f"Không đọc được thời điểm {text!r}. Hãy viết như 2026-12-01T07:30, hoặc now.") from None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    from campaign.workspace.openings import is_gap, local_to_utc

    if is_gap(moment, zone):
        raise Mistake(f"Giờ {text} không có thật ở {zone.key} (đồng hồ nhảy qua giờ đó). Hãy chọn giờ khác.")
    return local_to_utc(moment, zone)
