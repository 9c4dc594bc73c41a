"""Work that no API sees: what it counts, and the plan's one live talk show a year."""

from __future__ import annotations

import pytest

from tests.reach.ledger import Ledger


def minimum(ledger: Ledger, period: str = "2026", unit: str = "") -> tuple[int, str]:
    told = ledger.under("1c", period, unit)["minimum"]
    assert (told["per"], told["count"]) == ("year", 1)
    return told["done"], told["result"]


def test_activities_stand_by_kind_with_attendances_added_up(ledger: Ledger) -> None:
    ledger.activity(audience=300)
    ledger.activity(audience=20)
    ledger.activity(kind="contest")
    ledger.activity("1e", "training_class", audience=0)
    assert ledger.under("1c")["activities"] == [
        {"kind": "talk_show", "count": 2, "audience": {"value": 320, "mark": "X"}},
        {"kind": "contest", "count": 1, "audience": {"value": None, "mark": "-"}},
    ]
    assert ledger.under("1e")["activities"] == [
        {"kind": "training_class", "count": 1, "audience": {"value": 0, "mark": "X"}}
    ]


def test_an_estimate_among_them_marks_the_sum(ledger: Ledger) -> None:
    ledger.activity(audience=300)
    ledger.activity(audience=20, audience_mark="U")
    assert ledger.under("1c")["activities"][0]["audience"] == {"value": 320, "mark": "U"}


def test_what_is_missing_from_them_is_told(ledger: Ledger) -> None:
    ledger.activity(audience=300)
    ledger.activity()
    ledger.activity("9z")
    notes = ledger.report()["notes"]
    assert "1c, giao lưu, tọa đàm: số lượt người chỉ có ở 1 trên 2 hoạt động." in notes
    assert "1c, giao lưu, tọa đàm: 2 trên 2 hoạt động chưa kèm minh chứng." in notes
    assert any(note.startswith("1 hoạt động ghi cho nội dung") for note in notes)


@pytest.mark.parametrize("state", ["waiting", "refused"])
def test_one_that_a_second_reader_has_not_passed_does_not_count(ledger: Ledger, state: str) -> None:
    ledger.activity(live=True, audience=300, state=state)
    report = ledger.report()
    assert ledger.under("1c")["activities"] == []
    assert minimum(ledger) == (0, "not_met")
    assert any("chờ người thứ hai" in note for note in report["notes"]) == (state == "waiting")


@pytest.mark.parametrize(("on", "inside"), [
    ("2026-10-31", False), ("2026-11-01", True), ("2026-11-30", True), ("2026-12-01", False),
])  # fmt: skip
def test_both_days_of_a_period_are_in_it(ledger: Ledger, on: str, inside: bool) -> None:
    ledger.activity(on=on)
    assert bool(ledger.under("1c", "2026-11")["activities"]) == inside


def test_one_live_talk_show_meets_the_minimum_and_a_recorded_one_does_not(ledger: Ledger) -> None:
    assert minimum(ledger) == (0, "not_met")
    ledger.activity(live=False)
    ledger.activity(kind="programme", live=True)
    ledger.activity("1a", live=True)
    assert minimum(ledger) == (0, "not_met")
    ledger.activity(live=True)
    assert minimum(ledger) == (1, "met")
    assert minimum(ledger, unit="bao") == (0, "not_met")


def test_a_shorter_period_counts_the_year_up_to_its_end(ledger: Ledger) -> None:
    ledger.activity(live=True, on="2026-03-08")
    assert minimum(ledger, "2026-02") == (0, "not_met")
    assert minimum(ledger, "2026-11") == (1, "met")
    assert minimum(ledger, "2027") == (0, "not_met")


def test_over_several_years_each_has_to_have_its_own(ledger: Ledger) -> None:
    from campaign.desk import reports
    from tests.reach.ledger import under

    for on in ("2025-03-08", "2025-04-08"):
        ledger.activity(live=True, on=on)
    body = reports.report(ledger.database, from_text="2025-01-01", to_text="2026-12-31").body
    assert under(body, "1c")["minimum"]["done"] == 2
    assert under(body, "1c")["minimum"]["result"] == "not_met"
    ledger.activity(live=True, on="2026-03-08")
    body = reports.report(ledger.database, from_text="2025-01-01", to_text="2026-12-31").body
    assert under(body, "1c")["minimum"]["result"] == "met"
