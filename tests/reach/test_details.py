"""The rows behind annexes and charts: each post and activity once, with its figures before the period's end."""

from __future__ import annotations

import pytest

from campaign.desk import reports
from campaign.models import ActivityEvidence
from campaign.reach import details
from campaign.reach.document.listed_annexes import annex_6, annex_7
from campaign.reach.report import Report
from tests.reach.ledger import Ledger


def detailed(ledger: Ledger, period: str = "2026", unit: str = "") -> Report:
    return reports.report(ledger.database, period, unit=unit, detailed=True)


def test_posts_are_listed_with_their_newest_figures_before_the_end(ledger: Ledger) -> None:
    ledger.channel("facebook")
    first = ledger.post(ledger.item("1a"), "facebook", "2026-10-05T07:30", permalink="https://example.vn/1")
    second = ledger.post(ledger.item("1a"), "facebook", "2026-10-06T07:30")
    gone = ledger.post(ledger.item("1a"), "facebook", "2026-10-07T07:30", retracted_at=ledger.clock.now())
    ledger.post(ledger.item("1a"), "facebook", "2026-10-08T07:30")
    for post in (first, gone):
        ledger.sample(post, "2026-10-06T07:30", views=10, reactions=1)
        ledger.sample(post, "2026-10-20T07:30", views=70, reactions=2, shares=3)
        ledger.sample(post, "2026-11-20T07:30", views=900, comments=4)
    ledger.sample(second, "2026-11-20T07:30", views=5)
    listed = detailed(ledger, "2026-10").details["posts"]
    assert listed["of"] == 3
    assert [(row["views"], row["engagement"], row["link"]) for row in listed["rows"]] == [
        (70, 5, "https://example.vn/1"), (None, None, ""), (None, None, ""),
    ]  # fmt: skip
    assert [row["views"] for row in detailed(ledger).details["posts"]["rows"]] == [900, 5, None]


def test_only_those_seen_most_are_listed_and_the_annex_would_say_so(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.channel("facebook")
    for views in (5, 90, 0, 70, None):
        post = ledger.post(ledger.item("1a"), "facebook", "2026-10-05T07:30")
        if views is not None:
            ledger.sample(post, "2026-10-06T07:30", views=views)
    monkeypatch.setattr(details, "LONGEST", 3)
    listed = detailed(ledger).details["posts"]
    assert (listed["of"], [row["views"] for row in listed["rows"]]) == (5, [5, 90, 70])


def test_months_and_kinds_count_what_the_figures_count(ledger: Ledger) -> None:
    ledger.channel("facebook")
    ledger.channel("zalo", "zalo")
    item = ledger.item("1a")
    post = ledger.post(item, "facebook", "2026-10-05T07:30")
    ledger.post(item, "zalo", "2026-11-05T07:30")
    ledger.post(ledger.item("khong-co"), "zalo", "2026-11-06T07:30")
    ledger.sample(post, "2026-10-06T07:30", by_hand=True, views=12)
    plain = reports.report(ledger.database, "2026").details
    assert plain["months"] == [
        {"month": "2026-10", "channel": "facebook", "posts": 1, "views": 12, "mark": "X", "measured": 1},
        {"month": "2026-11", "channel": "zalo", "posts": 1, "views": None, "mark": "-", "measured": 0},
    ]
    assert plain["kinds"] == [{"kind": "tip", "items": 1}]
    assert set(plain) == {"months", "kinds"}


def test_activities_are_listed_with_evidence_and_only_where_they_count(ledger: Ledger) -> None:
    ledger.activity(audience=30, audience_mark="U", place="Hội trường")
    ledger.activity("2b", "loudspeaker_airing", "2026-03-01", airings=4, unit="bao")
    ledger.activity(state="waiting")
    with ledger.database.write() as session:
        for text, name in (("Kế hoạch số 5", ""), ("", "anh.jpg")):
            row = ActivityEvidence(activity_id=1, text=text, name=name, created_at=ledger.clock.now())
            session.add(row)
    listed = detailed(ledger).details["activities"]
    assert (listed["of"], [row["kind"] for row in listed["rows"]]) == (2, ["loudspeaker_airing", "talk_show"])
    assert listed["rows"][1]["evidence"] == ["Kế hoạch số 5", "anh.jpg"]
    assert (listed["rows"][0]["mark"], listed["rows"][1]["mark"]) == ("-", "U")
    assert [row["unit"] for row in detailed(ledger, unit="bao").details["activities"]["rows"]] == ["bao"]


def test_followers_of_the_beginning_stand_beside_those_of_the_end(ledger: Ledger) -> None:
    ledger.channel("facebook")
    ledger.sample(None, "2025-12-01T08:00", "facebook", followers=10)
    ledger.sample(None, "2026-02-01T08:00", "facebook", followers=20)
    ledger.sample(None, "2026-09-01T08:00", "facebook", followers=50)
    assert detailed(ledger).details["first_followers"] == {
        "facebook": {"value": 20, "mark": "Đ", "at": "2026-02-01T01:00:00Z"}
    }


def test_a_letterhead_is_data_and_names_no_person(ledger: Ledger) -> None:
    ledger.plan(
        report=[
            {"unit": "bao", "superior": "Tỉnh ủy", "symbol": "BC-B", "place": "Vị Thanh", "signatory": "Tổng biên tập"}
        ],
        deadline=[{"id": "D", "text": "Hạn", "from": ["bao"], "to": "dai"}],
    )  # fmt: skip
    told = detailed(ledger, unit="bao").names["letterhead"]
    assert told == {
        "superior": "Tỉnh ủy", "body": "Báo", "symbol": "BC-B", "place": "Vị Thanh", "to": ["Đài"],
        "copies": ["Như trên", "Lưu: VT."], "signatory": "Tổng biên tập",
    }  # fmt: skip
    assert detailed(ledger).names["letterhead"]["place"] == "…"


def test_annexes_add_up_all_activities_not_those_that_are_listed(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(details, "LONGEST", 1)
    for day, columns in enumerate(({"airings": 3, "place": "Xã A"}, {"airings": 4, "place": "Xã B"}, {}), 1):
        ledger.activity("2b", "loudspeaker_airing", f"2026-10-0{day}", **columns)
    ledger.activity("2b", "sms_wave", "2026-10-09", audience=900, audience_mark="U", unit="bao")
    made = detailed(ledger)
    assert made.details["evidenced"] == {"2b": {"with": 0, "of": 4}}
    rows = [{key: cell.text for key, cell in row.items()} for row in annex_6(made).tables[0].rows]
    assert [(row["don_vi"], row["noi"], row["tin"], row["luot"], row["phut"], row["sms"]) for row in rows] == [
        ("Báo", "0", "0", "0", "0", "900 U"), ("Đài", "2", "3", "7", "không có số liệu", "0"),
    ]  # fmt: skip


def test_schools_are_read_from_what_was_written_and_nothing_is_guessed(ledger: Ledger) -> None:
    ledger.activity("1a", "school_programme", "2026-10-01", place="Trường THCS và THPT Hòa An", title="Kỹ năng (T04a)")
    ledger.activity("1a", "school_programme", "2026-10-02", place="Trường Lê Lợi", title="Nói chuyện")
    rows = [{key: cell.text for key, cell in row.items()} for row in annex_7(detailed(ledger)).tables[0].rows]
    assert [(row["cap"], row["t04a"], row["t04b"]) for row in rows] == [
        ("THCS, THPT", "Có", "không ghi"), ("không ghi", "không ghi", "không ghi"),
    ]  # fmt: skip
