"""Work that no API sees is written down once, with its evidence, and what cannot be is told in a sentence."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.desk.activities import Added, Said, add, list_activities
from campaign.errors import Mistake, NotFound
from campaign.media.store import MediaStore
from campaign.models import AuditEntry
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.reach.ledger import PLAN, ZONE

SAID: dict[str, Any] = {"task": "1c", "kind": "talk_show", "on": date(2026, 11, 15), "title": "Tọa đàm an toàn"}


@pytest.fixture
def planned(database: Database) -> Database:
    units = [PLAN["unit"][0], {"id": "dai", "name": "Đài", "valid_to": "2026-06-30", "successor": "bao"}]
    with database.write() as session:
        store_plan(session, START, Plan.model_validate({**PLAN, "unit": units}), ZONE)
    return database


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def write_down(database: Database, store: MediaStore, **changed: Any) -> Added:
    return add(database, store, "cli", Said(**{**SAID, **changed}))


def listed(database: Database, **wanted: str) -> list[dict[str, Any]]:
    with database.read() as session:
        return list_activities(session, **wanted)


def test_an_activity_is_kept_with_everything_that_was_said(planned: Database, store: MediaStore) -> None:
    added = write_down(
        planned, store, live=True, minutes=45, airings=2, audience=300, place="Kênh HGTV", unit="bao",
        title="  Tọa  đàm\u0007 an toàn ", evidence=["Biên bản 12/BB-PTTH"],
    )  # fmt: skip
    assert listed(planned) == [{
        "id": added.id, "task": "1c", "kind": "talk_show", "on": "2026-11-15", "title": "Tọa đàm an toàn",
        "unit": "bao", "live": True, "minutes": 45, "airings": 2, "audience": {"value": 300, "mark": "X"},
        "place": "Kênh HGTV", "evidence": [{"text": "Biên bản 12/BB-PTTH"}], "state": "counted", "created_by": "cli",
        "created_at": "2026-12-01T00:00:00Z",
    }]  # fmt: skip
    with planned.read() as session:
        [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == "activity.add"))
    assert (entry.subject, entry.detail["evidence"]) == (f"activity:{added.id}", ["Biên bản 12/BB-PTTH"])


def test_a_file_of_evidence_is_kept_by_the_hash_of_its_bytes(
    planned: Database, store: MediaStore, tmp_path: Path
) -> None:
    file = tmp_path / "bien-ban.pdf"
    file.write_bytes(b"%PDF-1.7 nguyen ven")
    write_down(planned, store, evidence=[str(file), "Công văn 5/CV"])
    sha256 = hashlib.sha256(b"%PDF-1.7 nguyen ven").hexdigest()
    assert listed(planned)[0]["evidence"] == [
        {"file": "bien-ban.pdf", "sha256": sha256, "size": 19}, {"text": "Công văn 5/CV"},
    ]  # fmt: skip
    file.unlink()
    with store.open(sha256) as kept:
        assert kept.read() == b"%PDF-1.7 nguyen ven"


def test_the_unit_is_the_first_that_leads_unless_one_is_named(planned: Database, store: MediaStore) -> None:
    units = [write_down(planned, store, **said).unit for said in ({}, {"unit": "bao"}, {"task": "1a"}, {"task": "2b"})]
    assert units == ["dai", "bao", "bao", ""]
    assert [row["unit"] for row in listed(planned, unit="bao")] == ["bao", "bao"]
    assert [row["task"] for row in listed(planned, task="2b")] == ["2b"]


def test_a_lapsed_name_warns_and_stops_nothing(planned: Database, store: MediaStore) -> None:
    [warning] = write_down(planned, store).warnings
    assert "30/06/2026" in warning
    assert "--unit bao" in warning
    assert write_down(planned, store, on=date(2026, 6, 30)).warnings == ()


def test_where_a_second_reader_is_asked_for_it_waits(planned: Database, store: MediaStore) -> None:
    add(planned, store, "dai@hg.vn", Said(**SAID), second_reader=True)
    assert [row["state"] for row in listed(planned)] == ["waiting"]


@pytest.mark.parametrize(("wrong", "told"), [
    ({"task": "1z"}, "1a"), ({"kind": "talkshow"}, "có phải `talk_show`"), ({"title": " \u0007 "}, "--title"),
    ({"title": "x" * 301}, "300"), ({"place": "x" * 301}, "300"), ({"on": date(2026, 12, 2)}, "chưa tới"),
    ({"unit": "baoo"}, "có phải `bao`"), ({"minutes": -1}, "Số phút"), ({"audience": 2**31}, "Số lượt người"),
    ({"evidence": [" "]}, "đang để trống"), ({"evidence": ["khong-co.pdf"]}, "Không có tệp"),
    ({"evidence": ["."]}, "thư mục"), ({"evidence": ["x" * 2001]}, "2000"),
])  # fmt: skip
def test_what_cannot_be_is_told_and_nothing_is_written(
    planned: Database, store: MediaStore, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(Mistake, match=told):
        write_down(planned, store, **wrong)
    assert listed(planned) == []


def test_today_is_a_day_where_the_plan_is(planned: Database, store: MediaStore) -> None:
    """It is 1 December there since 17:00 UTC of the day before."""
    assert write_down(planned, store, on=date(2026, 12, 1)).id
    with pytest.raises(NotFound):
        write_down(planned, store, task="", on=date(2026, 12, 1))


@pytest.mark.parametrize("words", ["https://tin.example/bien-ban.pdf", "12/BB-PTTH.2026", "a\0b", "ảnh " * 400])
def test_words_and_addresses_are_evidence_as_they_are(planned: Database, store: MediaStore, words: str) -> None:
    write_down(planned, store, evidence=[words])
    assert listed(planned)[0]["evidence"] == [{"text": words.replace("\0", "").strip()}]
