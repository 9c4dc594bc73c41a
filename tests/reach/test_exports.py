"""Every export prints every figure of the JSON, says where there is none, and runs nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from campaign.db import Database
from campaign.desk import reports
from campaign.reach.exports import printed
from campaign.reach.report import Report
from campaign.reach.wording import MISSING, number
from tests.reach.ledger import PLAN, Ledger

NASTY = "=HYPERLINK(0)"


@pytest.fixture
def report(sqlite_database: Database) -> Report:
    """Figures that differ from each other, one of everything, and names that a spreadsheet or a browser would run."""
    ledger = Ledger(sqlite_database)
    ledger.plan(
        plan={**PLAN["plan"], "title": "<script>alert(1)</script>"},
        unit=[{"id": "bao", "name": "@Báo"}, PLAN["unit"][1]],
    )
    ledger.channel("facebook")
    ledger.channel("zalo", "zalo")
    post = ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30")
    ledger.post(ledger.item("1a"), "zalo", "2026-10-05T07:30")
    ledger.sample(post, "2026-11-05T08:30", views=1_234_567, reach=8_201, reactions=73, comments=0, platform_clicks=29)
    ledger.sample(None, "2026-11-05T08:30", "facebook", followers=5_431)
    ledger.sample(None, "2026-11-05T08:30", "facebook", window="days_28", reach=66_223)
    ledger.visits(post, "2026-11-05T08:30", 17)
    ledger.activity(audience=311, live=True)
    ledger.failed(post, "2026-11-06T08:30", NASTY)
    return reports.issue(sqlite_database, "cli", "2026")


def figures(value: Any, path: str = "") -> Iterator[tuple[str, int | float | None]]:
    """Every number and every missing one of the JSON, with where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from figures(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from figures(inner, path)
    elif value is None or (isinstance(value, int) and not isinstance(value, bool)):
        yield path, value


def test_the_csv_has_a_cell_for_every_figure(report: Report) -> None:
    text = printed(report, "csv").decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    body = report.body
    for item in (item for task in body["tasks"] for item in task["task_items"]):
        own = [row for row in rows if row["Nội dung"] == item["id"]]
        for channel in item["channels"]:
            of_channel = {
                row["Mã số liệu"]: row for row in own if row["Mã của kênh, loại, tháng, chỉ tiêu"] == channel["channel"]
            }
            for metric, figure in channel["metrics"].items():
                row = of_channel[f"metrics.{metric}"]
                assert row["Giá trị"] == (MISSING if figure["value"] is None else str(figure["value"]))
                assert row["Mức tin cậy"] == figure["mark"].replace("-", "")
                assert (row["Số bài đo được"], row["Trên số bài"]) == (str(figure["measured"]), str(figure["of"]))
                if "max" in figure:
                    assert row["Cao nhất một bài"] == (MISSING if figure["max"] is None else str(figure["max"]))
            for level in ("followers", "channel_reach"):
                assert of_channel[level]["Giá trị"] == str(channel[level]["value"] or MISSING)
    cells = [cell for row in rows for cell in row.values()]
    assert [path for path, figure in figures(body) if figure is not None and str(figure) not in cells] == []
    assert all(note in cells for note in body["notes"])
    assert body["frozen"]["hash"] in cells


def test_no_cell_of_the_csv_is_one_that_a_spreadsheet_runs(report: Report) -> None:
    text = printed(report, "csv").decode().removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))] == []
    assert any(cell.startswith("'@Báo") for cell in cells)
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")


def test_the_html_prints_every_figure_in_vietnamese_numbers(report: Report) -> None:
    seen = words(printed(report, "html").decode())
    for path, figure in figures(report.body):
        if path.endswith(
            (".value", ".max", ".posts", ".items", ".retracted", ".count", ".done", ".views", ".numerator")
        ):
            assert number(figure) in seen, path
    for told in ("1.234.567", "8.201", "66.223", "5.431", "0/1 bài", "1/1 bài", MISSING, "chưa có mẫu số", "Đạt"):
        assert told in seen
    assert "28 ngày, 08:30 ngày 05/11/2026" in seen
    assert "Đã phát hành, số 1" in seen
    assert all(words(note) in seen for note in report.body["notes"])


def test_the_html_needs_nothing_and_runs_nothing(report: Report) -> None:
    text = printed(report, "html").decode()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"\s(?:src|href|action|on\w+)\s*=|@import|url\((?!#)", text)
    assert text.count("<caption>") == text.count("<table>") > 3
    assert all(mark in text for mark in ('lang="vi"', "size: A4", "<h1>"))


def test_every_export_of_an_empty_report_says_that_nothing_is_there(sqlite_database: Database) -> None:
    ledger = Ledger(sqlite_database)
    ledger.plan()
    empty = reports.report(sqlite_database, "2026")
    assert words(printed(empty, "html").decode()).count("Trong kỳ chưa phát sinh.") > 6
    assert MISSING in printed(empty, "csv").decode()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words(text: str) -> str:
    """What a reader sees, in one line."""
    parser = _Words()
    parser.feed(text)
    return " ".join(" ".join(parser.found).split())
