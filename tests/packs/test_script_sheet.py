"""Script sheets for radio and TV, with an estimate that says it is one; and the airing log that comes back."""

from __future__ import annotations

import io
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.desk.incoming import incoming
from campaign.desk.pack_logs import bring_back
from campaign.errors import Mistake
from campaign.models import Activity, ActivityEvidence
from campaign.packs import airing_log, script_sheet, script_word
from campaign.packs.logs import Known
from campaign.packs.shape import File
from campaign.settings import Settings
from campaign.workspace.mistakes import WrongRows
from tests.packs.stock import chosen, chosen_item, stocked

KNOWN = Known(date(2026, 12, 1), "1c", {}, ["1c"], {"bao": "bao"})
LOG = """date,time,station,programme,minutes,airings,live,kind,note
15/11/2026,19:45,FM 89,An toàn trên mạng,10,2,không,,Lịch phát
2026-11-16,20:00,Truyền hình,Tọa đàm,45,,có,tọa đàm,
"""


def sheet(*items: Any, **options: str) -> Any:
    made = script_sheet.make(chosen(*items), {"programme": "Số 12", "rate": "200", "day": "2026-11-30", **options})
    assert isinstance(made.content, bytes)
    return docx.Document(io.BytesIO(made.content))


def test_every_word_is_read_and_the_seconds_run_on(tmp_path: Path) -> None:
    file = File("d" * 64, "clip.mp4", "Đồ họa", "video", "video/mp4", 9, 6.0, tmp_path / "clip.mp4")
    items = (chosen_item(body="## Mục\n\nMột hai ba. " + "Từ " * 60 + "hết.", media=(file,)), chosen_item("hai"))
    (table,) = sheet(*items).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == list(script_word.HEAD)
    read = [row for row in rows[1:] if row[0] != row[1]]
    assert " ".join(" ".join(row[1] for row in read[:2]).split()) == "Một hai ba. " + "Từ " * 60 + "hết."
    assert read[0][2] == "Clip: clip.mp4, 6 giây (Đồ họa)"
    ends = [tuple(map(int, row[0].split("-"))) for row in read]
    assert all(before[1] == after[0] for before, after in pairwise(ends))
    assert [row[0] for row in rows if row[0] == row[1]] == [
        "Phần 1. Không đọc mã OTP",
        "Mục",
        "Phần 2. Không đọc mã OTP",
    ]


def test_the_length_is_an_estimate_from_syllables_as_they_are_said() -> None:
    assert script_sheet.syllables("Gọi 113") == 4
    text = "\n".join(line.text for line in sheet().paragraphs)
    assert "ước tính theo 200 tiếng một phút" in text
    assert "Ngày phát: 30/11/2026" in text
    with pytest.raises(Mistake, match="100 đến 350"):
        sheet(rate="20")


def test_the_same_items_are_the_same_bytes() -> None:
    assert script_sheet.make(chosen(), {}).content == script_sheet.make(chosen(), {}).content


def test_a_log_becomes_programmes_and_live_talks() -> None:
    one, other = airing_log.read("log.csv", incoming("log.csv", LOG.encode()), KNOWN)
    assert (one.kind, one.on, one.minutes, one.airings, one.live) == ("programme", date(2026, 11, 15), 10, 2, False)
    assert (other.kind, other.airings, other.live, other.place) == ("talk_show", 1, True, "Truyền hình")
    assert one.notes == ("19:45", "Lịch phát")


def test_mistakes_of_a_log_are_told_row_by_row() -> None:
    log = "date,station,programme,kind\n2027-01-01,FM,X,\n2026-11-15,,X,\n2026-11-15,FM,X,phin\n"
    with pytest.raises(WrongRows) as caught:
        airing_log.read("log.csv", incoming("log.csv", log.encode()), KNOWN)
    assert [line.split(": ")[0] for line in caught.value.lines] == ["log.csv:2", "log.csv:3", "log.csv:4"]
    assert "phim" in caught.value.lines[2]


def test_the_same_log_again_adds_nothing_and_stays_as_evidence(sqlite_database: Database, tmp_path: Path) -> None:
    stocked(sqlite_database)
    settings = Settings(workspace=tmp_path, database_url=sqlite_database.url)
    back = [bring_back(sqlite_database, settings, "cli", "airing-log", "log.csv", LOG.encode(), "2b") for _ in range(2)]
    assert [(each.new, each.known) for each in back] == [(2, 0), (0, 2)]
    with sqlite_database.read() as session:
        assert [row.title for row in session.exec(select(Activity))] == ["An toàn trên mạng", "Tọa đàm"]
        kept = {row.sha256 for row in session.exec(select(ActivityEvidence)) if row.sha256}
    assert len(kept) == 1
