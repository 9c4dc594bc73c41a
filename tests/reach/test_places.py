"""Visits by codes that hang at places: lines of their own in the report, added up as visits and as nothing else."""

from __future__ import annotations

import threading

from campaign.desk import reports
from campaign.models import Click
from campaign.models.birth import place_link
from campaign.reach.exports import printed
from tests.reach.ledger import Ledger, moment


def hang(ledger: Ledger, item: int, place: str, *visits: tuple[str, int], task: str = "2b") -> str:
    with ledger.database.write() as session:
        code = place_link(session, now=moment("2026-03-01T08:00"), item_id=item, place=place, task=task).code
        session.add_all(Click(code=code, minute=moment(at), count=count) for at, count in visits)
    return code


def test_visits_stand_by_place_under_their_task_item_and_in_no_channel(ledger: Ledger) -> None:
    ledger.channel("fb")
    item, other = ledger.item("1a"), ledger.item("1a")
    ledger.post(item, "fb", "2026-03-01T08:00")
    hang(ledger, item, "Bến xe", ("2026-03-02T08:00", 3), ("2025-12-31T23:00", 50))
    hang(ledger, other, "Bến xe", ("2026-03-03T08:00", 4))
    hang(ledger, item, "Chợ")
    assert ledger.under("2b")["places"] == [
        {"place": "Bến xe", "items": 2, "clicks": {"value": 7, "mark": "Đ"}},
        {"place": "Chợ", "items": 1, "clicks": {"value": 0, "mark": "Đ"}},
    ]
    assert ledger.on("fb")["metrics"]["clicks"]["value"] == 0
    assert "places" not in ledger.under("1a")


def test_one_item_at_one_place_has_one_code(ledger: Ledger) -> None:
    item = ledger.item("1a")
    assert hang(ledger, item, "Bến xe") == hang(ledger, item, "Bến xe") != hang(ledger, item, "Chợ")


def test_filters_that_no_place_can_answer_leave_none(ledger: Ledger) -> None:
    hang(ledger, ledger.item("1a", unit="bao"), "Bến xe", ("2026-03-02T08:00", 3))
    assert ledger.under("2b", unit="bao")["places"]
    assert "places" not in ledger.under("2b", unit="dai")


def test_every_form_prints_them(ledger: Ledger) -> None:
    hang(ledger, ledger.item("1a"), "Bến xe Vị Thanh", ("2026-03-02T08:00", 12345))
    made = reports.report(ledger.database, "2026", detailed=True)
    assert "Bến xe Vị Thanh" in printed(made, "csv").decode()
    assert "12345" in printed(made, "csv").decode()
    assert '<td class="n">12.345' in printed(made, "html").decode()


def test_two_who_print_at_the_same_moment_get_one_code(ledger: Ledger) -> None:
    item, codes = ledger.item("1a"), list[str]()
    threads = [threading.Thread(target=lambda: codes.append(hang(ledger, item, "Chợ"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(codes) == 6
    assert len(set(codes)) == 1
