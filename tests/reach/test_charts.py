"""Charts: pure functions from figures to pictures that carry text, a name, a description and a table."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from campaign.db import Database
from campaign.desk import reports
from campaign.reach.charts import Chart, charts, draw
from campaign.reach.charts.drawn import NotDrawn, forget_drawings
from campaign.reach.charts.style import HATCHES, SHADES, patterns
from campaign.reach.report import Report
from campaign.reach.wording import MISSING, share, short
from tests.reach.ledger import Ledger

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def report(sqlite_database: Database) -> Report:
    ledger = Ledger(sqlite_database)
    ledger.plan()
    ledger.channel("facebook")
    ledger.channel("zalo", "zalo")
    first = ledger.post(ledger.item("1a"), "facebook", "2026-09-05T07:30")
    second = ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30")
    ledger.post(ledger.item("1a"), "zalo", "2026-10-05T07:30")
    ledger.sample(first, "2026-09-06T07:30", views=12_600, reach=8_201)
    ledger.sample(second, "2026-11-06T07:30", views=1_200)
    ledger.activity(audience=30)
    return reports.report(sqlite_database, "2026")


def by_key(report: Report) -> dict[str, Chart]:
    return {chart.key: chart for chart in charts(report)}


def test_views_stand_by_month_and_channel_and_a_gap_is_no_zero(report: Report) -> None:
    chart = by_key(report)["luot-xem"]
    assert chart.columns == ("Tháng", "Kênh facebook", "Kênh zalo")
    assert chart.rows == (
        ("09/2026", 12_600, "không có bài"), ("10/2026", "không có bài", None), ("11/2026", 1_200, "không có bài"),
    )  # fmt: skip
    assert chart.printed[1] == ["10/2026", "không có bài", MISSING]
    assert "tháng 09/2026, 12.600 lượt xem" in chart.description


def test_reach_is_the_highest_of_one_post_with_its_coverage(report: Report) -> None:
    assert by_key(report)["tiep-can"].rows == (("Kênh facebook", 8_201, 1, 2), ("Kênh zalo", None, 0, 1))


def test_posts_and_activities_are_counted_apart(report: Report) -> None:
    made = by_key(report)
    assert made["theo-noi-dung"].rows[:2] == (("1a", 3, 0), ("1c", 0, 1))
    assert made["theo-loai"].rows == (("Mẹo", 3), ("Giao lưu, tọa đàm", 1))


def test_a_target_that_nobody_can_judge_has_no_bar(report: Report) -> None:
    rows = by_key(report)["chi-tieu"].rows
    assert ("T04a", 80, "chưa có mẫu số", "Chưa đủ căn cứ") in rows
    assert all(bar["value"] is None for bar in by_key(report)["chi-tieu"].spec["data"]["values"])


def test_a_report_without_anything_draws_no_empty_picture(ledger: Ledger) -> None:
    assert [chart.key for chart in charts(reports.report(ledger.database, "2026"))] == ["chi-tieu"]


def test_a_drawing_names_itself_keeps_its_text_and_needs_nothing(report: Report) -> None:
    for narrow in (False, True):
        for key, picture in draw(charts(report, narrow=narrow)).items():
            root = ElementTree.fromstring(picture)
            assert root.attrib["role"] == "img"
            assert [root.find(f"{SVG}title"), root.find(f"{SVG}desc")].count(None) == 0
            assert root.attrib["aria-labelledby"] == f"{key}{'-hep' * narrow}-ten {key}{'-hep' * narrow}-ta"
            assert float(root.attrib["viewBox"].split()[2]) <= (360 if narrow else 620)
            text = picture.decode()
            assert text.count("aria-") == text.count("role=") == 1
            assert not re.search(r"style=|<script|<image|href|https?://(?!www\.w3\.org)", text)
    words = " ".join(ElementTree.fromstring(draw(charts(report))["tiep-can"]).itertext())
    assert "Kênh facebook: 8.201 (đo 1/2 bài)" in words
    assert f"Kênh zalo: {MISSING} (1 bài)" in words


def test_numbers_on_axes_and_columns_are_vietnamese(report: Report) -> None:
    words = " ".join(ElementTree.fromstring(draw(charts(report))["luot-xem"]).itertext())
    assert "12,6 nghìn" in words
    assert "5.000" in words
    assert "–" in words  # October: posted, not measured


def test_neighbours_differ_without_colour() -> None:
    assert len({*HATCHES}) == len(HATCHES) == len(SHADES)
    light = [sum(w * int(shade[at : at + 2], 16) for w, at in ((3, 1), (6, 3), (1, 5))) / 10 for shade in SHADES]
    assert all(abs(one - other) > 25 for one, other in pairwise(light))
    assert patterns("a").count("<pattern") == len(SHADES)


def test_a_chart_is_drawn_once_and_again_where_it_changed(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_drawings()
    first = draw(charts(report))
    monkeypatch.setattr(sys, "executable", "/khong-co")
    assert draw(charts(report)) == first
    with pytest.raises(NotDrawn):
        draw(charts(report), "png")


def test_nothing_of_the_drawing_library_is_loaded_here() -> None:
    loaded = "import sys, json, campaign.reach.charts, campaign.reach.document, campaign.reach.exports; "
    heavy = (
        "print(json.dumps([n for n in ('vl_convert', 'docx', 'docxtpl', 'typst', 'xlsxwriter') if n in sys.modules]))"
    )
    assert (
        json.loads(subprocess.run([sys.executable, "-c", loaded + heavy], capture_output=True, check=True).stdout) == []
    )


def test_the_process_that_draws_starts_without_what_knows_the_database() -> None:
    asked = "import sys, campaign.reach.charts.drawing; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (9_999, "9.999"), (12_600, "12,6 nghìn"), (10_000, "10 nghìn"), (999_949, "999,9 nghìn"),
     (999_950, "1 triệu"), (1_234_567, "1,2 triệu")],
)  # fmt: skip
def test_short_numbers(value: int, said: str) -> None:
    assert short(value) == said


def test_a_share_is_never_rounded_up_to_what_was_not_reached() -> None:
    target = {"numerator": 7999, "denominator": 10_000, "operator": "gt"}
    assert share(target) == "7.999/10.000 = 79,9%"
