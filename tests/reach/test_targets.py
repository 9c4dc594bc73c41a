"""Targets: how many of how many, and nobody says more than that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from campaign.desk.registers import enter
from campaign.errors import Mistake, NotFound
from tests.reach.ledger import Ledger


def target(ledger: Ledger, name: str, period: str = "2026") -> dict[str, Any]:
    return next(each for each in ledger.report(period)["targets"] if each["id"] == name)


def register(ledger: Ledger, name: str, on: str, numerator: int | None, denominator: int | None) -> None:
    enter(ledger.database, "cli", name, date.fromisoformat(on), "Báo cáo của Sở", numerator, denominator)


def test_without_a_count_every_target_stands_there_as_unknown(ledger: Ledger) -> None:
    assert ledger.report()["targets"] == [
        {"id": "T01", "operator": "qualitative", "value": None, "numerator": None, "denominator": None,
         "result": "unknown"},
        {"id": "T04a", "operator": "gt", "value": 80, "numerator": None, "denominator": None, "result": "unknown"},
        {"id": "T05a", "operator": "gt", "value": 80, "numerator": None, "denominator": None, "result": "unknown"},
        {"id": "T09", "operator": "gte", "value": 80, "numerator": None, "denominator": 40, "result": "unknown"},
    ]  # fmt: skip
    notes = ledger.report()["notes"]
    assert "T04a: chưa có mẫu số nên chưa có tỷ lệ." in notes
    assert "T09: mẫu số 40 (Sổ đăng ký, ngày 01/03/2026); chưa có tử số trong kỳ." in notes
    assert any(note.startswith("T05a: chưa đủ căn cứ") and "khảo sát" in note for note in notes)


def test_a_numerator_without_a_denominator_decides_nothing(ledger: Ledger) -> None:
    register(ledger, "T04a", "2026-09-05", 12, None)
    told = target(ledger, "T04a")
    assert (told["numerator"], told["denominator"], told["result"]) == (12, None, "unknown")


@pytest.mark.parametrize(("name", "numerator", "result"), [
    ("T04a", 80, "not_met"), ("T04a", 81, "met"), ("T09", 31, "not_met"), ("T09", 32, "met"),
])  # fmt: skip
def test_above_is_not_at_least(ledger: Ledger, name: str, numerator: int, result: str) -> None:
    register(ledger, name, "2026-09-05", numerator, 100 if name == "T04a" else None)
    assert target(ledger, name)["result"] == result


def test_the_newest_count_of_the_period_holds_and_a_numerator_ends_with_its_year(ledger: Ledger) -> None:
    register(ledger, "T04a", "2026-09-05", 70, 75)
    register(ledger, "T04a", "2026-11-05", 74, None)
    register(ledger, "T04a", "2026-10-05", 71, 76)
    told = target(ledger, "T04a")
    assert (told["numerator"], told["denominator"], told["result"]) == (74, 76, "met")
    told = target(ledger, "T04a", "2026-09")
    assert (told["numerator"], told["denominator"]) == (70, 75)
    told = target(ledger, "T04a", "2027")
    assert (told["numerator"], told["denominator"], told["result"]) == (None, 76, "unknown")
    assert target(ledger, "T04a", "2025")["denominator"] is None


def test_a_newer_register_goes_before_the_plans_own_denominator(ledger: Ledger) -> None:
    register(ledger, "T09", "2026-02-01", None, 39)
    assert target(ledger, "T09")["denominator"] == 40
    register(ledger, "T09", "2026-04-01", None, 44)
    assert target(ledger, "T09")["denominator"] == 44


@pytest.mark.parametrize("wrong", [
    {"numerator": 5, "denominator": 4}, {"numerator": -1}, {"denominator": 0}, {}, {"source": " ", "numerator": 1},
])  # fmt: skip
def test_a_count_that_cannot_be_is_refused(ledger: Ledger, wrong: dict[str, Any]) -> None:
    said = {"source": "Sở", "numerator": None, "denominator": None, **wrong}
    with pytest.raises(Mistake):
        enter(ledger.database, "cli", "T04a", date(2026, 9, 5), **said)
    with pytest.raises(NotFound, match="T04a"):
        enter(ledger.database, "cli", "T99", date(2026, 9, 5), "Sở", 1, 2)
