"""``campaign report`` and ``campaign activity`` as scripts use them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.app.program import Program
from tests.desk.workspace import write

YEAR = str(datetime.now(UTC).year)
TODAY = f"{YEAR}-01-01"
MINIMUM = '[[task_item]]\nid = "1c"\ntask = "1"\ntext = "Tọa đàm"\nlead = ["bao"]\nminimum = { per = "year", count = 1, what = "giao_luu_toa_dam_truc_tiep" }\n'  # noqa: E501


@pytest.fixture
def planned(program: Program) -> Program:
    write(program.root, "plan.toml", (program.root / "plan.toml").read_text(encoding="utf-8") + MINIMUM)
    program.ok("sync")
    return program


def task_item(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(item for task in report["tasks"] for item in task["task_items"] if item["id"] == name)


def talk_show(program: Program, *more: str) -> str:
    ended = program.ok(
        "activity", "add", "--task", "1c", "--kind", "talk_show", "--on", TODAY, "--title", "Tọa đàm", *more
    )
    return ended.out.strip()


def test_an_activity_prints_its_number_and_is_counted_at_once(planned: Program, tmp_path: Path) -> None:
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(b"anh")
    talk_show(planned)
    assert task_item(planned.ok("report").json, "1c")["minimum"]["result"] == "not_met"
    number = talk_show(planned, "--live", "--minutes", "45", "--audience", "300", "--evidence", str(photo))
    item = task_item(planned.ok("report").json, "1c")
    assert item["minimum"] == {"per": "year", "count": 1, "done": 1, "result": "met"}
    assert item["activities"] == [{"kind": "talk_show", "count": 2, "audience": {"value": 300, "mark": "X"}}]
    [row, _] = planned.ok("activity", "list", "--json").json["activities"]
    assert (str(row["id"]), row["live"], row["evidence"][0]["file"]) == (number, True, "anh.jpg")
    assert list((planned.root / "var" / "media").glob(f"*/{row['evidence'][0]['sha256']}"))
    assert "Tọa đàm" in planned.ok("activity", "list").out


@pytest.mark.parametrize("words", [
    "--task 1x --kind talk_show --on 2026-01-01 --title T", "--task 1c --kind x --on 2026-01-01 --title T",
    "--task 1c --kind talk_show --on 1/1/2026 --title T", "--task 1c --kind talk_show --on 2190-01-01 --title T",
    "--task 1c --kind talk_show --on 2026-01-01 --title T --unit x",
])  # fmt: skip
def test_an_activity_that_cannot_be_is_one_sentence_and_exit_1(planned: Program, words: str) -> None:
    ended = planned.here("activity", "add", *words.split())
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)


def test_a_published_post_stands_in_the_report_of_this_year(planned: Program) -> None:
    planned.ok("schedule", "otp", "--channel", "feed", "--at", "now")
    planned.ok("tick")
    report = planned.ok("report").json
    assert report["period"] == {"from": f"{YEAR}-01-01", "to": f"{YEAR}-12-31"}
    item = task_item(report, "1a")
    assert item["published"] == {"items": 1, "posts": 1, "retracted": 0}
    assert item["channels"][0]["metrics"]["views"] == {"value": None, "mark": "-", "measured": 0, "of": 1}
    assert item["channels"][0]["metrics"]["clicks"] == {"value": 0, "mark": "Đ", "measured": 1, "of": 1}
    assert planned.ok("report", "--period", YEAR).json["tasks"] == report["tasks"]


def test_every_format_goes_to_stdout_or_whole_into_a_file(planned: Program, tmp_path: Path) -> None:
    issued = ("report", "--issued", planned.ok("report", "--issue").json["frozen"]["hash"], "--format")
    for form in ("json", "csv", "html"):
        file = tmp_path / f"bao-cao.{form}"
        assert planned.ok(*issued, form, "-o", str(file)).out == ""
        assert file.read_bytes().decode() == planned.ok(*issued, form).out
    assert json.loads((tmp_path / "bao-cao.json").read_text(encoding="utf-8"))["frozen"]["number"] == 1
    assert (tmp_path / "bao-cao.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(tmp_path.glob(".report-*")) == []
    assert planned.here("report", "-o", str(tmp_path / "khong-co" / "x.json")).code == 1


@pytest.mark.parametrize("words", [
    "--period 2026-13", "--from 2026-01-01", "--unit khong-co",
    "--issued 00000000", "--issued 00000000 --issue", "--issued 00000000 --period 2026",
])  # fmt: skip
def test_what_cannot_be_printed_is_one_sentence_and_exit_1(planned: Program, words: str) -> None:
    ended = planned.here("report", *words.split())
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)


def test_an_unknown_format_is_wrong_usage(planned: Program) -> None:
    assert planned.here("report", "--format", "ods").code == 2


def test_an_issued_report_is_printed_again_unchanged(planned: Program) -> None:
    talk_show(planned, "--live")
    first = planned.ok("report", "--issue")
    stamp = first.json["frozen"]
    assert (stamp["number"], stamp["hash"] in first.err) == (1, True)
    talk_show(planned, "--live")
    assert planned.ok("report", "--issued", stamp["hash"]).out == first.out
    again = planned.ok("report", "--issued", stamp["hash"], "--format", "csv").out
    assert stamp["hash"] in [cell for row in csv.reader(io.StringIO(again)) for cell in row]
    corrected = planned.ok("report", "--issue").json
    assert corrected["frozen"]["number"] == 2
    assert task_item(corrected, "1c")["minimum"]["done"] == 2
