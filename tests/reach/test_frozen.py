"""An issued report stays as it was; a correction is the next number."""

from __future__ import annotations

import hashlib
import json

import pytest
import sqlalchemy as sa

from campaign.desk import reports
from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import AuditEntry
from campaign.reach.exports import FORMATS, printed
from tests.reach.ledger import Ledger


@pytest.fixture
def measured(ledger: Ledger) -> Ledger:
    ledger.channel("facebook")
    post = ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30")
    ledger.sample(post, "2026-11-05T08:30", views=5)
    return ledger


def test_a_frozen_report_stays_when_samples_arrive_later(measured: Ledger) -> None:
    first = reports.issue(measured.database, "cli", "2026")
    stamp = first.body["frozen"]
    assert (stamp["number"], stamp["at"]) == (1, "2026-12-01T00:00:00Z")
    before = {form: printed(first, form) for form in FORMATS}
    measured.clock.advance(hours=1)
    measured.sample(1, "2026-12-01T07:30", views=900)
    measured.plan(plan={"id": "thu", "title": "Tên khác", "period": {"from": "2026-01-01", "to": "2027-12-31"}})
    again = reports.issued(measured.database, stamp["hash"])
    assert {form: printed(again, form) for form in FORMATS} == before
    assert measured.on("facebook")["metrics"]["views"]["value"] == 900


def test_the_hash_is_of_the_canonical_json_without_frozen(measured: Ledger) -> None:
    body = reports.issue(measured.database, "cli", "2026").body
    figures = {key: value for key, value in body.items() if key != "frozen"}
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == body["frozen"]["hash"]


def test_a_correction_is_the_next_number_and_another_period_or_unit_begins_anew(measured: Ledger) -> None:
    numbers = []
    for period, unit in (("2026", ""), ("2026", ""), ("2026-11", ""), ("2026", "bao"), ("2026", "")):
        measured.clock.advance(minutes=1)
        numbers.append(reports.issue(measured.database, "cli", period, unit=unit).body["frozen"]["number"])
    assert numbers == [1, 2, 1, 1, 3]


def test_the_very_same_report_issued_twice_is_one(measured: Ledger) -> None:
    one, other = (reports.issue(measured.database, "cli", "2026").body for _ in range(2))
    assert one == other


def test_issuing_is_on_record(measured: Ledger) -> None:
    stamp = reports.issue(measured.database, "lan@hg.vn", "2026").body["frozen"]
    with measured.database.read() as session:
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "report.issue")).one()
    assert (entry.actor, entry.subject, entry.detail["number"]) == ("lan@hg.vn", f"report:{stamp['hash']}", 1)


def test_a_report_is_found_by_the_first_characters_of_its_hash(measured: Ledger) -> None:
    body = reports.issue(measured.database, "cli", "2026").body
    assert reports.issued(measured.database, body["frozen"]["hash"][:12].upper()).body == body
    with pytest.raises(NotFound):
        reports.issued(measured.database, "0" * 64)
    for wrong in ("", "abc", "không phải mã", body["frozen"]["hash"][:11] + "%"):
        with pytest.raises(Mistake):
            reports.issued(measured.database, wrong)


def test_an_issued_report_cannot_be_changed_and_one_that_was_is_not_printed(measured: Ledger) -> None:
    stamp = reports.issue(measured.database, "cli", "2026").body["frozen"]
    for statement in ("UPDATE frozen_report SET number = 9", "DELETE FROM frozen_report"):
        with pytest.raises(sa.exc.DatabaseError, match="rows are only added"), measured.database.write() as session:
            session.execute(sa.text(statement))
    with measured.database.write() as session:
        on = "" if measured.database.is_sqlite else " ON frozen_report"
        session.execute(sa.text(f"DROP TRIGGER frozen_report_no_update{on}"))
        session.execute(sa.text("UPDATE frozen_report SET body = replace(body, '\"value\": 5,', '\"value\": 6,')"))
    with pytest.raises(Conflict, match="không còn khớp"):
        reports.issued(measured.database, stamp["hash"])
