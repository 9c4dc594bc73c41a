"""What becomes of entries: items once, revisions for edits, nothing over a person's words, one line for a failure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from campaign.clock import SetClock
from campaign.desk import feeds
from campaign.desk.editing import edit_item
from campaign.desk.editorial import return_item
from campaign.desk.feed_polling import poll_due
from campaign.errors import Mistake
from campaign.models import AuditEntry, Item, MediaRow
from campaign.models.approvals import is_approved
from tests.conftest import START
from tests.feeds.conftest import Desk
from tests.feeds.newspaper import Newspaper, entry, feed
from tests.media.files import jpeg


def test_entries_become_drafts_with_link_picture_and_credit_and_again_nothing(desk: Desk, paper: Newspaper) -> None:
    paper.publish("/anh.jpg", jpeg(), "image/jpeg")
    one = entry(1, "Cảnh giác lừa đảo", author="Phòng Bạn đọc", picture=f"{paper.url}/anh.jpg")
    desk.add(paper.publish("/rss", feed(one, entry(2))))
    assert [desk.counts(), desk.counts()] == [[(2, 0)], [(0, 0)]]
    said = desk.said()["canh-giac-lua-dao"]
    assert (said.link, said.source, said.task) == (
        "https://bao.example.vn/tin/1",
        "Phòng Bạn đọc, Báo Hậu Giang",
        ["1đ"],
    )
    assert (said.body, said.author, said.media[0]["alt"]) == ("Nội dung **số 1**", "feed", "Cảnh giác lừa đảo")
    assert set(desk.states().values()) == {"draft"}
    with desk.database.read() as session:
        stored = session.exec(select(MediaRow)).one()
        assert (stored.sha256, stored.kind) == (said.media[0]["sha256"], "image")
    assert [path for path, _ in paper.asked].count("/anh.jpg") == 1


def test_what_has_not_changed_is_not_sent_again(desk: Desk, paper: Newspaper) -> None:
    desk.add(paper.publish("/rss", feed(entry(1))))
    desk.counts()
    assert desk.counts() == [(0, 0)]
    assert [validator is None for _, validator in paper.asked] == [True, False]


def test_an_edited_entry_is_the_next_revision_of_the_same_item(desk: Desk, paper: Newspaper) -> None:
    desk.add(paper.publish("/rss", feed(entry(1), entry(2))))
    desk.counts()
    paper.publish("/rss", feed(entry(1, body="Đã sửa"), entry(2), entry(3)))
    assert desk.counts() == [(1, 1)]
    assert (desk.said()["tin-so-1"].number, desk.said()["tin-so-1"].body, len(desk.said())) == (2, "Đã sửa", 3)


def test_what_a_person_has_written_is_never_written_over(desk: Desk, paper: Newspaper) -> None:
    desk.add(paper.publish("/rss", feed(entry(1))))
    desk.counts()
    edit_item(desk.database, "lan@hg.vn", "tin-so-1", {"title": "Tên của người biên tập"})
    paper.publish("/rss", feed(entry(1, "Tên mới của bản tin")))
    [polled] = desk.poll()
    assert (polled.changed, polled.kept, desk.said()["tin-so-1"].title) == (0, 1, "Tên của người biên tập")
    assert desk.poll()[0].kept == 0


def test_one_story_under_several_names_is_one_item(desk: Desk, paper: Newspaper) -> None:
    paper.publish("/rss", feed(entry(1), entry(2), entry(3)))
    paper.publish(
        "/khac",
        feed(
            entry(11, "Đặt lại tên", link="http://www.bao.example.vn/tin/1/?fbclid=x#dau"),  # the same address
            entry(12, "TIN  số 2", link="https://khac.example.vn/b", date="Mon, 03 Nov 2026 09:00:00 +0700"),
            entry(
                13, "Tin số 3", link="https://khac.example.vn/c", date="Mon, 09 Nov 2026 09:00:00 +0700"
            ),  # another day
        ),
    )
    desk.add(f"{paper.url}/rss")
    assert desk.counts() == [(3, 0)]
    desk.add(f"{paper.url}/khac")
    assert desk.counts() == [(0, 0), (1, 0)]
    assert len(desk.said()) == 4
    paper.publish("/rss", feed(entry(1, guid="tin-1-ten-moi"), entry(2), entry(3)))
    assert desk.counts() == [(0, 0), (0, 0)]
    assert desk.said()["tin-so-1"].title == "Tin số 1"


def test_entries_that_all_lead_to_the_front_page_are_not_one(desk: Desk, paper: Newspaper) -> None:
    front = [entry(n, link="https://bao.example.vn/") for n in range(3)]
    shared = [entry(n, link="https://bao.example.vn/chuyen-muc") for n in range(3, 6)]
    nameless = [entry(n, link="", guid="") for n in range(6, 9)]
    desk.add(paper.publish("/rss", feed(*front, *shared, *nameless)))
    assert [desk.counts(), desk.counts()] == [[(9, 0)], [(0, 0)]]


def test_every_entry_of_a_long_feed_is_kept_also_after_it_left_the_feed(desk: Desk, paper: Newspaper) -> None:
    desk.add(paper.publish("/rss", feed(*(entry(n) for n in range(120)))))
    assert desk.counts() == [(120, 0)]
    paper.publish("/rss", feed(entry(200)))
    assert (desk.counts(), len(desk.said())) == ([(1, 0)], 121)


def test_rules_hold_from_the_second_reading_on_and_a_managers_yes_is_the_managers(desk: Desk, paper: Newspaper) -> None:
    desk.add(paper.publish("/rss", feed(entry(1))), tags=("bao",), auto_submit=True)
    number = desk.feed().id or 0
    with pytest.raises(Mistake):
        feeds.trust_feed(desk.database, "minh@hg.vn", number, True)
    feeds.trust_feed(desk.database, "hoa@hg.vn", number, True)
    desk.counts()
    assert desk.states() == {"tin-so-1": "draft"}
    paper.publish("/rss", feed(entry(1), entry(2)))
    desk.counts()
    with desk.database.read() as session:
        approved = {item.slug: is_approved(session, item, 1) for item in session.exec(select(Item))}
        told = [
            (row.actor, row.action)
            for row in session.exec(select(AuditEntry))
            if row.action.startswith(("feed.t", "item"))
        ]
    assert approved == {"tin-so-1": False, "tin-so-2": True}
    assert told == [("hoa@hg.vn", "feed.trust"), ("hoa@hg.vn", "item.approve")]
    assert desk.said()["tin-so-2"].tags == ["bao"]


def test_what_somebody_sent_back_is_not_approved_by_a_rule_again(desk: Desk, paper: Newspaper) -> None:
    desk.add(paper.publish("/rss", feed()))
    feeds.trust_feed(desk.database, "hoa@hg.vn", desk.feed().id or 0, True)
    desk.counts()
    paper.publish("/rss", feed(entry(1)))
    desk.counts()
    return_item(desk.database, desk.settings, "tin-so-1", "minh@hg.vn", "Sai số liệu")
    paper.publish("/rss", feed(entry(1, body="Vẫn sai")))
    desk.counts()
    assert desk.states() == {"tin-so-1": "draft"}


@pytest.mark.parametrize(
    ("status", "code", "stopped"),
    [
        (404, "not_found", False),
        (410, "gone", True),
        (403, "forbidden", False),
        (500, "server", False),
        (304, "status", False),
    ],
)
def test_a_refusal_is_one_line_and_a_longer_wait(
    status: int, code: str, stopped: bool, desk: Desk, paper: Newspaper
) -> None:
    desk.add(paper.publish("/rss", feed(entry(1))))
    paper.statuses["/rss"] = (status, {})
    [polled] = desk.poll()
    assert polled.error is not None
    assert (polled.error[0], "\n" in polled.error[1]) == (code, False)
    assert (desk.feed().stopped, desk.feed().next_at) == (stopped, START + timedelta(minutes=30))
    del paper.statuses["/rss"]
    assert desk.counts() == [(1, 0)]
    assert (desk.feed().error_code, desk.feed().stopped) == ("", False)


def test_the_clock_asks_what_is_due_and_heeds_a_wish_to_be_left_alone(desk: Desk, paper: Newspaper) -> None:
    desk.add(paper.publish("/rss", feed(entry(1))))
    paper.statuses["/rss"] = (503, {"Retry-After": "7200"})
    clock = desk.database.clock
    assert isinstance(clock, SetClock)
    assert len(poll_due(desk.database, desk.settings)) == 1
    clock.advance(hours=1, minutes=59)
    assert poll_due(desk.database, desk.settings) == []
    clock.advance(minutes=1)
    assert len(poll_due(desk.database, desk.settings)) == 1


def test_a_picture_that_cannot_be_had_costs_only_itself(desk: Desk, paper: Newspaper) -> None:
    picture = f"{paper.url}/anh.jpg"
    desk.add(paper.publish("/rss", feed(entry(1, picture=picture))))
    paper.publish("/anh.jpg", b"<html>", "image/jpeg")
    assert desk.counts() == [(1, 0)]
    assert desk.said()["tin-so-1"].media == []
    paper.publish("/anh.jpg", jpeg(), "image/jpeg")
    paper.publish("/rss", feed(entry(1, picture=picture)) + b" ")
    assert desk.counts() == [(0, 0)]
    assert len(desk.said()["tin-so-1"].media) == 1


def test_private_addresses_are_refused_where_nobody_allowed_them(desk: Desk, paper: Newspaper) -> None:
    desk.add("http://127.0.0.1/rss")
    desk.settings = type(desk.settings)(workspace=desk.settings.workspace, database_url=desk.settings.database_url)
    assert [polled.error[0] for polled in desk.poll() if polled.error] == ["private_address"]


def test_a_wrong_address_adds_none_of_them(desk: Desk) -> None:
    for wrong in ("javascript:alert(1)", "file:///etc/passwd", "bao.vn/rss", "https://a:b@bao.vn/", "http://bao.vn/\n"):
        with pytest.raises(Mistake):
            desk.add("https://bao.example.vn/rss", wrong + "x" if wrong.endswith("\n") else wrong)
    with pytest.raises(Mistake, match="Có: 1a, 1đ"):
        desk.add("https://bao.example.vn/rss", task="9z")
    assert desk.poll() == []


def test_a_list_of_feeds_goes_out_and_comes_in(desk: Desk) -> None:
    desk.add("https://bao.example.vn/rss?a=1&b=2", "https://dai.example.vn/rss")
    with desk.database.read() as session:
        listed = feeds.export_feeds(session).encode()
    for each in (1, 2):
        feeds.remove_feed(desk.database, "cli", each)
    listed = listed.replace(b"</body>", b'<outline xmlUrl="file:///etc/passwd"/></body>')
    done = feeds.import_feeds(desk.database, desk.settings, "cli", listed, feeds.Rules())
    assert done.new == ["https://bao.example.vn/rss?a=1&b=2", "https://dai.example.vn/rss"]
    assert (len(done.wrong), done.known) == (1, [])
    for broken in (b"", b"<opml><", b"<rss/>", b"<opml/>"):
        with pytest.raises(Mistake):
            feeds.import_feeds(desk.database, desk.settings, "cli", broken, feeds.Rules())
