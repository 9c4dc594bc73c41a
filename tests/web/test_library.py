"""The library's pages over HTTP: search, filters in the address, what is done with many items, and one item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import col
from starlette.datastructures import QueryParams

from campaign.db import Database
from campaign.models import Delivery, Item
from campaign.settings import Settings
from campaign.web.library.asked import Asked, read_asked
from tests.conftest import START
from tests.filled import Filled
from tests.web import shelf
from tests.web.conftest import Served, serving

FOUND = {"hx-request": "true", "hx-target": "found"}


@pytest.fixture
def library(sqlite_database: Database, settings: Settings, filled: Filled) -> Iterator[Served]:
    filled(sqlite_database, shelf.fill)
    with serving(sqlite_database, replace(settings, approvals=1)) as running:
        yield running


def _slugs(page: httpx.Response) -> list[str]:
    assert page.status_code == 200, page.text
    return re.findall(r'name="item" value="([^"]+)"', page.text)


def test_an_address_is_read_kindly_and_written_back_whole() -> None:
    asked = read_asked(QueryParams("q=ma+otp&kind=tip&state=odd&use=30&tag=&page=3&more=x"))
    assert asked == Asked(q="ma otp", kind="tip", use="30", page=3)
    assert asked.address == "/library?q=ma+otp&kind=tip&use=30&page=3"
    for odd in ("page=0", "page=-4", "page=²", "page=99999999", "use=0", "use=4000", "use=²", "q=%00"):
        assert read_asked(QueryParams(odd)) == Asked(), odd


def test_the_list_holds_everything_but_the_archive_the_latest_edited_first(library: Served) -> None:
    with library.client("editor") as client:
        slugs = _slugs(client.get("/library"))
    assert slugs == [slug for slug in reversed(shelf.SAID) if slug != "kho-cu"]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("q=Đất+đai", ["dat-dai", "dat-dai-2"]),
        ("q=dat+dai", ["dat-dai-2", "dat-dai"]),
        ("q=đường", ["duong-day-nong", "duong-lay"]),
        ("q=dat+dai&state=approved", ["dat-dai"]),
        ("kind=tip", ["sao-luu", "khong-doc-otp"]),
        ("task=1đ", ["duong-lay"]),
        ("unit=bao", ["duong-day-nong"]),
        ("audience=người+cao+tuổi", ["duong-day-nong"]),
        ("tag=lừa-đảo", ["dat-dai", "duong-day-nong"]),
        ("state=approved", ["khong-doc-otp", "dat-dai", "duong-day-nong"]),
        ("state=submitted", ["sao-luu"]),
        ("state=archived", ["kho-cu"]),
        ("state=draft", ["duong-lay", "dat-dai-2"]),
        ("use=never&kind=article", ["dat-dai-2", "dat-dai"]),
        ("use=used", ["khong-doc-otp", "duong-day-nong"]),
        ("use=7", ["duong-day-nong"]),
        ("q=***", []),
    ],
)
def test_every_filter_narrows_the_list(library: Served, query: str, slugs: list[str]) -> None:
    with library.client("editor") as client:
        assert _slugs(client.get(f"/library?{query}")) == slugs


def test_a_row_says_where_it_was_used_last_and_what_comes_next(library: Served) -> None:
    with library.client("editor") as client:
        page = client.get("/library?q=otp").text
    assert "Đã duyệt" in page
    assert "Kênh YouTube của Đài" in page
    assert "07:00 02/12/2026" in page


def test_what_is_typed_asks_for_the_list_alone_and_puts_its_address_in_place(library: Served) -> None:
    with library.client("editor") as client:
        part = client.get("/library", params={"q": "dat dai", "kind": "", "state": ""}, headers=FOUND)
    assert part.headers["hx-replace-url"] == "/library?q=dat+dai"
    assert "<html" not in part.text
    assert 'id="count" hx-swap-oob="innerHTML"' in part.text
    assert len(part.content) < 12_000


def test_nothing_found_says_what_to_do(library: Served) -> None:
    with library.client("reporter") as client:
        assert "gõ không dấu" in client.get("/library?q=khongcodau").text
        assert 'href="/library?q=khongcodau&amp;state=archived"' in client.get("/library?q=khongcodau").text
        assert "Về trang đầu" in client.get("/library?page=7").text


def test_a_person_of_one_unit_sees_their_own_and_what_belongs_to_nobody(library: Served) -> None:
    with library.client("editor", unit="dai") as client:
        assert "duong-day-nong" not in _slugs(client.get("/library"))
        assert _slugs(client.get("/library?q=đường")) == ["duong-lay"]
        assert client.get("/library/duong-lay").status_code == 200
        foreign, unknown = client.get("/library/duong-day-nong"), client.get("/library/khong-co")
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.text == unknown.text.replace("khong-co", "duong-day-nong")
        # Used on another unit's channel: for this person it was used on the channel of their own only.
        assert _slugs(client.get("/library?use=used")) == ["khong-doc-otp"]


def test_a_tag_is_put_on_many_items_and_each_one_tells(library: Served) -> None:
    with library.client("reporter") as client:
        form = {"item": ["sao-luu", "dat-dai", "khong-co"], "name": "tết 2027", "next": "/library?kind=tip"}
        done = client.post("/library/tags", data=form)
        assert done.status_code == 200
        assert "Đã làm 2/3 mục" in done.text
        assert "Không có mục này." in done.text
        assert 'href="/library?kind=tip"' in done.text
        assert set(_slugs(client.get("/library?tag=tết 2027"))) == {"sao-luu", "dat-dai"}
        assert "dat-dai" in _slugs(client.get("/library?state=draft"))
        client.post("/library/tags", data=form | {"remove": "yes"})
        assert _slugs(client.get("/library?tag=tết 2027")) == []


def test_many_items_are_scheduled_at_chosen_times_and_unapproved_ones_are_told(library: Served) -> None:
    form = {
        "item": ["dat-dai", "sao-luu"], "channel": ["rss"], "when": "exact", "on": "2026-12-05", "at": "08:00",
        "apart": "60",
    }  # fmt: skip
    with library.client("editor") as client:
        done = client.post("/library/schedule", data=form)
    assert "Đã làm 2/2 mục" in done.text
    assert done.text.count("Chưa duyệt: đến giờ sẽ bị giữ") == 1
    with library.database.read() as session:
        query = sa.select(col(Delivery.due_at)).where(col(Delivery.due_at) > START + timedelta(days=3))
        times = session.scalars(query.order_by(col(Delivery.due_at))).all()
    assert times == [START + timedelta(days=4, hours=1), START + timedelta(days=4, hours=2)]


def test_the_archive_takes_and_gives_back(library: Served) -> None:
    with library.client("editor") as client:
        assert "Đã lưu kho." in client.post("/library/archive", data={"item": ["sao-luu", "khong-doc-otp"]}).text
        assert set(_slugs(client.get("/library?state=archived"))) == {"kho-cu", "sao-luu"}
        assert "Đã đưa ra khỏi kho." in client.post("/library/unarchive", data={"item": ["kho-cu"]}).text
    with library.database.read() as session:
        assert session.scalars(sa.select(Item).where(col(Item.slug) == "kho-cu")).one().state == "draft"


def test_a_wish_without_anything_chosen_is_a_sentence(library: Served) -> None:
    with library.client("editor") as client:
        nothing = client.post("/library/archive")
        assert (nothing.status_code, "Hãy chọn ít nhất một mục." in nothing.text) == (400, True)
        no_time = client.post("/library/schedule", data={"item": ["dat-dai"], "channel": ["rss"], "when": "exact"})
        assert (no_time.status_code, "ngày và giờ" in no_time.text) == (400, True)


def test_an_item_tells_what_it_says_who_said_yes_and_where_it_was(library: Served) -> None:
    with library.client("editor") as client:
        page = client.get("/library/duong-day-nong").text
        coming = client.get("/library/khong-doc-otp").text
    for words in (
        "<strong>đe dọa</strong>", "bien-tap@example.vn", "người cao tuổi", "https://facebook.example/bai/3",
        "<b>12.645</b> lượt xem", "không có số liệu", "Bản riêng: Báo Hậu Giang trên Facebook",
        "/library/duong-day-nong/edit", "/library/duong-day-nong/versions",
    ):  # fmt: skip
        assert words in page, words
    assert "Chờ duyệt" in coming
    assert "Xem, dời, hủy" in coming


def test_an_item_with_hostile_words_runs_nothing(library: Served) -> None:
    with library.client("reporter") as client:
        made = client.post(
            "/library/tags", data={"item": ["sao-luu"], "name": '"><script>alert(1)</script>'}, follow_redirects=False
        )
        for page in (made, client.get("/library?q=<script>alert(1)</script>"), client.get("/library/sao-luu")):
            assert "<script>alert" not in page.text
