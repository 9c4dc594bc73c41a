"""What every table of a TOML file shares: unknown keys refused, no silent conversions, values in the file's own words.

A validator raises ValueError with a sentence for the reader; ``toml_files.report`` gives it its path and line.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from campaign.workspace.durations import duration_s

When = TypeVar("When", date, datetime, date | None)


class Table(BaseModel):
    """A frozen table. Dumps under the names of the file, so that a dump reads back as the file did."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, serialize_by_alias=True)


def read_date(value: object) -> object:
    """A date from a TOML date or ISO text. Raises ValueError for a date with a time, and for anything else."""
    if isinstance(value, datetime):
        raise ValueError("chỉ nhận ngày, không kèm giờ, ví dụ 2026-12-01")
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        raise ValueError("không phải một ngày có thật; ngày viết năm-tháng-ngày, ví dụ 2026-12-01") from None
    raise ValueError("phải là một ngày viết năm-tháng-ngày, ví dụ 2026-12-01")


def read_month_day(value: object) -> object:
    """ "MM-DD" of every year, or empty. Raises ValueError for a day that not every year has."""
    if value == "":
        return value
    try:
        if isinstance(value, str) and len(value) == 5:
            date.fromisoformat(f"2023-{value}")
            return value
    except ValueError:
        pass
    raise ValueError('phải là tháng-ngày mà năm nào cũng có, ví dụ "11-30", hoặc để trống ""')


def not_before(end: When, start: date | None) -> When:
    """The end of a span, for a validator of its second key. Raises ValueError if it comes before the start."""
    if end is not None and start is not None and end < start:
        raise ValueError(f"đứng trước lúc bắt đầu là {start}")
    return end


def _read_id(value: str) -> str:
    if re.fullmatch(r"[\w.-]{1,40}", value) is None:
        raise ValueError("chỉ gồm chữ, số và các dấu _ . - (tối đa 40), không có khoảng trắng")
    return value


def read_key(value: str) -> str:
    """A lower-case ASCII name that can stand in an address and a folder name. Raises ValueError for another."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", value) is None:
        raise ValueError("chỉ gồm chữ thường không dấu, số, - và _ (tối đa 100), bắt đầu bằng chữ hoặc số")
    return value


Day = Annotated[date, BeforeValidator(read_date)]
MonthDay = Annotated[str, BeforeValidator(read_month_day)]
DurationS = Annotated[float, BeforeValidator(duration_s)]
"""Written as "5m", kept in seconds."""
Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, AfterValidator(read_key)]
Id = Annotated[str, AfterValidator(_read_id)]
"""Letters of any alphabet ("1đ"), digits, ``_ . -``."""
