"""Work that no API sees: written down, read by another person, brought in by table, handed in by a link."""

from __future__ import annotations

import re
from typing import Any

import httpx
from sqlmodel import select

from campaign.models import Activity, UnitReturn
from tests.web.conftest import Served
from tests.web.report import newsroom

FORM = {
    "task": "1c",
    "kind": "talk_show",
    "on": "2026-11-15",
    "title": "Tọa đàm trực tiếp",
    "live": "yes",
    "audience": "1.300",
}


def stored(served: Served, **wanted: Any) -> list[Activity]:
    with served.database.read() as session:
        rows = session.exec(select(Activity).filter_by(**wanted).order_by(Activity.id)).all()  # type: ignore[arg-type]
        session.expunge_all()
        return list(rows)


def link_for(client: httpx.Client, unit: str = "dai") -> str:
    made = client.post("/activities/returns", data={"deadline": "D1", "year": "2026", "unit": unit})
    return str(re.findall(r"/returns/([\w-]{43})", made.text)[0])


def test_an_activity_with_a_file_counts_and_its_file_comes_back_as_a_download(reporting: Served) -> None:
    files = {"files": ("biên bản.pdf", b"%PDF-1.4 minh chung", "application/pdf")}
    with reporting.client("reporter") as client:
        assert client.post("/activities/new", data=FORM, files=files).status_code == 303
        [row] = stored(reporting)
        assert (row.state, row.audience, row.live) == ("counted", 1300, True)
        page = client.get("/activities").text
        assert "Nội dung 1c: 1/1 cuộc tọa đàm" in page
        file = client.get(f"/activities/{row.id}/evidence/1")
    assert file.content == b"%PDF-1.4 minh chung"
    assert file.headers["content-disposition"].startswith("attachment")


def test_a_slip_loses_nothing_that_was_typed_and_no_path_of_the_server_is_read(reporting: Served) -> None:
    with reporting.client("reporter") as client:
        wrong = client.post("/activities/new", data={**FORM, "on": "2027-11-15", "words": "/etc/passwd"})
        assert wrong.status_code == 400
        assert 'value="Tọa đàm trực tiếp"' in wrong.text
        client.post("/activities/new", data={**FORM, "words": "/etc/passwd\nBiên bản 12"})
    [_row] = stored(reporting)
    with reporting.database.read() as session:
        kept = session.connection().exec_driver_sql("SELECT text, sha256 FROM activity_evidence").all()
    assert [tuple(each) for each in kept] == [("/etc/passwd", ""), ("Biên bản 12", "")]


def test_where_a_second_reader_is_asked_for_nobody_confirms_their_own(reporting: Served) -> None:
    with reporting.database.write() as session:
        newsroom.plan(session, reporting.database.now(session), reach={"second_reader": True})
    with reporting.client("editor") as client:
        client.post("/activities/new", data=FORM)
        [row] = stored(reporting)
        assert row.state == "waiting"
        assert client.post(f"/activities/{row.id}/confirm").status_code == 400
    with reporting.client("manager") as client:
        assert client.post(f"/activities/{row.id}/confirm").status_code == 303
        assert client.post(f"/activities/{row.id}/confirm").status_code == 409
    assert stored(reporting)[0].state == "counted"


def test_a_table_is_all_or_nothing_and_twice_is_once(reporting: Served) -> None:
    good = "\ufeffNội dung;Loại;Ngày;Tên;Lượt người\r\n1e;Lớp tập huấn;15/11/2026;Lớp một;42\r\n"
    good += "1e;training_class;2026-11-16;Lớp hai;\r\n"
    bad = good + "9z;training_class;2026-11-16;Lớp ba;\r\n1e;training_class;31/02/2026;Lớp bốn;\r\n"
    with reporting.client("reporter") as client:
        told = client.post("/activities/import", files={"file": ("bang.csv", bad.encode())})
        assert told.status_code == 400
        assert re.findall(r"bang\.csv:(\d+):", told.text) == ["4", "5"]
        assert stored(reporting) == []
        for _ in range(2):
            assert client.post("/activities/import", files={"file": ("bang.csv", good.encode())}).status_code == 200
    assert [(row.title, row.audience) for row in stored(reporting)] == [("Lớp một", 42), ("Lớp hai", None)]


def test_a_unit_hands_in_by_its_link_and_nothing_counts_before_a_manager_has_read_it(reporting: Served) -> None:
    with reporting.client("manager") as client, reporting.client() as unit:
        code = link_for(client)
        assert "Báo cáo hoạt động: Đài" in unit.get(f"/returns/{code}").text
        late = unit.post(f"/returns/{code}", data={**FORM, "on": "2026-12-01"})
        assert late.status_code == 400
        assert "30/11/2026" in late.text
        assert unit.post(f"/returns/{code}", data={**FORM, "unit": "bao"}).status_code == 303
        [row] = stored(reporting)
        assert (row.state, row.unit) == ("waiting", "dai")
        assert client.post("/activities/returns/1/accept").status_code == 409
        assert unit.post(f"/returns/{code}/send", data={"office": "Phòng Thời sự"}).status_code == 303
        assert unit.post(f"/returns/{code}", data=FORM).status_code == 409
        assert client.post("/activities/returns/1/accept").status_code == 303
        page = client.get("/activities/returns").text
    assert stored(reporting)[0].state == "counted"
    assert "Đã nhận" in page
    assert "còn thiếu 1/2 đơn vị" in page


def test_what_is_sent_back_opens_again_with_the_reason(reporting: Served) -> None:
    with reporting.client("manager") as client, reporting.client() as unit:
        code = link_for(client)
        unit.post(f"/returns/{code}/send", data={"office": "Văn phòng"})
        client.post("/activities/returns/1/back", data={"reason": "Thiếu minh chứng"})
        page = unit.get(f"/returns/{code}").text
        assert "Trả lại: Thiếu minh chứng" in page
        assert "Ghi một hoạt động" in page
        client.post("/activities/returns/1/revoke")
        assert unit.get(f"/returns/{code}").status_code == 404


def test_a_new_link_closes_the_old_one_and_keeps_what_came(reporting: Served) -> None:
    with reporting.client("manager") as client, reporting.client() as unit:
        old = link_for(client)
        unit.post(f"/returns/{old}", data=FORM)
        new = link_for(client)
        assert unit.get(f"/returns/{old}").status_code == 404
        assert "Đã ghi 1 hoạt động" in unit.get(f"/returns/{new}").text
    with reporting.database.read() as session:
        assert len(session.exec(select(UnitReturn)).all()) == 1


def test_who_is_missing_stands_on_the_calendar_the_inbox_and_the_report(reporting: Served) -> None:
    with reporting.client("manager") as client:
        for address in ("/report", "/inbox"):
            assert "2 đơn vị chưa xong báo cáo" in client.get(address).text
        assert "Hạn báo cáo: thiếu 2 đơn vị" in client.get("/calendar?view=month&from=2026-12-01").text


def test_a_form_of_a_unit_takes_no_more_than_so_much(reporting: Served) -> None:
    with reporting.client("manager") as client, reporting.client() as unit:
        code = link_for(client)
        files = {"files": ("to.pdf", b"x" * (9 * 1024 * 1024))}
        assert unit.post(f"/returns/{code}", data=FORM, files=files).status_code == 413
        wrong = unit.post(f"/returns/{code}", data=FORM, files={"files": ("ma.exe", b"MZ")})
        foreign = unit.post(f"/returns/{code}", data=FORM, headers={"sec-fetch-site": "cross-site"})
    assert (wrong.status_code, foreign.status_code) == (400, 403)
    assert stored(reporting) == []


def test_a_silent_column_is_told(reporting: Served) -> None:
    with reporting.database.write() as session:
        newsroom.activity(
            session, reporting.database.now(session), task="1d", kind="column_issue", column_key="song-an-toan"
        )
    with reporting.client("reporter") as client:
        page = client.get("/activities").text
    assert "đứt nhịp từ 22/11/2026" in page
