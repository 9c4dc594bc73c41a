"""What every table of a TOML file shares: unknown keys refused, no silent conversions, values in the file's own words.

A validator raises ValueError with a sentence for the reader; ``toml_files.report`` gives it its path and line.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from campaign.workspace.durations import duration_s


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
        raise ValueError(f"không có ngày {value}; ngày viết năm-tháng-ngày, ví dụ 2026-12-01") from None
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


Day = Annotated[date, BeforeValidator(read_date)]
MonthDay = Annotated[str, BeforeValidator(read_month_day)]
DurationS = Annotated[float, BeforeValidator(duration_s)]
"""Written as "5m", kept in seconds."""
Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,40}$")]
"""Letters of any alphabet ("1đ"), digits, ``_ . -``."""
