"""The audit as people read it: plain words, before and after, filters in the address, CSV that runs nothing."""

from __future__ import annotations

import ast
import csv
import html
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import campaign
from campaign.desk.editing import edit_item
from campaign.people.audit import record
from campaign.sentences.said import say
from campaign.web.audit_words import ACTIONS
from campaign.web.spreadsheet import safe_cell
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.desk.conftest import PLAN
from tests.web import seed
from tests.web.conftest import Served


def note(served: Served, actor: str, action: str, subject: str, hours: float = 0, **detail: object) -> None:
    with served.database.write() as session:
        record(session, START + timedelta(hours=hours), actor, action, subject, **detail)


def test_an_edit_is_told_with_what_was_before_and_after(served: Served) -> None:
    with served.database.write() as session:
        store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
        author = seed.add_person(session, START, "reporter").email
    edit_item(served.database, author, None, {"title": "Mã OTP", "slug": "otp", "body": "Đừng đọc mã."})
    edit_item(served.database, author, "otp", {"body": "Đừng đọc mã <b>cho ai</b>."})
    with served.client("manager") as client:
        page = client.get("/audit?about=item:otp").text
    assert "sửa mục" in page
    assert "<del>Đừng đọc mã.</del>" in page
    assert "<ins>Đừng đọc mã &lt;b&gt;cho ai&lt;/b&gt;.</ins>" in page


def test_a_role_is_told_by_its_words_and_a_moment_in_local_time(served: Served) -> None:
    before, after = {"role": "reporter", "unit": ""}, {"role": "editor", "unit": ""}
    note(served, "tu@example.vn", "user.role", "user:lan@example.vn", before=before, after=after)
    note(served, "tu@example.vn", "reschedule", "delivery:7", state="scheduled", due_at="2026-12-02T00:30:00+00:00")
    with served.client("manager") as client:
        page = client.get("/audit?who=tu%40example.vn").text
        english = client.get("/audit?who=tu%40example.vn&lang=en").text
    assert "<del>phóng viên</del>" in page
    assert "<ins>biên tập viên</ins>" in page
    assert "07:30:00 02/12/2026" in page
    assert "changed the role of" in english


def test_a_refusal_of_a_trial_is_told_in_the_readers_language_and_what_people_wrote_stays(served: Served) -> None:
    refusal = "Kênh chưa kết nối."
    note(served, "tu@example.vn", "trial", "channel:rss", result=refusal, reason=refusal)
    with served.client("manager") as client:
        vietnamese = client.get("/audit?who=tu%40example.vn").text
        english = client.get("/audit?who=tu%40example.vn&lang=en").text
    assert vietnamese.count(refusal) == 2
    assert english.count(refusal) == 1
    assert say(refusal, "en") in html.unescape(english)


def test_what_an_edit_and_a_sync_record_has_words(served: Served) -> None:
    note(served, "tu@example.vn", "item.edit", "item:otp", held=[7])
    for name in ("added", "changed", "removed", "channels", "calendar"):
        listed: dict[str, Any] = {f"{name}_first": ["x"]}
        note(served, "tu@example.vn", "sync", "workspace", plan=True, **listed)
    with served.client("manager") as client:
        page = client.get("/audit?who=tu%40example.vn").text
    assert re.findall(r"<dt>([a-z_]+)</dt>", page) == []
    assert "lượt bị giữ lại chờ duyệt" in page


def test_the_filters_stand_in_the_address_and_older_entries_are_a_page_away(served: Served) -> None:
    for number in range(60):
        note(served, "a@example.vn", "retry", f"delivery:{1000 + number}", hours=number)
    note(served, "b@example.vn", "cancel", "delivery:99", hours=100)
    with served.client("manager") as client:

        def shown(address: str) -> int:  # fmt: skip
            return client.get(address).text.count('<li id="e')

        assert shown("/audit?who=b%40example.vn") == 1
        assert shown("/audit?action=retry") == 50
        assert "before=" in client.get("/audit?action=retry").text
        assert shown("/audit?action=retry&from=2026-12-02&to=2026-12-02") == 24
        assert shown("/audit?about=delivery:1059") == 1
        assert shown("/audit?about=%25") == shown("/audit?about=%00nothing") == 0
        assert client.get("/audit?from=2026-13-45").status_code == 400
        assert client.get("/audit?before=99999999999").status_code == 422


def test_the_export_holds_everything_that_matches_and_no_cell_is_a_formula(served: Served) -> None:
    for number in range(60):
        note(served, "a@example.vn", "close", "channel:rss", hours=number, reason='=HYPERLINK("http://x")')
    note(served, "=cmd|' /C calc'!A0", "retry", "delivery:1")
    with served.client("manager") as client:
        answer = client.get("/audit.csv?about=channel:rss")
        hostile = client.get("/audit.csv?about=delivery:1").text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="nhat-ky.csv"'
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 61
    assert rows[1][:4] == ["2026-12-03T11:00:00Z", "18:00:00 03/12/2026", "a@example.vn", "đóng kênh"]
    assert "'=cmd" in hostile
    assert ",=cmd" not in hostile


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="])
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert safe_cell("1+1=2") == "1+1=2"


def test_a_manager_of_one_unit_reads_of_that_unit_alone(served: Served) -> None:
    with served.database.write() as session:
        ours = seed.add_delivery(session, START, "youtube", 90, item_id=2)
        seed.add_person(session, START, "reporter", "bao")
    for subject in (f"delivery:{ours}", "channel:youtube", "delivery:1", "channel:rss", "workspace", "item:nowhere"):
        note(served, "someone@example.vn", "retry", subject)
    with served.client("manager", unit="dai") as client:
        rows = client.get("/audit.csv").text
        page = client.get("/audit").text
    for text in (rows, page):
        assert "kênh youtube" in text
        assert f"lượt đăng {ours}" in text
        assert "manager-dai@example.vn" in text
        for foreign in ("kênh rss", "workspace", "nowhere", "reporter-bao"):
            assert foreign not in text
    assert "lượt đăng 1," not in rows


def test_every_action_that_the_program_records_has_its_words() -> None:
    recorded = set()
    for path in Path(campaign.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) > 3:
                action = node.args[3]
                if isinstance(action, ast.Constant):
                    recorded.add(action.value)
    assert len(recorded) > 15
    assert recorded - ACTIONS.keys() == set()
