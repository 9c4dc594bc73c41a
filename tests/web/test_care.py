"""Old items, the days ahead, columns for other sites and the stored files, as people see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from campaign.db import Database
from campaign.library.fields import ItemFields
from campaign.library.revisions import create, revise
from campaign.media.store import MediaStore
from campaign.models import AuditEntry, Click, Feed, Item, MediaRow, Revision, SpecialDay
from campaign.settings import Settings
from tests.conftest import START
from tests.filled import Filled
from tests.web import newsroom, seed
from tests.web.conftest import Served, serving

DAY = timedelta(days=1)
TODAY = START.date()


def furnish(session: Session, now: datetime) -> None:
    newsroom.furnish(session, now)
    for role in ("reporter", "editor", "manager"):
        seed.add_person(session, now, role)
    newsroom.add_item(session, now, "cu", approved=True, title="Số đường dây nóng", review_by=TODAY - 3 * DAY)
    newsroom.add_item(session, now, "sap", title="Địa chỉ phản ánh", review_by=TODAY + 9 * DAY)
    newsroom.add_item(session, now, "xa", title="Sao lưu 3-2-1", review_by=TODAY + 90 * DAY)


@pytest.fixture
def desk(sqlite_database: Database, settings: Settings, filled: Filled) -> Iterator[Served]:
    filled(sqlite_database, furnish)
    with serving(sqlite_database, settings) as running:
        yield running


def token(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def test_an_item_past_its_review_is_listed_and_one_button_moves_its_day_on(desk: Served) -> None:
    with desk.client("editor") as client:
        page = client.get("/evergreen").text
        assert page.index("Số đường dây nóng") < page.index("Địa chỉ phản ánh")
        assert "Sao lưu 3-2-1" not in page
        sent = client.post("/evergreen/cu", data={"csrf": token(page), "revision": "1"})
        assert sent.headers["location"] == "/evergreen?done=reviewed"
        assert "Số đường dây nóng" not in client.get("/evergreen").text
    with desk.database.read() as session:
        item = session.exec(select(Item).where(Item.slug == "cu")).one()
        revision = session.exec(select(Revision).where(Revision.item_id == item.id, Revision.number == 2)).one()
        assert revision.review_by == TODAY + 180 * DAY
        assert revision.content_sha256 == item.content_sha256  # so what was approved is approved still
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "item.review")).all()) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"until": "2020-01-01"}, 400), ({"until": "2099-01-01"}, 400), ({"until": "x"}, 422), ({"revision": "7"}, 409)],
)
def test_a_day_that_cannot_be_and_a_page_grown_old_change_nothing(
    desk: Served, fields: dict[str, str], status: int
) -> None:
    with desk.client("editor") as client:
        data = {"csrf": token(client.get("/evergreen").text), "revision": "1", **fields}
        assert client.post("/evergreen/cu", data=data).status_code == status
    with desk.database.read() as session:
        assert session.exec(select(Item).where(Item.slug == "cu")).one().revision == 1


def test_a_reporter_reads_the_list_and_has_no_button(desk: Served) -> None:
    with desk.client("reporter") as client:
        page = client.get("/evergreen").text
        assert "Số đường dây nóng" in page
        assert "lùi hạn xem lại" not in page.partition("Dịp sắp tới")[0]


def test_the_builder_shows_the_code_for_what_was_chosen(desk: Served) -> None:
    with desk.client("reporter") as client:
        page = client.get("/embeds?path=tin-attt&theme=dark&count=8&accent=%22%3E%3Cscript%3E").text
    assert "&lt;iframe src=&#34;" in page
    assert "/embed/tin-attt?theme=dark&amp;amp;count=8" in page
    assert 'src="/embed/tin-attt?theme=dark&amp;count=8"' in page
    assert "<script>" not in page
    assert "/feeds.opml" in page


def test_a_title_nearly_the_same_is_told_before_it_is_published(desk: Served) -> None:
    with desk.database.write() as session:
        newsroom.add_item(session, START, "mot", title="Năm cách nhận ra cuộc gọi giả danh công an")
        newsroom.add_item(session, START, "hai", title="Năm cách nhận ra cuộc gọi giả danh công an!")
    with desk.client("editor") as client:
        for path in ("/inbox/hai", "/library/hai/edit"):
            page = client.get(path).text
            assert "Gần giống mục đã có" in page
            assert 'href="/library/mot"' in page
        assert "Gần giống" not in client.get("/inbox/cu").text


def store_file(served: Served, content: bytes, name: str, days_old: int = 9) -> str:
    sha256 = MediaStore(served.settings.media_folder).put(content)
    with served.database.write() as session:
        session.add(
            MediaRow(
                sha256=sha256, source_sha256=sha256, kind="image", mime="image/png", name=name, size=len(content),
                width=640, height=360, created_at=START - days_old * DAY,
            )
        )  # fmt: skip
    return sha256


def use(served: Served, slug: str, sha256: str, alt: str = "", **fields: Any) -> None:
    with served.database.write() as session:
        media = [{"sha256": sha256, "name": "x.png", "alt": alt}]
        newsroom.add_item(session, START, slug, title=f"Mục {slug}", media=media, **fields)


def test_the_files_page_tells_where_each_is_used_and_what_lacks_a_description(desk: Served) -> None:
    used, bare = store_file(desk, b"1", "co-mo-ta.png"), store_file(desk, b"2", "thieu-mo-ta.png")
    store_file(desk, b"3", "khong-dung.png")
    use(desk, "a", used, "Bàn tay cầm điện thoại")
    use(desk, "b", bare)
    with desk.client("reporter") as client:
        assert "Bàn tay cầm điện thoại" in client.get("/media-library").text
        lacking = client.get("/media-library?show=no-alt").text
        assert "thieu-mo-ta.png" in lacking
        assert "co-mo-ta.png" not in lacking
        unused = client.get("/media-library?show=unused").text
        assert "khong-dung.png" in unused
        assert "mo-ta.png" not in unused
        assert 'href="/library/b/edit"' in client.get(f"/media-library/{bare}/about").text
        assert "co-mo-ta.png" in client.get("/media-library?q=dien+thoai").text


def test_a_manager_removes_what_nothing_uses_after_saying_so_twice(desk: Served) -> None:
    sha256 = store_file(desk, b"3", "khong-dung.png")
    path = f"/media-library/{sha256}/remove"
    with desk.client("editor") as client:
        assert client.post(path, data={"sure": "yes"}).status_code == 403
    with desk.client("manager") as client:
        said = token(client.get(f"/media-library/{sha256}/about").text)
        assert client.post(path, data={"csrf": said}).status_code == 422
        assert client.post(path, data={"csrf": said, "sure": "yes"}).status_code == 303
        assert client.get(f"/media-library/{sha256}/about").status_code == 404
    assert not MediaStore(desk.settings.media_folder).has(sha256)


@pytest.mark.parametrize("case", ["published", "current", "older", "young"])
def test_what_is_used_was_used_or_has_just_come_is_never_removed(desk: Served, case: str) -> None:
    sha256 = store_file(desk, case.encode(), "giu.png", days_old=0 if case == "young" else 9)
    if case != "young":
        use(desk, "a", sha256, "Mô tả")
    with desk.database.write() as session:
        if case == "published":
            item = session.exec(select(Item).where(Item.slug == "a")).one()
            row = seed.add_delivery(session, START, "rss", -60, item_id=item.id, state="published", published_at=START)
            assert row
        if case == "older":
            item = session.exec(select(Item).where(Item.slug == "a")).one()
            revise(session, START, item, ItemFields(title="Mục a"), newsroom.AUTHOR)
    with desk.client("manager") as client:
        page = client.get(f"/media-library/{sha256}/about").text
        assert "/remove" not in page
        sent = client.post(f"/media-library/{sha256}/remove", data={"csrf": token(page), "sure": "yes"})
        assert sent.status_code == 409
    assert MediaStore(desk.settings.media_folder).has(sha256)


def test_loads_of_columns_stand_on_the_builders_page(desk: Served) -> None:
    with desk.database.write() as session:
        session.add(Click(code="embed:tin-attt/tag/otp", minute=START - DAY, count=1234))
        session.add(Click(code="embed:tin-attt", minute=START - 40 * DAY, count=9))
        session.add(Click(code="embed:khong-con", minute=START - DAY, count=7))
    with desk.client("reporter") as client:
        page = client.get("/embeds").text.partition('id="loads-title"')[2]
    assert "/embed/tin-attt/tag/otp</b>: 1.234 lượt" in page
    assert "/embed/tin-attt</b>" not in page
    assert "khong-con" not in page


def test_the_calendar_names_what_suits_the_days_ahead_until_it_is_put_away(desk: Served) -> None:
    with desk.database.write() as session:
        session.add(SpecialDay(name="Ngày mua sắm", kind="press", month=TODAY.month, day=TODAY.day + 8))
        newsroom.add_item(session, START, "mua", approved=True, title="Mua sắm an toàn", tags=["mua sắm"])
    on = (TODAY + 8 * DAY).isoformat()
    with desk.client("editor") as client:
        page = client.get("/calendar").text
        assert f'href="/calendar/place?item=mua&amp;on={on}"' in page
        assert "/evergreen#ahead" in page
        assert 'class="occasions"' not in client.get("/parts/calendar").text  # what is asked every 15 s stays cheap
        [key] = re.findall(r'name="key" value="([0-9a-f]{8})"', page)
        sent = client.post("/calendar/occasions", data={"csrf": token(page), "key": key, "next": "/calendar?view=week"})
        assert (sent.status_code, sent.headers["location"]) == (303, "/calendar?view=week")
        assert 'class="occasions"' not in client.get("/calendar").text
        assert client.post("/calendar/occasions", data={"csrf": token(page), "key": "../x"}).status_code == 422
    with desk.client("reporter") as client:
        page = client.get("/calendar").text
        assert 'class="occasions"' in page
        assert 'href="/library/mua"' in page


def test_an_item_says_from_which_feed_or_table_it_came(desk: Served) -> None:
    url = "https://bao.example.vn/rss"
    with desk.database.write() as session:
        session.add(Feed(url=url, title="Báo Hậu Giang", added_by="cli", added_at=START, next_at=START))
        said = ItemFields(title="Tin", kind="article")
        create(session, START, "tu-tin", said, "feed", "feed", origin_path=url)
        create(session, START, "tu-xa", said, "feed", "feed", origin_path="https://dai.example.vn/rss")
        create(session, START, "tu-bang", said, "table", "table", origin_path="thang-12.xlsx")
    with desk.client("editor") as client:
        for slug, author in (("tu-tin", "Báo Hậu Giang"), ("tu-xa", "dai.example.vn"), ("tu-bang", "thang-12.xlsx")):
            for page in (f"/library/{slug}", f"/library/{slug}/edit", f"/library/{slug}/versions"):
                assert author in client.get(page).text, page
