"""The Vietnamese lunar calendar against dates that almanacs print."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from campaign.schedule.lunar import LunarDate, is_last_of_month, lunar_date

NEW_YEARS = {
    1968: (1, 29), 1985: (1, 21), 2000: (2, 5), 2007: (2, 17), 2012: (1, 23), 2020: (1, 25), 2023: (1, 22),
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 2),
}  # fmt: skip
"""First days of the year in Vietnam; 1968, 1985, 2007 and 2030 differ from China's."""


@pytest.mark.parametrize(("year", "day"), NEW_YEARS.items())
def test_the_year_begins_on_the_day_that_vietnam_keeps(year: int, day: tuple[int, int]) -> None:
    assert lunar_date(date(year, *day)) == LunarDate(1, 1, year)
    assert lunar_date(date(year, *day) - timedelta(days=1))[1:3] == (12, year - 1)


@pytest.mark.parametrize(
    ("on", "month", "year"),
    [(date(2020, 5, 23), 4, 2020), (date(2023, 3, 22), 2, 2023), (date(2025, 7, 25), 6, 2025),
     (date(2028, 6, 23), 5, 2028)],
)  # fmt: skip
def test_a_leap_month_comes_a_second_time(on: date, month: int, year: int) -> None:
    assert lunar_date(on) == LunarDate(1, month, year, leap=True)
    assert lunar_date(on - timedelta(days=1)).month == month
    assert not lunar_date(on - timedelta(days=1)).leap


def test_every_day_follows_the_one_before_and_months_have_29_or_30_days() -> None:
    on, before = date(2000, 1, 1), lunar_date(date(1999, 12, 31))
    while on.year < 2051:
        found = lunar_date(on)
        if found.day == 1:
            assert before.day in (29, 30)
            assert is_last_of_month(on - timedelta(days=1))
            assert (found.month - before.month) % 12 == (0 if found.leap else 1)
        else:
            assert found == before._replace(day=before.day + 1)
        on, before = on + timedelta(days=1), found
