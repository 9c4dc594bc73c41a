"""The pages of packs: choose, look, take; and bring a log back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.models import Link
from campaign.settings import Settings
from tests.packs.stock import stocked
from tests.web.conftest import Served, serving

LOG = b"date,time,commune,item_id,clusters,ok\n2026-11-20,05:30,X\xc3\xa3 A,khong-doc-otp,12,x\n"


@pytest.fixture
def stand(sqlite_database: Database, settings: Settings) -> Iterator[Served]:
    stocked(sqlite_database)
    with serving(sqlite_database, settings) as running:
        yield running


def test_a_pack_is_looked_at_then_taken(stand: Served) -> None:
    with stand.client("editor") as client:
        assert "/packs/loudspeakers" in client.get("/packs").text
        found = client.post("/packs/loudspeakers", data={"deed": "find", "q": "khong-doc-otp"}).text
        assert 'name="item" value="khong-doc-otp"' in found
        asked = {"item": "khong-doc-otp", "option": ["days", "communes"], "value": ["1", "Xã A\nXã B"]}
        ready = client.post("/packs/loudspeakers", data=asked | {"deed": "look"})
        assert ready.status_code == 200
        assert "goi-loa-" in ready.text
        assert "Xã A\nXã B" in ready.text
        taken = client.post("/packs/loudspeakers", data=asked | {"deed": "take"})
    assert taken.headers["content-disposition"].startswith("attachment;")
    assert "schedule.csv" in zipfile.ZipFile(io.BytesIO(taken.content)).namelist()


def test_a_mistake_keeps_what_was_chosen_and_typed(stand: Served) -> None:
    asked = {"deed": "look", "item": "khong-doc-otp", "option": ["wave", "sender"], "value": ["", "TINXA"]}
    with stand.client("editor") as client:
        answer = client.post("/packs/sms", data=asked)
    assert answer.status_code == 400
    assert "Tên đợt" in answer.text
    assert 'value="TINXA"' in answer.text
    assert re.search(r'value="khong-doc-otp" checked', answer.text)


def test_what_is_too_long_is_told_and_kept(stand: Served) -> None:
    places = "\n".join(f"Nhà văn hóa ấp {number}, xã Vị Thủy, thành phố Cần Thơ" for number in range(450))
    with stand.client("editor") as client:
        answer = client.post(
            "/packs/posters",
            data={"deed": "look", "item": "khong-doc-otp", "option": "places", "value": places},
        )
    assert answer.status_code == 400
    assert "dài nhất 20000 ký tự" in answer.text
    assert "ấp 449" in answer.text


def test_a_log_is_brought_back_on_the_same_page_and_twice_adds_nothing(stand: Served) -> None:
    with stand.client("reporter") as client:
        empty = client.get("/packs/returns/play-log/empty.csv")
        assert empty.content.startswith(b"\xef\xbb\xbfdate,time")
        said = [
            client.post("/packs/returns/play-log", data={"task": "2b"}, files={"file": ("l.csv", log, "text/csv")}).text
            for log in (LOG.replace(b"2026-11-20", b"mai"), LOG, LOG)
        ]
        assert client.get("/packs/returns/khong-co/empty.csv").status_code == 404
    assert "l.csv:2" in said[0]
    assert "Đã ghi 1 hoạt động; 0 dòng" in said[1]
    assert "Đã ghi 0 hoạt động; 1 dòng" in said[2]


def test_a_pack_that_nobody_knows_is_not_found(stand: Served) -> None:
    with stand.client("editor") as client:
        assert client.get("/packs/khong-co").status_code == 404


def test_a_sample_is_seen_before_links_are_born(sqlite_database: Database, settings: Settings) -> None:
    stocked(sqlite_database)
    asked = {"item": "khong-doc-otp", "option": ["wave"], "value": ["Tết"]}
    public = replace(settings, public_url="http://tin.example.vn")  # over https the cookie would ask for it too
    with serving(sqlite_database, public) as stand, stand.client("editor") as client:
        look = client.post("/packs/sms", data=asked | {"deed": "look"})
        seen = client.post("/packs/sms", data=asked | {"deed": "view"})
    assert "Chưa có liên kết nào" in look.text
    assert 'value="view"' in look.text
    assert "ban-xem-tin-nhan-tet.zip" in seen.headers["content-disposition"]
    with sqlite_database.read() as session:
        assert session.exec(select(Link)).all() == []


def test_an_english_reader_reads_notes_and_mistakes_in_english(stand: Served) -> None:
    with stand.client("editor") as client:
        client.post("/language", data={"lang": "en"})
        asked = {"item": "khong-doc-otp", "option": ["days"], "value": ["1"]}
        notes = client.post("/packs/loudspeakers", data=asked | {"deed": "look"}).text
        refused = client.post("/packs/loudspeakers", data=asked | {"deed": "look", "value": ["x"]}).text
        wrong = client.post(
            "/packs/returns/play-log", data={"task": "2b"},
            files={"file": ("l.csv", LOG.replace(b"2026-11-20", b"mai"), "text/csv")},
        ).text  # fmt: skip
    assert "1 item has no sound" in notes
    assert "must be a whole number from 0 up." in refused
    assert "l.csv:2: the day" in wrong
