"""A rehearsal foretells what the real clock will do, and touches nothing."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.request import urlopen

import pytest
from sqlmodel import Session

from campaign.delivery.rules import rules_now
from campaign.errors import Mistake
from campaign.models import Channel, Delivery, Slot
from campaign.rehearse.fence import LeavesTheMachine, nothing_leaves
from campaign.rehearse.moments import next_moment
from campaign.rehearse.run import rehearse
from campaign.sandbox import Sandbox
from tests.delivery.stage import Stage
from tests.delivery.test_zalo import add_zalo, settle
from tests.rehearse.month import DAY, HOUR, add_facebook, add_pause, of, rows, said


def change(stage: Stage, key: str, **columns: object) -> None:
    with stage.database.write() as session:
        for name, value in columns.items():
            setattr(session.get_one(Channel, key), name, value)


def test_a_rehearsal_changes_no_row_and_reaches_no_platform_and_leaves_no_file(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    stage.deliver("otp", "telegram", stage.now() + HOUR)
    before, files, asked = rows(stage), sorted(stage.folder.rglob("*")), len(stage.sandbox.log)
    found = rehearse(stage.database, stage.settings, 3)
    assert (found.counts["published"], found.has_problems) == (1, False)
    assert rows(stage) == before
    assert [path for path in stage.folder.rglob("*") if path not in files and "-wal" not in path.name] == []
    assert (len(stage.sandbox.log), stage.posts()) == (asked, [])


def test_a_missing_approval_a_pause_a_closed_channel_and_a_window_are_foretold(stage: Stage) -> None:
    stage.add_channel()
    stage.add_channel("dong", closed_at=stage.now(), closed_by="a@example.vn", closed_reason="đang sửa")
    stage.add_channel("buoi_toi", send_window="20:00-21:00", grace_s=3600.0)
    stage.add_item("otp")
    stage.add_item("nhap", approved=False)
    with stage.database.write() as session:
        add_pause(session, stage.now() + 4 * DAY, stage.now() + 5 * DAY)
    unapproved = stage.deliver("nhap", "telegram", stage.now() + HOUR)
    closed = stage.deliver("otp", "dong", stage.now() + HOUR)
    paused = stage.deliver("otp", "telegram", stage.now() + 4 * DAY + HOUR)
    evening = stage.deliver("otp", "buoi_toi", stage.now() + 3 * HOUR)
    found = rehearse(stage.database, stage.settings, 7)
    assert (of(found, unapproved).outcome, of(found, unapproved).code) == ("held", "approval")
    assert (of(found, closed).outcome, of(found, closed).message) == ("held", "Kênh đang đóng: đang sửa")
    assert (of(found, paused).outcome, of(found, paused).code) == ("published", "paused")
    assert of(found, paused).at == stage.now() + 5 * DAY + timedelta(minutes=1)
    assert of(found, evening).at == stage.now().replace(hour=13)  # 20:00 in Việt Nam
    assert found.has_problems


def test_from_the_date_at_which_a_token_ends_its_channel_stands_still(stage: Stage) -> None:
    add_facebook(stage)
    stage.wire(public_url="https://attt.example.vn")
    stage.add_item("otp")
    change(stage, "fb", token_expires_at=stage.now() + 2 * DAY, token_checked_at=stage.now() + HOUR)
    ids = [stage.deliver("otp", "fb", stage.now() + number * DAY) for number in (1, 3, 4)]
    found = rehearse(stage.database, stage.settings, 7)
    assert [of(found, each).outcome for each in ids] == ["published", "held", "held"]
    assert [of(found, each).code for each in ids] == ["", "token_ends", "token_ends"]
    assert "hết hạn lúc 07:00 ngày 03/12/2026" in of(found, ids[2]).message
    assert stage.row(ids[0]).state == "scheduled"


def test_a_real_channel_without_a_public_address_is_held_though_its_stand_in_is_on_loopback(stage: Stage) -> None:
    add_facebook(stage)
    stage.add_item("otp")
    delivery = stage.deliver("otp", "fb", stage.now() + HOUR)
    found = rehearse(stage.database, stage.settings, 1)
    assert (of(found, delivery).outcome, of(found, delivery).code) == ("held", "public_url")


def test_the_interval_of_a_channel_moves_posts_and_the_rehearsal_says_when_they_go(stage: Stage) -> None:
    stage.add_channel(min_interval_s=1800.0)
    for slug in ("mot", "hai", "ba"):
        stage.add_item(slug)
    at = stage.now() + HOUR
    ids = [stage.deliver(slug, "telegram", at) for slug in ("mot", "hai", "ba")]
    found = rehearse(stage.database, stage.settings, 1)
    assert [of(found, each).at for each in ids] == [at, at + HOUR / 2, at + HOUR]
    assert of(found, ids[2]).code == "interval"


def test_the_real_run_on_the_same_clock_does_what_the_rehearsal_said(stage: Stage) -> None:
    stage.add_channel(min_interval_s=600.0, send_window="06:00-22:00")
    stage.add_channel("tin", "rss")
    stage.add_channel("tay", "manual")
    stage.add_item("otp", body="x" * 5000)  # more than one message
    stage.add_item("ma-qr")
    stage.add_item("nhap", approved=False)
    for number, (slug, key) in enumerate(
        (slug, key) for slug in ("otp", "ma-qr", "nhap") for key in ("telegram", "tin", "tay")
    ):
        stage.deliver(slug, key, stage.now() + (1 + number % 4) * 5 * HOUR)
    with stage.database.write() as session:
        add_pause(session, stage.now() + 9 * HOUR, stage.now() + 12 * HOUR)
    foretold = said(rehearse(stage.database, stage.settings, 3))
    go_through(stage, 3)
    for delivery_id, (outcome, at) in foretold.items():
        row = stage.row(delivery_id)
        now = "by_hand" if row.held_reason == "manual" else row.state
        assert (delivery_id, outcome, at) == (delivery_id, now, row.published_at)
    assert set(outcome for outcome, _ in foretold.values()) == {"published", "held", "by_hand"}


def go_through(stage: Stage, days: int) -> None:
    """The real protocol, its clock moved as a rehearsal moves its own."""
    end = stage.now() + days * DAY
    while stage.now() <= end:
        stage.settle()
        with stage.database.read() as session:
            at = next_moment(session, rules_now(session, stage.settings), stage.now())
        stage.clock.advance(seconds=(at - stage.now()).total_seconds())


def test_a_quota_is_foretold_with_the_moment_at_which_it_lets_the_next_one_go(stage: Stage) -> None:
    add_zalo(stage, broadcast={})
    stage.add_item("mot")
    stage.add_item("hai")
    first, second = (
        stage.deliver(slug, "zalo", stage.now() + number * HOUR) for number, slug in ((2, "mot"), (4, "hai"))
    )
    found = rehearse(stage.database, stage.settings, 3)
    assert (of(found, first).outcome, of(found, second).outcome) == ("published", "published")
    parts = [one for day in found.days for one in day.deliveries if one.part == "broadcast"]
    assert [(one.id, one.outcome, one.code) for one in parts] == [(None, "published", ""), (None, "published", "quota")]
    assert parts[1].at == datetime(2026, 12, 1, 23, tzinfo=UTC)  # six in the morning in Việt Nam
    assert [(one.what, one.span, one.used, one.most) for one in found.quotas] == [("broadcast", "day", 1, 1)]


def test_what_follows_a_post_that_is_out_already_finds_that_post_on_the_stage(stage: Stage) -> None:
    add_zalo(stage, broadcast={}, broadcast_window="15:00-16:00")
    stage.add_item("mot")
    out = stage.deliver("mot", "zalo")
    settle(stage)
    assert stage.row(out).state == "published"
    found = rehearse(stage.database, stage.settings, 2)
    assert [(one.part, one.outcome, one.at) for day in found.days for one in day.deliveries] == [
        ("broadcast", "published", datetime(2026, 12, 1, 8, tzinfo=UTC))
    ]
    assert len(stage.posts()) == 1


def test_an_empty_slot_and_an_empty_day_are_told(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    with stage.database.write() as session:
        session.add(
            Slot(key="meo", title="Mẹo mỗi ngày", days=["mon-sun"], times=["07:30"], channels=["telegram"],
                 pick={"kind": "tip"}, cooldown_days=30)
        )  # fmt: skip
    found = rehearse(stage.database, stage.settings, 20)
    assert found.counts["published"] == 1
    assert [[one.slot for one in day.nothing] for day in found.days[:3]] == [[], ["meo"], ["meo"]]
    assert len(found.empty_days) == 19
    assert not found.has_problems


def test_a_post_that_a_pause_puts_off_leaves_its_own_day_empty_and_fills_the_one_it_goes_out_on(stage: Stage) -> None:
    stage.add_channel(grace_s=DAY.total_seconds())
    stage.add_item("otp")
    begin = stage.now().replace(hour=17) + 2 * DAY  # midnight in Việt Nam
    with stage.database.write() as session:
        add_pause(session, begin, begin + DAY - timedelta(minutes=1))
    stage.deliver("otp", "telegram", begin + 3 * HOUR)
    found = rehearse(stage.database, stage.settings, 6)
    assert [on.day for on in found.empty_days] == [2, 3, 4, 6]


def test_what_waits_for_a_person_already_is_not_told_as_something_to_come(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    ids = [stage.deliver("otp", "telegram", stage.now() - number * HOUR) for number in (1, 2, 3)]
    with stage.database.write() as session:
        _state(session, ids[0], "uncertain", error_code="no_reply")
        _state(session, ids[1], "held", held_reason="late")
        _state(session, ids[2], "published", remote_id="@telegram/1")
    found = rehearse(stage.database, stage.settings, 2)
    assert said(found) == {}
    assert not found.has_problems


def _state(session: Session, delivery_id: int, state: str, **columns: object) -> None:
    row = session.get_one(Delivery, delivery_id)
    for name, value in {"state": state, **columns}.items():
        setattr(row, name, value)


def test_nothing_of_a_rehearsal_can_reach_another_machine() -> None:
    with nothing_leaves(), socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        for reach in (
            lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
            lambda: socket.getaddrinfo("graph.facebook.com", 443),
            lambda: datagrams.sendto(b"x", ("192.0.2.1", 9)),
            lambda: datagrams.sendmsg([b"x"], [], 0, ("192.0.2.1", 9)),
        ):
            with pytest.raises(LeavesTheMachine):
                reach()
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname()).close()


def test_without_the_key_it_says_what_serve_would_say_and_makes_no_other(stage: Stage) -> None:
    stage.add_channel()
    stage.settings.secret_key_file.unlink()
    with pytest.raises(Mistake, match="Không có tệp khóa"):
        rehearse(stage.database, stage.settings, 1)
    assert not stage.settings.secret_key_file.exists()


def test_a_stand_in_answers_by_the_clock_of_the_rehearsal(stage: Stage) -> None:
    with Sandbox(clock=stage.clock) as sandbox, urlopen(sandbox.url) as answer:
        assert parsedate_to_datetime(answer.headers["date"]) == stage.now()
