"""The Vietnamese lunar calendar: a date of ours -> lunar day, month, year. Pure; checked for the years 1950 to 2071.

A month begins on the day (at UTC+7) of the new moon; the 11th month is the one that holds the winter solstice; of 13
months between two such months, the first one without a major solar term is the leap month. New moons: Meeus,
Astronomical Algorithms, ch. 49 (main terms, here good to minutes); the sun's longitude: ch. 25.
Rules and UTC+7: https://www.informatik.uni-leipzig.de/~duc/amlich/calrules_en.html
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from math import floor, radians, sin
from typing import NamedTuple

UTC_PLUS_7 = 7 / 24
MEAN_MONTH = 29.530588853
J2000 = 2451545.0
DAY_ZERO = date(1999, 12, 31).toordinal() - 2451544
"""Ordinal of a date = day number (of the day that begins at that Julian date + 0.5) + this."""


class LunarDate(NamedTuple):
    """``leap``: of the month that comes a second time."""

    day: int
    month: int
    year: int
    leap: bool = False


@lru_cache(maxsize=4096)
def lunar_date(on: date) -> LunarDate:
    """The lunar date of a date in Vietnam."""
    number = on.toordinal() - DAY_ZERO
    start = _month_at(number)
    eleventh = _eleventh_month(on.year)
    if eleventh > start:
        year, before, after = on.year, _eleventh_month(on.year - 1), eleventh
    else:
        year, before, after = on.year + 1, eleventh, _eleventh_month(on.year + 1)
    steps = round((start - before) / MEAN_MONTH)
    leap_step = _leap_step(before) if after - before > 365 else 99
    month = (steps - (steps >= leap_step) + 10) % 12 + 1
    if month >= 11 and steps < 4:
        year -= 1
    return LunarDate(number - start + 1, month, year, steps == leap_step)


def is_last_of_month(on: date) -> bool:
    """Whether the lunar month ends on that date (its 29th or 30th)."""
    return lunar_date(on + timedelta(days=1)).day == 1


@lru_cache(maxsize=512)
def _new_moon(k: int) -> int:
    """Number of the day in Vietnam on which the k-th new moon since January 2000 falls."""
    t = k / 1236.85
    mean = 2451550.09766 + MEAN_MONTH * k + 0.00015437 * t * t
    sun = radians(2.5534 + 29.10535670 * k - 0.0000014 * t * t)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    e = 1 - 0.002516 * t
    shift = (
        -0.40720 * sin(moon) + 0.17241 * e * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
        + 0.00739 * e * sin(moon - sun) - 0.00514 * e * sin(moon + sun) + 0.00208 * e * e * sin(2 * sun)
        - 0.00111 * sin(moon - 2 * node) - 0.00057 * sin(moon + 2 * node) + 0.00056 * e * sin(2 * moon + sun)
        - 0.00042 * sin(3 * moon) + 0.00042 * e * sin(sun + 2 * node) + 0.00038 * e * sin(sun - 2 * node)
        - 0.00024 * e * sin(2 * moon - sun)
    )  # fmt: skip
    return floor(mean + shift - _terrestrial_days(t) + 0.5 + UTC_PLUS_7)


def _terrestrial_days(t: float) -> float:
    """How far even (terrestrial) time is ahead of the clock, in days: near a minute in these two centuries."""
    return max(0.0, 64 + 60 * t + 40 * t * t) / 86400


def _sun_sector(number: int) -> int:
    """Which of the twelve 30-degree sectors the sun has reached when the day begins in Vietnam."""
    t = (number - 0.5 - UTC_PLUS_7 - J2000) / 36525
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    omega = radians(125.04 - 1934.136 * t)
    longitude = 280.46646 + 36000.76983 * t + 0.0003032 * t * t + centre - 0.00569 - 0.00478 * sin(omega)
    return int(longitude % 360 // 30)


def _month_at(number: int) -> int:
    """The first day of the lunar month that the day is in."""
    k = floor((number - 2451550.1) / MEAN_MONTH) + 1
    while _new_moon(k) > number:
        k -= 1
    return _new_moon(k)


@lru_cache(maxsize=512)
def _eleventh_month(year: int) -> int:
    """The first day of the month that holds the winter solstice (sector 9) of the year."""
    start = _month_at(date(year, 12, 31).toordinal() - DAY_ZERO)
    return start if _sun_sector(start) < 9 else _month_at(start - 1)


def _leap_step(before: int) -> int:
    """How many months after the 11th one the leap month comes: the sun begins and ends it in the same sector."""
    starts = [before]
    while len(starts) < 15:
        starts.append(_month_at(starts[-1] + 32))
    return next(n for n in range(1, 14) if _sun_sector(starts[n]) == _sun_sector(starts[n + 1]))
