"""A cell's text as the value of a key: lists, dates as people and Excel write them, yes and no."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

from campaign.library.tables.columns import VARIANT

DATES = ("not_before", "expires_on", "review_by")
FLAGS = ("evergreen", "verified", "defang")
LISTS = ("tags", "audience", "task")
_YES = {"true", "yes", "có", "co", "x", "1", "đúng", "v", "✓", "✔", "on"}
_NO = {"false", "no", "không", "khong", "0", "sai", "off"}
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T]+(?:lúc\s+)?(\d{1,2})[:hg](\d{2})?(?::\d{2})?)?")
_TIME_FIRST = re.compile(r"(\d{1,2})[:hg](\d{2})?(?:[ ,]+(?:ngày\s+)?)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  Excel's day 0, in no zone


def value_of(key: str, cell: str) -> Any:
    """What an item's key would hold. Raises ValueError with a sentence."""
    if key in DATES:
        return read_day(cell).isoformat()
    if key in FLAGS:
        return _flag(cell)
    if key in LISTS:
        return [part for part in (each.strip() for each in re.split(r"[,;\n]", cell)) if part]
    if key == "variants":
        return _variants(cell)
    if key == "media":
        return [_medium(part) for part in re.split(r"[;\n]", cell) if part.strip()]
    return cell


def read_moment(cell: str) -> datetime | str:
    """A local moment without a zone (a day alone is no moment), or ISO 8601 text that has one. Raises ValueError."""
    found = _TIME_FIRST.fullmatch(cell)
    if found:
        hour, minute, day, month, year = found.groups()
        return _moment(year, month, day, hour, minute)
    found = _DAY_FIRST.fullmatch(cell)
    if found and found[4]:
        day, month, year, hour, minute = found.groups()
        return _moment(year, month, day, hour, minute)
    if _SERIAL.fullmatch(cell) and not cell.isdigit():
        return _serial(cell)
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        moment = None
    if moment is None or (len(cell) <= 10):
        raise ValueError(f'không đọc được thời điểm "{cell[:40]}"; hãy viết như 2026-12-01 07:30 hoặc 01/12/2026 07:30')
    return cell if moment.tzinfo else moment


def read_day(cell: str) -> date:
    """A day; a time of midnight is forgiven, since Excel adds it. Raises ValueError."""
    found = _DAY_FIRST.fullmatch(cell)
    if found and not found[4]:
        return _moment(found[3], found[2], found[1], "0", "0").date()
    if _SERIAL.fullmatch(cell) and cell.isdigit():
        return _serial(cell).date()
    try:
        return datetime.fromisoformat(cell).date()
    except ValueError:
        raise ValueError(f'không đọc được ngày "{cell[:40]}"; hãy viết như 2026-12-01 hoặc 01/12/2026') from None


def _moment(year: str, month: str, day: str, hour: str, minute: str | None) -> datetime:
    try:
        return datetime(int(year), int(month), int(day), int(hour), int(minute or 0))  # noqa: DTZ001
    except ValueError:
        said = f"{day}/{month}/{year} {hour}:{minute or '00'}"
        raise ValueError(f"ngày {said} không có thật (viết ngày trước, tháng sau)") from None


def _serial(cell: str) -> datetime:
    days = float(cell.replace(",", "."))
    if not 36_526 <= days < 73_050:  # the years 2000 to 2099
        raise ValueError(f'số "{cell}" không phải một ngày của Excel; hãy viết như 01/12/2026')
    return _EPOCH + timedelta(minutes=round(days * 1440))


def _flag(cell: str) -> bool:
    word = cell.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f'phải là có hoặc không (đang là "{cell[:40]}")')


def _medium(part: str) -> dict[str, str]:
    """``anh.jpg | mô tả``."""
    file, _, alt = part.partition("|")
    return {"file": file.strip().removeprefix("content/media/"), "alt": alt.strip()}


def _variants(cell: str) -> Any:
    try:
        return json.loads(cell)
    except ValueError:
        raise ValueError(f"phải là JSON, hoặc hãy đặt mỗi kênh một cột tên {VARIANT}<kênh>") from None
