"""What comes back: every right row becomes an activity with the log as evidence; a wrong one stops the whole log."""

from __future__ import annotations

import hashlib
import io
import unicodedata
from datetime import date, time
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import select

from campaign.db import Database
from campaign.desk.pack_logs import bring_back, returns
from campaign.errors import Mistake, NotFound
from campaign.media.store import MediaStore
from campaign.models import Activity, ActivityEvidence, AuditEntry
from campaign.packs.cells import read_day, read_number
from campaign.packs.csv_file import csv_file
from campaign.settings import Settings
from campaign.workspace.mistakes import WrongRows
from tests.packs.stock import stocked

HEAD = "date,time,commune,item_id,clusters,ok\n"
RIGHT = HEAD + "2026-11-20,05:30,Xã A,khong-doc-otp,12,có\n20/11/2026,5:00:00 PM,UBND xã Vị Thủy,khong-doc-otp,,x\n"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> tuple[Database, Settings]:
    stocked(database)
    return database, Settings(workspace=tmp_path, database_url=database.url)


def rows(database: Database) -> list[Activity]:
    with database.read() as session:
        return list(session.exec(select(Activity).order_by(Activity.id)))  # type: ignore[arg-type]


def test_each_airing_is_an_activity_with_the_whole_log_as_evidence(desk: tuple[Database, Settings]) -> None:
    database, settings = desk
    back = bring_back(database, settings, "lan@example.vn", "play-log", "loa.csv", RIGHT.encode())
    assert (back.new, back.known) == (2, 0)
    first, second = rows(database)
    assert (first.kind, first.task, first.unit, first.place, first.airings) == ("loudspeaker_airing", "2b", "bao", "Xã A", 1)  # fmt: skip  # noqa: E501
    assert (second.unit, first.audience, first.audience_mark) == ("vt", None, "X")
    with database.read() as session:
        shown = session.exec(select(ActivityEvidence).where(ActivityEvidence.activity_id == first.id)).all()
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "pack.return")).one()
    assert [each.sha256 for each in shown if each.name] == [hashlib.sha256(RIGHT.encode()).hexdigest()]
    assert any("12 cụm loa" in each.text for each in shown)
    assert MediaStore.of(settings).path(shown[0].sha256).read_bytes() == RIGHT.encode()
    assert entry.detail["new"] == 2


def test_the_same_log_again_adds_nothing_and_a_longer_one_only_what_is_new(desk: tuple[Database, Settings]) -> None:
    database, settings = desk
    longer = RIGHT + "2026-11-21,05:30,xã a,khong-doc-otp,12,có\n2026-11-21,17:00,Xã A,khong-doc-otp,12,không\n"
    for text, new in ((RIGHT, 2), (RIGHT, 0), (longer, 1), (longer, 0)):
        assert bring_back(database, settings, "cli", "play-log", "loa.csv", text.encode()).new == new
    assert len(rows(database)) == 3


def test_every_wrong_row_is_told_and_nothing_is_written(desk: tuple[Database, Settings]) -> None:
    database, settings = desk
    wrong = RIGHT + "mai,5h,Xã A,khong-doc-otp,,có\n2027-01-01,5h,Xã A,khong-doc-otp,,có\n2026-11-20,5h,,ma,,có\n"
    with pytest.raises(WrongRows) as told:
        bring_back(database, settings, "cli", "play-log", "loa.csv", wrong.encode())
    assert [line.split(":")[1] for line in told.value.lines] == ["4", "5", "6"]
    assert rows(database) == []


@pytest.mark.parametrize("cell", ["10.5", "1.2", "1,200", "-3", "1.0000", "mười"])
def test_a_number_is_whole_or_told_wrong(cell: str) -> None:
    assert [read_number("số phút", right) for right in ("", "12", "1.200", "1 200 000")] == [None, 12, 1200, 1_200_000]
    with pytest.raises(Mistake, match="số nguyên"):
        read_number("số phút", cell)


@pytest.mark.parametrize("cell", ["15/11/26", "1990-11-15"])
def test_a_year_of_two_figures_is_no_year(cell: str) -> None:
    with pytest.raises(Mistake, match="bốn chữ số"):
        read_day(cell, date(2026, 12, 1))


def test_rows_of_one_deed_with_other_figures_are_told(desk: tuple[Database, Settings]) -> None:
    head, row = "date,wave,network,delivered\n", "2026-11-20,Tết,Mạng A,"
    with pytest.raises(WrongRows, match=":3: cùng việc với dòng 2"):
        bring_back(*desk, "cli", "sms-confirmation", "a.csv", f"{head}{row}1.180\n{row}118\n".encode())
    assert bring_back(*desk, "cli", "sms-confirmation", "a.csv", f"{head}{row}1.180\n".encode()).other == 0
    back = bring_back(*desk, "cli", "sms-confirmation", "b.csv", f"{head}{row}118\n".encode())
    assert (back.new, back.known, back.other) == (0, 1, 1)
    assert [each.audience for each in rows(desk[0])] == [1180]
    with desk[0].write() as session:
        session.get_one(Activity, 1).state = "refused"
    told = [
        bring_back(*desk, "cli", "sms-confirmation", "b.csv", f"{head}{row}{n}\n".encode()).new for n in (1180, 118)
    ]
    assert told == [0, 1]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "giờ,xã\n".encode("utf-16"), b"\xff\xfa\x00", b'date,"\n'])
def test_what_is_no_log_is_one_sentence(desk: tuple[Database, Settings], content: bytes) -> None:
    with pytest.raises(Mistake):
        bring_back(*desk, "cli", "play-log", "loa.csv", content)


def test_a_wave_counts_subscribers_and_displays_are_no_people(desk: tuple[Database, Settings]) -> None:
    database, settings = desk
    wave = "đợt;nhà mạng;ngày;số tin gửi;số thuê bao nhận;văn bản\nTết;Mạng A;20/11/2026;1.200;1.180;BB 12\n"
    shown = "date,site,item_id,views,source\n2026-11-20,Cổng xã,khong-doc-otp,340,Nhật ký\n"
    bring_back(database, settings, "cli", "sms-confirmation", "sms.csv", wave.encode())
    bring_back(database, settings, "cli", "displays", "cong.csv", shown.encode(), task="2b")
    wave_row, page = rows(database)
    assert (wave_row.kind, wave_row.task, wave_row.audience) == ("sms_wave", "V.sms", 1180)
    assert (page.kind, page.task, page.audience, page.airings) == ("portal_post", "2b", None, 340)


def test_a_person_of_one_unit_writes_for_that_one_only(desk: tuple[Database, Settings]) -> None:
    text = HEAD + "2026-11-20,05:30,Báo,khong-doc-otp,,có\n"
    with pytest.raises(WrongRows, match=r"loa\.csv:2: .*đơn vị vt"):
        bring_back(*desk, "vt@example.vn", "play-log", "loa.csv", text.encode())


def test_the_empty_log_and_its_example_row_can_be_read_back(desk: tuple[Database, Settings]) -> None:
    for name, (_, log) in returns().items():
        bring_back(
            *desk, "cli", name, "mau.csv", csv_file(log.columns, [log.example] if log.example else []), task="2b"
        )
    with pytest.raises(NotFound):
        bring_back(*desk, "cli", "khong-co", "x.csv", b"a")


def as_workbook(text: str) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for line in text.splitlines():
        book.active.append(line.split(","))
    book.active["A2"], book.active["B2"] = date(2026, 11, 20), time(5, 30)
    book.save(out)
    return out.getvalue()


def test_a_log_comes_as_excel_writes_it(desk: tuple[Database, Settings]) -> None:
    old = unicodedata.normalize("NFD", RIGHT.replace("Xã A", "Xã Á"))
    for accents in "âăêôơưđ":  # Windows-1258 has these letters whole, and tones by themselves
        old = old.replace(unicodedata.normalize("NFD", accents), accents)
    for name, content, new in (
        ("log.xlsx", as_workbook(RIGHT), 2), ("log.csv", old.encode("cp1258"), 1), ("log.csv", RIGHT.encode(), 0),
    ):  # fmt: skip
        assert bring_back(*desk, "cli", "play-log", name, content).new == new
    assert [row.place for row in rows(desk[0])] == ["Xã A", "UBND xã Vị Thủy", "Xã Á"]


def test_a_long_workbook_is_read_to_its_end(desk: tuple[Database, Settings]) -> None:
    many = "".join(f"2026-11-20,05:30,Xã {number},khong-doc-otp,,có\n" for number in range(1100))
    assert bring_back(*desk, "cli", "play-log", "log.xlsx", as_workbook(HEAD + many)).new == 1100


@pytest.mark.parametrize("place", ["=Bến xe", "+ Chợ", "-Nhà văn hóa", "@ ủy ban"])
def test_a_place_that_looks_like_a_formula_comes_back_as_it_was_written(
    desk: tuple[Database, Settings], place: str
) -> None:
    log = csv_file(("date", "place", "displays"), [("2026-11-20", place, 3)])
    assert b"'" in log
    bring_back(*desk, "cli", "wifi-displays", "wifi.csv", log, task="2b")
    assert [row.place for row in rows(desk[0])] == [place]
