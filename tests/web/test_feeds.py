"""The pages of feeds and of tables over HTTP: rules and roles, units, what is typed stays, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.models import AuditEntry, Feed, Item
from campaign.settings import Settings
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.desk.conftest import PLAN
from tests.feeds.newspaper import Newspaper, entry, feed, newspaper
from tests.tables.workbooks import workbook
from tests.web.conftest import Served

OPML = b'<opml version="2.0"><body><outline xmlUrl="https://dai.example.vn/rss" text="D"/></body></opml>'


@pytest.fixture
def settings(tmp_path: Path, sqlite_database: Database) -> Settings:
    made = Settings(workspace=tmp_path, database_url=sqlite_database.url, secret_key_file=tmp_path / "secret.key")
    return replace(made, allow_private_feeds=True)


@pytest.fixture
def editor(served: Served) -> Iterator[httpx.Client]:
    with served.database.write() as session:
        store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
    with served.client("editor") as client:
        yield client


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with newspaper() as made:
        yield made


def items(served: Served, origin: str) -> list[str]:
    with served.database.read() as session:
        return list(session.exec(select(Item.slug).where(Item.origin == origin).order_by(Item.slug)))


def test_a_feed_is_added_asked_and_its_rules_changed(served: Served, editor: httpx.Client, paper: Newspaper) -> None:
    url = paper.publish("/rss", feed(entry(1), entry(2)))
    assert editor.post("/feeds", data={"urls": f"{url}\n", "task": "1đ", "auto_submit": "yes"}).status_code == 303
    assert editor.post("/feeds/1/poll").headers["location"] == "/feeds?done=polled#feed-1"
    page = editor.get("/feeds?done=polled").text
    assert "2 tin mới, 0 tin đổi" in page
    assert items(served, "feed") == ["tin-so-1", "tin-so-2"]
    assert editor.post("/feeds/1/rules", data={"task": "1a", "tags": "báo, lừa đảo"}).status_code == 303
    with served.database.read() as session:
        changed = session.get_one(Feed, 1)
        assert (changed.task, changed.tags, changed.auto_submit) == ("1a", ["báo", "lừa đảo"], False)
    assert editor.post("/feeds/1/remove", data={"sure": "yes"}).status_code == 303
    assert "Chưa có bản tin nào" in editor.get("/feeds").text


def test_only_a_manager_lets_a_feed_go_unread_and_it_is_on_record(served: Served, editor: httpx.Client) -> None:
    editor.post("/feeds", data={"urls": "https://bao.example.vn/rss"})
    assert editor.post("/feeds/1/trust", data={"trusted": "yes"}).status_code == 403
    assert "Cho đăng không qua duyệt" not in editor.get("/feeds").text
    with served.client("manager") as manager:
        assert manager.post("/feeds/1/trust", data={"trusted": "yes"}).status_code == 303
        assert "được coi là manager@example.vn đã duyệt" in manager.get("/feeds").text
    with served.database.read() as session:
        [told] = session.exec(select(AuditEntry).where(AuditEntry.action == "feed.trust")).all()
        assert (told.actor, told.subject) == ("manager@example.vn", "feed:1")


def test_what_was_typed_stays_where_an_address_is_wrong(editor: httpx.Client) -> None:
    typed = "https://bao.example.vn/rss\njavascript:alert(1)"
    answer = editor.post("/feeds", data={"urls": typed, "tags": "giữ lại"})
    assert (answer.status_code, "javascript:alert(1)</textarea>" in answer.text, "giữ lại" in answer.text) == (
        400,
        True,
        True,
    )
    assert editor.post("/feeds", data={"urls": "https://a.vn", "approved_by": "x"}).status_code == 422


def test_a_feed_that_lies_ends_in_one_line_on_its_card(editor: httpx.Client, paper: Newspaper) -> None:
    editor.post("/feeds", data={"urls": paper.publish("/rss", b"<html>", "text/html")})
    editor.post("/feeds/poll")
    page = editor.get("/feeds").text
    assert "Không đọc được" in page
    assert "không phải bản tin RSS hay Atom" in page


def test_a_list_of_feeds_comes_in_and_goes_out(editor: httpx.Client) -> None:
    assert editor.post("/feeds/import", files={"file": ("a.opml", OPML)}).status_code == 303
    out = editor.get("/feeds.opml")
    assert out.headers["content-type"].startswith("text/x-opml")
    assert 'xmlUrl="https://dai.example.vn/rss"' in out.text
    assert editor.post("/feeds/import", files={"file": ("a.opml", b"<html/>")}).status_code == 400


def test_a_feed_of_another_unit_is_not_there(served: Served, editor: httpx.Client) -> None:
    editor.post("/feeds", data={"urls": "https://bao.example.vn/rss", "unit": "bao"})
    with served.client("manager", unit="dai") as client:
        assert "bao.example.vn" not in client.get("/feeds").text + client.get("/feeds.opml").text
        for act, data in (("poll", {}), ("rules", {}), ("trust", {"trusted": "yes"}), ("remove", {"sure": "yes"})):
            assert client.post(f"/feeds/1/{act}", data=data).status_code == 404, act
        assert client.post("/feeds", data={"urls": "https://x.example.vn/rss", "unit": "bao"}).status_code == 400


def sha(page: str) -> str:
    found = re.search(r'name="sha256" value="(\w+)"', page)
    assert found
    return found[1]


def test_a_table_is_previewed_with_guessed_columns_and_then_brought_in(served: Served, editor: httpx.Client) -> None:
    table = workbook(["STT", "Tiêu đề", "Nội dung", "Thẻ"], [1, "Cảnh giác", "Lời", "otp, zalo"], [2, "Hai", "Lời", ""])
    assert editor.post("/import", files={"file": ("thang-12.xlsx", table)}).headers["location"] == "/import"
    page = editor.get("/import").text
    assert "Cả 2 dòng đều đúng" in page
    assert items(served, "table") == []
    columns = re.findall(r'<option value="(\w*)" selected>', page)
    chosen = {"sha256": sha(page), "deed": "bring_in", "column": ["", *columns]}
    assert editor.post("/import/decide", data=chosen).headers["location"] == "/import?done=2-0"
    assert items(served, "table") == ["canh-giac", "hai"]
    assert "2 mục mới" in editor.get("/import?done=2-0").text
    assert editor.post("/import/decide", data=chosen).status_code == 409


def test_mistakes_stand_by_row_and_nothing_comes_in(served: Served, editor: httpx.Client) -> None:
    table = "title;task;Ghi chú\nMột;9z;x\n;1a;y\n"
    editor.post("/import", files={"file": ("a.csv", table.encode())})
    page = editor.get("/import").text
    assert re.findall(r"<b>(Dòng \d)</b>", page) == ["Dòng 2", "Dòng 3"]
    assert "Nạp 2 dòng" not in page
    columns = {"sha256": sha(page), "deed": "bring_in", "column": ["title", "task", ""]}
    assert editor.post("/import/decide", data=columns).status_code == 400
    assert editor.post("/import/decide", data={**columns, "column": ["title", "title", ""]}).status_code == 400
    assert items(served, "table") == []
    assert (
        editor.post("/import/decide", data={**columns, "column": ["title", "", ""], "deed": "check"}).status_code == 303
    )
    assert editor.post("/import", files={"file": ("x.xls", b"\xd0\xcf\x11\xe0" + bytes(99))}).status_code == 400
    editor.post("/import/drop")
    assert "a.csv" not in editor.get("/import").text
