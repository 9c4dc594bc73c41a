"""schedules.toml: the recurring slots and the quiet periods, as declared.

Times are wall-clock in ``timezone``; nothing here turns them into moments. Cron lines have five fields and the unix
sense (day of month OR day of week where both are given): https://man7.org/linux/man-pages/man5/crontab.5.html
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from campaign.workspace.table import Day, DurationS, Filled, Key, Table, not_before

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"


def read_days(value: object) -> list[str]:
    """ "mon-sun", "mon", or a list of either, as day names in the week's order. Raises ValueError for anything else."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list) or not given:
        raise ValueError('phải là "mon-sun" hoặc danh sách như ["mon", "thu"]')
    days = {day for part in given for day in _span(part)}
    return [day for day in DAYS if day in days]


def read_time(value: object) -> str:
    """ "HH:MM" of a string or a TOML time. Raises ValueError for a time that no clock shows."""
    if isinstance(value, time) and not value.second and not value.microsecond:
        return f"{value:%H:%M}"
    if isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value.strip()):
        return value.strip()
    raise ValueError('giờ phải viết HH:MM, từ "00:00" đến "23:59"')


def read_local(value: object) -> datetime:
    """A wall-clock moment, naive, to the minute. Raises ValueError for one with an offset, seconds or no time."""
    try:
        moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) and len(value) > 10 else value
    except ValueError:
        moment = None
    if not isinstance(moment, datetime):
        raise ValueError('phải là ngày giờ địa phương, ví dụ "2027-02-05T00:00"')
    if moment.tzinfo is not None:
        raise ValueError("là giờ địa phương của timezone ở đầu tệp, không ghi thêm múi giờ")
    return moment.replace(second=0, microsecond=0)


def read_cron(value: object) -> str:
    """A cron line that will come true some day. Raises ValueError with what is wrong in it."""
    line = " ".join(value.split()) if isinstance(value, str) else ""
    if len(line.split(" ")) != 5:
        raise ValueError('cron phải có 5 phần: phút giờ ngày tháng thứ, ví dụ "30 7 * * mon"')
    try:
        next(CronSim(line, datetime(2026, 1, 1)))  # noqa: DTZ001 - a wall-clock pattern belongs to no zone
    except CronSimError as error:
        raise ValueError(f"cron sai: {error}") from None
    except StopIteration:
        raise ValueError("cron này không bao giờ đến") from None
    return line


def read_timezone(value: object) -> str:
    """The name of a zone of the IANA database. Raises ValueError for another."""
    try:
        if isinstance(value, str) and value:
            return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):
        pass
    raise ValueError(f'không có múi giờ này; ở Việt Nam là "{DEFAULT_TIMEZONE}"')


def _span(part: object) -> tuple[str, ...]:
    first, _, last = part.strip().lower().partition("-") if isinstance(part, str) else ("", "", "")
    last = last or first
    if first not in DAYS or last not in DAYS:
        raise ValueError(f"ngày trong tuần phải là {', '.join(DAYS)}, hoặc khoảng như mon-fri")
    start, end = DAYS.index(first), DAYS.index(last)
    return DAYS[start : end + 1] if start <= end else DAYS[start:] + DAYS[: end + 1]


Times = list[Annotated[str, BeforeValidator(read_time)]]
Local = Annotated[datetime, BeforeValidator(read_local)]


class Pick(Table):
    """What a slot takes from the library; ``tags``: items that have all of them. Empty: anything."""

    kind: str = ""
    tags: list[Filled] = Field(default_factory=list)
    task: str = ""


class DeclaredSlot(Table):
    """One ``[[slot]]``. It has either ``cron``, or ``days`` and ``times``."""

    key: Key
    title: str = ""
    days: Annotated[list[str], BeforeValidator(read_days)] = Field(default_factory=list)
    times: Times = Field(default_factory=list)
    cron: Annotated[str, BeforeValidator(read_cron)] = ""
    from_on: Day | None = Field(default=None, alias="from")
    to_on: Day | None = Field(default=None, alias="to")
    channels: Annotated[list[str], Field(min_length=1)]
    pick: Pick = Pick()
    order: Literal["least_recent", "newest", "sequence", "best_reach"] = "least_recent"
    cooldown_days: Annotated[int, Field(ge=0, le=3660)] = 0
    grace_s: DurationS | None = Field(default=None, alias="grace")

    @field_validator("times")
    @classmethod
    def _once_each(cls, times: list[str]) -> list[str]:
        if len(set(times)) != len(times):
            raise ValueError("có một giờ ghi hai lần")
        return times

    @model_validator(mode="after")
    def _makes_sense(self) -> DeclaredSlot:
        if self.cron and (self.days or self.times):
            raise ValueError("khung có cron thì không ghi days và times")
        if not self.cron and not (self.days and self.times):
            raise ValueError('khung phải có days và times (ví dụ days = "mon-sun", times = ["07:30"]), hoặc cron')
        return self

    @field_validator("to_on")
    @classmethod
    def _in_order(cls, to_on: date | None, earlier: ValidationInfo) -> date | None:
        return not_before(to_on, earlier.data.get("from_on"))


class DeclaredPause(Table):
    """One ``[[pause]]``: wall-clock, both ends included to the minute. ``channels`` are keys, or ["*"]."""

    from_local: Local = Field(alias="from")
    to_local: Local = Field(alias="to")
    channels: Annotated[list[str], Field(min_length=1)] = Field(default_factory=lambda: ["*"])
    except_tags: list[Filled] = Field(default_factory=list)
    reason: str = ""

    @field_validator("to_local")
    @classmethod
    def _in_order(cls, to_local: datetime, earlier: ValidationInfo) -> datetime:
        return not_before(to_local, earlier.data.get("from_local"))


class Schedules(Table):
    """The whole of schedules.toml; slots and pauses in the file's order."""

    timezone: Annotated[str, BeforeValidator(read_timezone)] = DEFAULT_TIMEZONE
    slots: list[DeclaredSlot] = Field(default_factory=list, alias="slot")
    pauses: list[DeclaredPause] = Field(default_factory=list, alias="pause")
