"""Each cause is told once to each person by each way: grouped, never lost, never late, and never only by what fails."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest

from campaign.alerts import telling
from campaign.alerts.claiming import claim
from campaign.alerts.round import one_round
from campaign.alerts.spread import spread
from campaign.desk import alerts as desk
from campaign.models import Alert, Channel, Delivery, Item
from tests.alerts.newsroom import Listener, Newsroom, Post

EDITORS = ("binh@example.vn", "chi@example.vn")


@pytest.fixture
def room(newsroom: Newsroom, post: Post) -> Newsroom:
    """Two editors, and a mail server."""
    newsroom.person("binh"), newsroom.person("chi")
    newsroom.connect("email", **post.given())
    return newsroom


def test_many_causes_of_one_moment_are_one_letter_to_each_and_each_is_told_once(room: Newsroom, post: Post) -> None:
    for number in range(12):
        room.submitted(f"bai-{number}")
    room.failed("loi")
    assert room.round() == 2
    assert sorted(post.to) == sorted(EDITORS)
    assert post.letters[0]["subject"] == "12 bài chờ duyệt, 1 lượt không đăng được"
    assert "Bài bai-9\n" in post.text()
    assert "và 2 mục nữa" in post.text()
    assert [room.round(minutes=1), room.round(hours=1)] == [0, 0]
    room.submitted("them")
    assert room.round() == 2
    assert post.letters[-1]["subject"] == "Chờ duyệt: Bài them"
    assert "http://127.0.0.1:8000/inbox/them" in post.text()


def test_what_was_settled_before_it_could_be_told_is_not_told_late(room: Newsroom, post: Post) -> None:
    post.refuses = "451 later"
    delivery = room.failed()
    assert room.round() == 0
    post.refuses = ""
    room.change(Delivery, delivery, state="published")
    assert room.round(hours=1) == 0
    assert {row[3] for row in room.told()} == {"dropped"}
    room.change(Delivery, delivery, state="failed")  # the same once more is another cause
    assert room.round() == 2


def test_an_urgent_item_that_still_waits_is_told_again_after_three_minutes_once(room: Newsroom, post: Post) -> None:
    item = room.submitted("khan")
    room.stage.add_channel()
    room.stage.deliver("khan", "telegram", at=room.stage.now() + timedelta(hours=1), urgent=True)
    rounds = [room.round(), room.round(minutes=2), room.round(minutes=1), room.round(minutes=3)]
    assert rounds == [2, 0, 2, 0]
    assert [str(letter["subject"]) for letter in post.letters[::2]] == [
        "KHẨN: Chờ duyệt: Bài khan", "KHẨN: Vẫn chờ duyệt: Bài khan",
    ]  # fmt: skip
    assert post.letters[0]["importance"] == "high"
    room.change(Item, item.id, state="draft")
    assert room.round(minutes=10) == 0


def test_one_who_reads_that_it_is_settled_within_three_minutes_hears_no_second_time(room: Newsroom, post: Post) -> None:
    item = room.submitted("khan")
    room.stage.add_channel()
    room.stage.deliver("khan", "telegram", at=room.stage.now() + timedelta(hours=1), urgent=True)
    room.round()
    room.change(Item, item.id, state="returned")
    room.round(minutes=4)
    assert [letter["subject"] for letter in post.letters if "Vẫn" in str(letter["subject"])] == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_around_sending_loses_nothing_and_what_comes_twice_is_the_same_letter(
    room: Newsroom, post: Post, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    room.submitted()
    with monkeypatch.context() as patched:
        patched.setattr(telling, "_send" if when == "before" else "mark", killed)
        with pytest.raises(KeyboardInterrupt):
            room.round()
    sent = len(post.letters)
    assert sent == (0 if when == "before" else 1)
    assert room.round(minutes=1) == 1  # the other person; at the first one's somebody may still be
    assert room.round(minutes=2) == 1
    assert sorted(set(post.to)) == sorted(EDITORS)
    assert len({str(letter["message-id"]) for letter in post.letters}) == 2
    assert len(post.letters) == 2 + sent
    assert room.round(hours=1) == 0


def test_a_way_that_fails_is_tried_again_later_stops_no_other_and_is_told_by_the_others(
    room: Newsroom, post: Post, ear: Listener
) -> None:
    room.person("dung", "admin")
    room.connect("webhook", url=f"{ear.url}/hook")
    post.refuses = "554 no"
    room.submitted()
    assert room.round() == 1  # the webhook has it
    assert [room.round(seconds=20), room.round(seconds=10)] == [0, 0]
    for _ in range(3):
        room.round(minutes=5)
    kinds = [heard.body.decode() for heard in ear.heard]
    assert any('"way:email"' in body and "đang hỏng" in body for body in kinds)
    post.refuses = ""
    room.round(hours=1)
    assert {*EDITORS, "dung@example.vn"} == set(post.to)
    assert not any("Không báo được" in post.text(number) for number in range(len(post.letters)))


def test_a_failure_of_telegram_is_never_told_by_telegram_alone(room: Newsroom, post: Post) -> None:
    token = f"{10**9}:" + "stand-in-secret-" * 2
    room.connect("telegram", bot_token=token, chat="@telegram", api_url=room.stage.sandbox.url)
    for email in EDITORS:
        desk.wish(room.stage.database, email, [], [], "", "")
    room.submitted()
    room.round()
    assert (post.letters, len(room.stage.posts())) == ([], 1)  # nobody wished for more
    room.change(Channel, "telegram", closed_at=room.stage.now(), closed_by="platform", closed_reason="x") if (
        "telegram" in room.channels()
    ) else room.stage.add_channel(closed_at=room.stage.now(), closed_by="platform", closed_reason="x")
    room.round(minutes=1)
    assert sorted(post.to) == sorted(EDITORS)


def test_quiet_hours_put_off_what_is_not_urgent_and_nothing_else(room: Newsroom, post: Post) -> None:
    desk.wish(room.stage.database, EDITORS[0], ["email"], [], "06:00", "08:00")  # it is 07:00 in Vietnam
    room.submitted("thuong")
    assert (room.round(), post.to) == (1, [EDITORS[1]])
    room.submitted("khan")
    room.stage.add_channel()
    room.stage.deliver("khan", "telegram", at=room.stage.now() + timedelta(hours=9), urgent=True)
    room.round(minutes=10)
    assert (post.to[1:], post.letters[1]["subject"]) == ([EDITORS[0], EDITORS[1]], "KHẨN: Chờ duyệt: Bài khan")
    room.change(Delivery, 1, state="cancelled")
    room.round(minutes=49)
    assert EDITORS[0] not in post.to[3:]
    room.round(minutes=2)
    assert post.letters[-1]["subject"] == "Chờ duyệt: Bài thuong"
    assert post.to[-1] == EDITORS[0]


def test_what_a_person_does_not_want_to_hear_is_not_told_unless_it_is_urgent(room: Newsroom, post: Post) -> None:
    desk.wish(room.stage.database, EDITORS[0], ["email"], ["failed"], "", "")
    room.failed()
    room.round()
    assert post.to == [EDITORS[1]]
    room.failed("khan", urgent=True)
    room.round()
    assert sorted(post.to[1:]) == sorted(EDITORS)


def test_several_processes_at_once_tell_each_cause_once(on_both: Newsroom, ear: Listener) -> None:
    on_both.connect("webhook", url=ear.url)
    for number in range(5):
        on_both.submitted(f"bai-{number}")
    on_both.tick_seen()
    ready = threading.Barrier(4)

    def a_process() -> None:
        ready.wait(20)
        one_round(on_both.setting)

    processes = [threading.Thread(target=a_process) for _ in range(4)]
    [each.start() for each in processes]
    [each.join() for each in processes]
    told = [cause["subject"] for heard in ear.heard for cause in json.loads(heard.body)["alerts"]]
    assert sorted(told) == [f"item:bai-{number}" for number in range(5)]


def test_what_another_process_has_in_hand_is_left_to_it_for_a_while(on_both: Newsroom, ear: Listener) -> None:
    on_both.connect("webhook", url=ear.url)
    on_both.submitted()
    on_both.causes()
    spread(on_both.stage.database)
    assert len(list(claim(on_both.setting, "webhook"))) == 1
    assert (on_both.round(minutes=1), on_both.round(minutes=1)) == (0, 1)


def test_what_could_not_be_told_for_a_day_is_given_up_and_stands_on_the_page(room: Newsroom, post: Post) -> None:
    post.refuses = "554 no"
    room.failed()
    for _ in range(30):
        room.round(hours=1)
    with room.stage.database.read() as session:
        row = session.get_one(Alert, 1)
    assert (row.state, row.error) == ("failed", "Máy chủ thư không nhận (the server refused the letter: 554).")
