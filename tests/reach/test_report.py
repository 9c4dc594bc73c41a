"""A known set of posts with known engagement gives exactly these figures, coverage, marks and nulls."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.desk import reports
from campaign.errors import Mistake, NotFound
from campaign.models import Channel, Click
from tests.reach.ledger import Ledger, moment, under

MISSING = {"value": None, "mark": "-", "measured": 0}


def a_known_set(ledger: Ledger) -> None:
    """Two items on two channels: three posts are up, one of them measured twice, one not at all; one is taken down."""
    ledger.channel("facebook")
    ledger.channel("zalo", "zalo")
    one, two = ledger.item("1a"), ledger.item("1a", "1c")
    first = ledger.post(one, "facebook", "2026-10-05T07:30")
    second = ledger.post(two, "facebook", "2026-11-05T07:30")
    ledger.post(one, "zalo", "2026-11-06T07:30")
    gone = ledger.post(two, "zalo", "2026-11-07T07:30", retracted_at=ledger.clock.now())
    ledger.sample(first, "2026-10-05T08:30", views=40, reach=30)
    ledger.sample(first, "2026-10-06T07:30", views=700, reach=310, reactions=12, comments=0)
    ledger.sample(second, "2026-11-05T08:30", views=500, reach=200)
    ledger.sample(gone, "2026-11-07T08:30", views=10_000, reach=9_000)
    ledger.visits(first, "2026-10-05T09:00", 3)
    ledger.visits(first, "2026-10-05T09:01", 4)
    ledger.visits(gone, "2026-11-07T09:00", 50)


def test_a_known_set_gives_exactly_its_figures(ledger: Ledger) -> None:
    a_known_set(ledger)
    assert ledger.under("1a") == {
        "id": "1a", "title": "Đăng tin", "lead": ["bao", "dai"],
        "published": {"items": 2, "posts": 3, "retracted": 1},
        "channels": [
            {
                "channel": "facebook", "platform": "facebook", "posts": 2,
                "metrics": {
                    "views": {"value": 1200, "mark": "Đ", "measured": 2, "of": 2},
                    "reactions": {"value": 12, "mark": "Đ", "measured": 1, "of": 2},
                    "comments": {"value": 0, "mark": "Đ", "measured": 1, "of": 2},
                    "shares": {**MISSING, "of": 2},
                    "clicks": {"value": 7, "mark": "Đ", "measured": 2, "of": 2},
                    "reach": {"value": None, "mark": "-", "measured": 2, "of": 2, "max": 310},
                },
                "followers": {"value": None, "mark": "-", "at": None},
                "channel_reach": {"value": None, "window": None, "mark": "-", "at": None},
            },
            {
                "channel": "zalo", "platform": "zalo", "posts": 1,
                "metrics": {
                    **{metric: {**MISSING, "of": 1} for metric in ("views", "reactions", "comments", "shares")},
                    "clicks": {"value": 0, "mark": "Đ", "measured": 1, "of": 1},
                    "reach": {**MISSING, "of": 1, "max": None},
                },
                "followers": {"value": None, "mark": "-", "at": None},
                "channel_reach": {"value": None, "window": None, "mark": "-", "at": None},
            },
        ],
        "activities": [],
        "months": [{"month": "2026-10", "posts": 1, "views": 700}, {"month": "2026-11", "posts": 2, "views": 500}],
    }  # fmt: skip


def test_the_report_has_the_contracts_shape_and_every_task_item_in_the_plans_order(ledger: Ledger) -> None:
    report = ledger.report()
    assert list(report) == [
        "plan", "period", "unit", "generated_at", "frozen", "tasks", "targets", "uncertain", "notes",
    ]  # fmt: skip
    assert report["period"] == {"from": "2026-01-01", "to": "2026-12-31"}
    assert (report["plan"], report["unit"], report["frozen"]) == ("thu", None, None)
    assert report["generated_at"] == "2026-12-01T00:00:00Z"
    assert [[item["id"] for item in task["task_items"]] for task in report["tasks"]] == [
        ["1a", "1c", "1d", "1đ", "1e"], ["2b"],
    ]  # fmt: skip
    empty = under(report, "1đ")
    assert empty["published"] == {"items": 0, "posts": 0, "retracted": 0}
    assert empty["channels"] == empty["activities"] == empty["months"] == []
    assert "minimum" not in empty


@pytest.mark.parametrize("columns", [{"part": "text"}, {"state": "failed"}, {"state": "cancelled"}])
def test_parts_and_what_did_not_go_out_are_no_posts(ledger: Ledger, columns: dict[str, Any]) -> None:
    ledger.channel("facebook")
    ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30", **columns)
    assert ledger.under("1a")["published"] == {"items": 0, "posts": 0, "retracted": 0}


def test_an_uncertain_one_is_told_and_not_counted(ledger: Ledger) -> None:
    ledger.channel("facebook")
    ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30", state="uncertain", published_at=None)
    report = ledger.report()
    assert (report["uncertain"], ledger.report("2026-10")["uncertain"]) == (1, 0)
    assert under(report, "1a")["published"]["posts"] == 0
    assert any("chưa rõ kết quả" in note for note in report["notes"])


def test_an_item_counts_under_its_first_task_else_under_its_channels(ledger: Ledger) -> None:
    ledger.channel("facebook", task="1a")
    ledger.channel("nowhere", task="")
    for item in (ledger.item("1đ", "1a"), ledger.item()):
        ledger.post(item, "facebook", "2026-11-05T07:30")
    ledger.post(ledger.item(), "nowhere", "2026-11-05T07:30")
    ledger.post(ledger.item("9z"), "nowhere", "2026-11-05T07:30")
    report = ledger.report()
    assert {item: under(report, item)["published"]["posts"] for item in ("1a", "1đ", "2b")} == {
        "1a": 1, "1đ": 1, "2b": 0,
    }  # fmt: skip
    assert any(note.startswith("2 bài đã đăng không thuộc") for note in report["notes"])


@pytest.mark.parametrize(("at", "inside"), [
    ("2026-10-31T23:59:59.999999", False), ("2026-11-01T00:00", True),
    ("2026-11-30T23:59:59.999999", True), ("2026-12-01T00:00", False),
])  # fmt: skip
def test_a_month_is_half_open_at_local_midnight(ledger: Ledger, at: str, inside: bool) -> None:
    ledger.channel("facebook")
    post = ledger.post(ledger.item("1a"), "facebook", at)
    ledger.sample(post, at, views=5)
    month, year = ledger.under("1a", "2026-11"), ledger.under("1a", "2026")
    assert month["published"]["posts"] == inside
    assert [row["month"] for row in month["months"]] == (["2026-11"] if inside else [])
    assert [row["month"] for row in year["months"]] == [at[:7]]


def test_the_newest_sample_before_the_periods_end_counts(ledger: Ledger) -> None:
    """Also when others came later, out of order, or for one metric only."""
    ledger.channel("facebook")
    post = ledger.post(ledger.item("1a"), "facebook", "2026-11-28T07:30")
    ledger.sample(post, "2026-11-30T23:59:59", views=90, reach=70)
    ledger.sample(post, "2026-11-29T07:30", views=60, shares=2)
    ledger.sample(post, "2026-12-01T00:00", views=400, reach=300, comments=9)
    november, year = ledger.on("facebook", period="2026-11")["metrics"], ledger.on("facebook")["metrics"]
    assert {metric: november[metric]["value"] for metric in ("views", "shares", "comments")} == {
        "views": 90, "shares": 2, "comments": None,
    }  # fmt: skip
    assert (november["reach"]["max"], november["reach"]["measured"]) == (70, 1)
    assert {metric: year[metric]["value"] for metric in ("views", "shares", "comments")} == {
        "views": 400, "shares": 2, "comments": 9,
    }  # fmt: skip
    assert ledger.under("1a", "2026-11")["months"] == [{"month": "2026-11", "posts": 1, "views": 90}]


def test_of_two_samples_of_one_moment_the_one_written_later_counts(ledger: Ledger) -> None:
    ledger.channel("facebook")
    post = ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30")
    for views in (8, 5):
        ledger.sample(post, "2026-11-05T08:30", views=views)
    assert ledger.on("facebook")["metrics"]["views"]["value"] == 5
    ledger.sample(post, "2026-12-05T08:30", views=99)
    assert ledger.on("facebook", period="2026-11")["metrics"]["views"]["value"] == 5


@pytest.mark.parametrize("period", ["2026", "2026-11"])
def test_a_sum_with_a_figure_by_hand_is_marked_x(ledger: Ledger, period: str) -> None:
    ledger.channel("facebook")
    one, two = (ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30") for _ in range(2))
    ledger.sample(one, "2026-11-05T08:30", views=5, shares=1)
    ledger.sample(two, "2026-11-05T08:30", views=7, by_hand=True)
    ledger.sample(one, "2026-12-05T08:30", comments=1)
    metrics = ledger.on("facebook", period=period)["metrics"]
    assert metrics["views"] == {"value": 12, "mark": "X", "measured": 2, "of": 2}
    assert metrics["shares"] == {"value": 1, "mark": "Đ", "measured": 1, "of": 2}


def test_an_adopted_post_counts_and_its_visits_are_not_known(ledger: Ledger) -> None:
    ledger.channel("youtube", "manual")
    ours, theirs = ledger.item("1a"), ledger.item("1a")
    ledger.post(theirs, "youtube", "2026-11-05T07:30", linked=False, created_by="adopt")
    assert ledger.on("youtube")["metrics"]["clicks"] == {**MISSING, "of": 1}
    ledger.visits(ledger.post(ours, "youtube", "2026-11-05T07:30"), "2026-11-05T08:00", 2)
    assert ledger.on("youtube")["metrics"]["clicks"] == {"value": 2, "mark": "Đ", "measured": 1, "of": 2}


def test_a_platforms_own_clicks_are_a_metric_of_their_own(ledger: Ledger) -> None:
    ledger.channel("facebook")
    post = ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30")
    ledger.sample(post, "2026-11-05T08:30", platform_clicks=9)
    metrics = ledger.on("facebook")["metrics"]
    assert metrics["platform_clicks"] == {"value": 9, "mark": "Đ", "measured": 1, "of": 1}
    assert metrics["clicks"]["value"] == 0


def test_visits_count_until_the_periods_end(ledger: Ledger) -> None:
    ledger.channel("facebook")
    post = ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30")
    ledger.visits(post, "2026-11-30T23:59", 2)
    ledger.visits(post, "2026-12-01T00:00", 5)
    assert ledger.on("facebook", period="2026-11")["metrics"]["clicks"]["value"] == 2
    assert ledger.on("facebook")["metrics"]["clicks"]["value"] == 7


def test_levels_are_the_newest_of_the_period_and_stand_also_without_posts(ledger: Ledger) -> None:
    ledger.channel("facebook")
    ledger.channel("silent")
    for at, followers in (("2026-10-31T23:00", 90), ("2026-11-02T01:00", 100), ("2026-12-01T00:00", 500)):
        ledger.sample(None, at, "facebook", followers=followers)
    ledger.sample(None, "2026-11-20T01:00", "facebook", window="days_28", reach=2100)
    shown = ledger.on("facebook", period="2026-11")
    assert shown["posts"] == 0
    assert shown["followers"] == {"value": 100, "mark": "Đ", "at": "2026-11-01T18:00:00Z"}
    assert shown["channel_reach"] == {
        "value": 2100, "window": "days_28", "mark": "Đ", "at": "2026-11-19T18:00:00Z",
    }  # fmt: skip
    assert [each["channel"] for each in ledger.under("1a", "2026-11")["channels"]] == ["facebook"]
    assert ledger.under("1a", "2026-09")["channels"] == []


def test_reports_of_units_add_up_to_the_whole(ledger: Ledger) -> None:
    """An item's own unit goes before its channel's."""
    ledger.channel("facebook", unit="bao")
    ledger.channel("song", unit="dai")
    for unit, channel in (("", "facebook"), ("dai", "facebook"), ("", "song"), ("bao", "song")):
        post = ledger.post(ledger.item("1a", unit=unit), channel, "2026-11-05T07:30")
        ledger.sample(post, "2026-11-05T08:30", views=10 if channel == "facebook" else 1)
    whole, *units = (ledger.under("1a", unit=unit) for unit in ("", "bao", "dai"))
    assert whole["published"]["posts"] == 4
    assert [each["published"]["posts"] for each in units] == [2, 2]
    assert [each["months"][0]["views"] for each in (whole, *units)] == [22, 11, 11]
    with pytest.raises(NotFound, match="bao, dai"):
        ledger.report(unit="khong-co")


def test_failed_collections_are_told_with_dates_channel_and_reason(ledger: Ledger) -> None:
    ledger.channel("facebook")
    one, two = (ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30") for _ in range(2))
    ledger.sample(one, "2026-11-11T08:30", views=5)
    ledger.failed(one, "2026-11-12T08:00", "lỗi kết nối")
    ledger.failed(two, "2026-11-14T08:00", "lỗi kết nối")
    [note] = [note for note in ledger.report()["notes"] if note.startswith("Không lấy được số liệu")]
    assert note == (
        "Không lấy được số liệu của 2 bài trên Kênh facebook từ ngày 12/11/2026 đến 14/11/2026 (lỗi kết nối); "
        "giá trị gần nhất ngày 11/11/2026."
    )
    metrics = ledger.on("facebook")["metrics"]
    assert (metrics["views"]["measured"], metrics["views"]["of"]) == (1, 2)


def test_after_the_plans_end_every_report_says_so_and_lapsed_names_are_told(ledger: Ledger) -> None:
    ledger.plan(
        plan={"id": "cu", "title": "Cũ", "number": "121/KH", "period": {"from": "2021-01-01", "to": "2025-12-31"}},
        unit=[
            {"id": "bao", "name": "Báo", "valid_to": "2025-06-30", "successor": "moi"},
            {"id": "dai", "name": "Đài", "valid_to": "2025-06-30"},
            {"id": "moi", "name": "Báo và Đài"},
        ],
    )
    for period in ("2026", "2021"):
        assert any("121/KH đã kết thúc ngày 31/12/2025" in note for note in ledger.report(period)["notes"])
    told = [note for note in ledger.report("2026")["notes"] if "mang tên này" in note]
    assert told == [
        "Báo (bao) mang tên này đến hết ngày 30/06/2025; đơn vị kế thừa: Báo và Đài (moi).",
        "Đài (dai) mang tên này đến hết ngày 30/06/2025; kế hoạch chưa nêu đơn vị kế thừa.",
    ]
    assert [note for note in ledger.report("2024")["notes"] if "mang tên này" in note] == []


def test_a_year_of_reorganisation_adds_up_over_both_names(ledger: Ledger) -> None:
    ledger.channel("facebook", unit="bao")
    ledger.channel("facebook-moi", unit="dai")
    ledger.post(ledger.item("1a"), "facebook", "2026-06-30T23:59")
    ledger.post(ledger.item("1a"), "facebook-moi", "2026-07-01T00:00")
    assert [ledger.under("1a", unit=unit)["published"]["posts"] for unit in ("", "bao", "dai")] == [2, 1, 1]


@pytest.mark.parametrize(("period", "from_on", "to_on"), [
    ("2026", "2026-01-01", "2026-12-31"), ("2026-Q4", "2026-10-01", "2026-12-31"), ("", "2026-01-01", "2026-12-31"),
    ("2026-Q1", "2026-01-01", "2026-03-31"), ("2028-02", "2028-02-01", "2028-02-29"),
])  # fmt: skip
def test_periods_are_years_quarters_and_months(ledger: Ledger, period: str, from_on: str, to_on: str) -> None:
    assert ledger.report(period)["period"] == {"from": from_on, "to": to_on}


def test_from_and_to_include_both_days(ledger: Ledger) -> None:
    ledger.channel("facebook")
    for at in ("2026-03-01T23:59", "2026-03-02T00:00", "2026-03-04T23:59", "2026-03-05T00:00"):
        ledger.post(ledger.item("1a"), "facebook", at)
    body = reports.report(ledger.database, from_text="2026-03-02", to_text="2026-03-04").body
    assert under(body, "1a")["published"]["posts"] == 2


@pytest.mark.parametrize("asked", [
    {"period": "2026-13"}, {"period": "2026-00"}, {"period": "2026-Q5"}, {"period": "nay"}, {"period": "1812"},
    {"from_text": "2026-01-01"}, {"to_text": "2026-01-01"}, {"from_text": "2026-02-30", "to_text": "2026-03-01"},
    {"from_text": "2026-03-02", "to_text": "2026-03-01"}, {"from_text": "2001-01-01", "to_text": "2026-03-01"},
    {"period": "2026", "from_text": "2026-01-01", "to_text": "2026-03-01"},
])  # fmt: skip
def test_a_period_that_cannot_be_is_told_in_a_sentence(ledger: Ledger, asked: dict[str, str]) -> None:
    with pytest.raises(Mistake):
        reports.report(ledger.database, **asked)


def test_loads_of_columns_on_other_sites_are_a_figure_of_their_own_under_the_plans_outlet(ledger: Ledger) -> None:
    outlet = {"id": "cong", "name": "Cổng", "serve": "widget", "task_items": ["1c"]}
    ledger.plan(outlet=[outlet])
    ledger.channel("rss", "rss")
    with ledger.database.write() as session:
        session.get_one(Channel, "rss").options = {"path": "tin"}
        for code, at, count in (
            ("tin", "2026-11-05", 40),
            ("tin/tag/otp", "2026-11-06", 2),
            ("tin", "2025-11-05", 900),
        ):
            session.add(Click(code=f"embed:{code}", minute=moment(f"{at}T07:00"), count=count))
        session.add(Click(code="embed:la", minute=moment("2026-11-05T07:00"), count=5000))
    [note] = [note for note in ledger.report()["notes"] if "nhúng" in note]
    assert note.startswith("1c: cột tin nhúng trên cổng, trang khác được tải 42 lần trong kỳ (mức Đ")
    assert not [note for note in ledger.report(unit="dai")["notes"] if "nhúng" in note]
    assert not [note for note in ledger.report("2027")["notes"] if "nhúng" in note]
