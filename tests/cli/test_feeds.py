"""``campaign feed`` and ``campaign import`` as scripts rely on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.program import Program
from tests.desk.workspace import write
from tests.feeds.newspaper import Newspaper, entry, feed, newspaper


@pytest.fixture
def paper(program: Program) -> Iterator[Newspaper]:
    program.environ["CAMPAIGN_ALLOW_PRIVATE_FEEDS"] = "1"
    with newspaper() as made:
        yield made


def test_feeds_are_polled_and_told_as_the_contract_says(program: Program, paper: Newspaper) -> None:
    good, bad = paper.publish("/rss", feed(entry(1))), paper.publish("/bad", b"<html>", "text/html")
    program.ok("feed", "add", good, "--task", "1a", "--tag", "bao")
    first, second = (program.ok("feed", "poll", "--json").json["feeds"] for _ in range(2))
    assert (first, second) == (
        [{"url": good, "new": 1, "changed": 0, "error": None}], [{"url": good, "new": 0, "changed": 0, "error": None}],
    )  # fmt: skip
    program.ok("feed", "add", bad, good)
    polled = program.here("feed", "poll", "--json")
    assert polled.code == 1
    assert polled.json["feeds"][1]["error"]["code"] == "not_a_feed"
    [one, two] = program.ok("feed", "list", "--json").json["feeds"]
    assert (one["task"], one["tags"], one["items"], two["error"]["code"]) == ("1a", ["bao"], 1, "not_a_feed")


def test_the_first_reading_publishes_nothing_also_where_nothing_is_approved(program: Program, paper: Newspaper) -> None:
    program.environ["CAMPAIGN_APPROVALS"] = "0"
    slots = (program.root / "schedules.toml").read_text().replace('kind = "tip"', 'kind = "article"')
    write(program.root, "schedules.toml", slots)
    program.ok("sync")
    program.ok("feed", "add", paper.publish("/rss", feed(entry(1), entry(2))))
    program.ok("tick")
    assert program.ok("feed", "list", "--json").json["feeds"][0]["items"] == 2
    program.ok("tick")
    assert [row["item"] for row in program.deliveries() if row["item"].startswith("tin-so")] == []
    paper.publish("/rss", feed(entry(1), entry(2), entry(3)))
    program.ok("feed", "poll")
    program.ok("tick")
    assert {row["item"] for row in program.deliveries() if row["item"].startswith("tin-so")} == {"tin-so-3"}


def test_wrong_addresses_and_private_ones_exit_1_with_one_line(program: Program, tmp_path: Path) -> None:
    for wrong in ("file:///etc/passwd", "bao.vn", "javascript:x", "http://"):
        ended = program.here("feed", "add", wrong)
        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    program.ok("feed", "add", "http://127.0.0.1/rss", "http://[::ffff:7f00:1]/", "http://2130706433/")
    polled = program.here("feed", "poll", "--json")
    assert polled.code == 1
    assert {each["error"]["code"] for each in polled.json["feeds"]} == {"private_address"}
    opml = tmp_path / "a.opml"
    opml.write_text(program.ok("feed", "export").out)
    program.ok("feed", "remove", "http://127.0.0.1/rss")
    assert "Thêm 1, đã có 2" in program.ok("feed", "import", str(opml)).err


def test_a_managers_word_is_needed_for_what_goes_unread(program: Program) -> None:
    program.ok("user", "add", "quan-ly@example.vn", "--name", "Quản lý", "--role", "manager")
    program.ok("user", "add", "bien-tap@example.vn", "--name", "Biên tập viên", "--role", "editor")
    program.ok("feed", "add", "https://bao.example.vn/rss")
    assert program.here("feed", "rules", "1", "--auto-approve").code == 1
    assert program.here("feed", "rules", "1", "--auto-approve", "--by", "bien-tap@example.vn").code == 1
    program.ok("feed", "rules", "1", "--auto-submit", "--auto-approve", "--by", "quan-ly@example.vn")
    [one] = program.ok("feed", "list", "--json").json["feeds"]
    assert (one["auto_submit"], one["auto_approve"]["by"]) == (True, "quan-ly@example.vn")
    program.ok("feed", "rules", "https://bao.example.vn/rss", "--no-auto-approve", "--by", "quan-ly@example.vn")
    assert program.ok("feed", "list", "--json").json["feeds"][0]["auto_approve"] is None


def test_a_table_comes_in_once_and_waits_for_a_yes(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "thang-12.csv"
    file.write_text("title;body;channel;at;slug\nTin một;Lời;feed;01/12/2030 07:30;tin-mot\n", encoding="utf-8-sig")
    said = [program.ok("import", str(file)).err for _ in range(2)]
    assert [("Mục mới: 1" in each, "Lượt đăng mới: 1" in each) for each in said] == [(True, True), (False, False)]
    [row] = program.deliveries("--item", "tin-mot")
    assert (row["state"], row["due_at"], row["approved_by"]) == ("scheduled", "2030-12-01T00:30:00Z", [])


def test_mistakes_of_a_table_name_file_and_row(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("tilte,title\nx,Một\n,\n,Hai\n", encoding="utf-8")
    ended = program.here("import", str(file))
    assert (ended.code, ended.out.splitlines()[0]) == (1, 'a.csv:1: không có cột "tilte"; có phải `title`?')
    assert program.here("import", str(tmp_path / "none.xlsx")).code == 1
