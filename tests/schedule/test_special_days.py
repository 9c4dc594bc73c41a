"""Special days: the table that a new database starts with, and the dates its rows fall on."""

from __future__ import annotations

from datetime import date

from campaign.db import Database
from campaign.models import SpecialDay
from campaign.schedule.special_days import all_special_days, falling_on, special_days


def _names(database: Database, on: date) -> list[str]:
    with database.read() as session:
        return [day.name for day in special_days(session, on, on).get(on, [])]


def test_a_new_database_knows_holidays_press_and_legal_days(database: Database) -> None:
    assert _names(database, date(2027, 6, 21)) == ["Ngày Báo chí Cách mạng Việt Nam"]
    assert _names(database, date(2026, 11, 9)) == ["Ngày Pháp luật Việt Nam"]
    assert _names(database, date(2026, 9, 2)) == ["Ngày Quốc khánh"]
    with database.read() as session:
        assert {row.kind for row in all_special_days(session)} == {"public", "press", "legal"}


def test_lunar_days_move_with_the_moon(database: Database) -> None:
    assert _names(database, date(2027, 2, 6)) == ["Mùng 1 Tết Nguyên đán"]
    assert _names(database, date(2026, 2, 17)) == ["Mùng 1 Tết Nguyên đán"]
    assert _names(database, date(2026, 4, 26)) == ["Giỗ Tổ Hùng Vương"]


def test_new_years_eve_is_the_29th_where_the_month_has_no_30th(database: Database) -> None:
    assert _names(database, date(2025, 1, 28)) == ["Giao thừa"]
    assert _names(database, date(2024, 2, 9)) == ["Giao thừa"]


def test_a_day_of_one_year_comes_in_that_year_only(database: Database) -> None:
    assert _names(database, date(2026, 8, 31)) == ["Nghỉ hoán đổi (làm bù ngày 22/8)"]
    assert _names(database, date(2027, 8, 31)) == []


def test_a_public_holiday_stands_first_on_its_date() -> None:
    rows = [
        SpecialDay(name="Ngày ngành", kind="press", month=9, day=2),
        SpecialDay(name="Quốc khánh", kind="public", month=9, day=2),
    ]
    assert [row.name for row in falling_on(date(2026, 9, 2), rows)] == ["Quốc khánh", "Ngày ngành"]
