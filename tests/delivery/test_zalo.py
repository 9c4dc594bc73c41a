"""Zalo through the real protocol: hidden steps, the broadcast as a part with its hours and counts, tokens that end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from campaign.credentials import Vault, credential_key, store
from campaign.delivery.taking_down import take_down
from campaign.desk.published import retract
from campaign.models import Channel, Delivery
from campaign.platforms.zalo import steps as zalo_steps
from campaign.sandbox.zalo.world import OA_ID
from tests.delivery.stage import Stage

SECRETS = {name: f"stand-in-{name}" for name in ("app_secret", "access_token", "refresh_token")}
MORNING, NIGHT = datetime(2026, 12, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
"""08:00 and 22:30 in Vietnam."""


@pytest.fixture(autouse=True)
def zalo_is_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zalo_steps, "POLLS_S", (0.01,) * 6)


def add_zalo(stage: Stage, key: str = "zalo", **options: Any) -> None:
    """A connected channel; several of them speak for one account with one pair of tokens."""
    url = stage.sandbox.url
    table = {"oa_id": OA_ID, "app_id": "1", "api_url": url, "oauth_url": url, "web_url": url, **options}
    channel = Channel(
        key=key, platform="zalo", title="OA", options=table, template="{{ item.body }}\n\n{{ link }}",
        template_sha256="t1", account=f"zalo:{OA_ID}", connected_at=stage.clock.now(),
    )  # fmt: skip
    with stage.database.write() as session:
        session.add(channel)
        store(session, stage.clock.now(), Vault(stage.settings.secret_key_file), credential_key(channel), SECRETS)


def renewed_so(stage: Stage, at: datetime, days: int = 0) -> None:
    """The pair was made then."""
    made = {"renewed_at": (at + timedelta(days=days)).isoformat()}
    stage.dispatch.destinations.credentials("zalo").replace(lambda kept: {**kept, **made})


def settle(stage: Stage, minutes: int = 2) -> None:
    """As long as waits between steps take."""
    for _ in range(minutes * 15):
        stage.settle()
        stage.clock.advance(seconds=4)


def go_to(stage: Stage, moment: datetime) -> None:
    stage.clock.advance(seconds=(moment - stage.clock.now()).total_seconds())


def broadcast_of(stage: Stage, delivery_id: int) -> Delivery:
    with stage.database.read() as session:
        return session.exec(select(Delivery).where(col(Delivery.after_id) == delivery_id)).one()


def kinds(stage: Stage) -> list[str]:
    return [str(post["kind"]) for post in stage.sandbox.posts()]


def test_an_item_without_a_picture_goes_out_with_its_cover_card(stage: Stage) -> None:
    add_zalo(stage)
    stage.add_item("otp", title="Đừng đọc mã OTP")
    delivery = stage.deliver("otp", "zalo")
    settle(stage)
    row = stage.row(delivery)
    [post] = stage.sandbox.posts()
    assert (row.state, row.remote_id) == ("published", post["message_id"])
    assert row.text == post["text"]
    assert "/go/" in str(row.text)
    assert str(post["picture"]).startswith("http://127.0.0.1:8000/items/otp/media/cover-")
    assert [attempt.outcome for attempt in stage.attempts(delivery)].count("published") == 1


def test_a_lost_answer_of_the_visible_step_is_settled_by_its_id(stage: Stage) -> None:
    add_zalo(stage)
    stage.add_item()
    delivery = stage.deliver("otp", "zalo")
    stage.sandbox.faults.add("lost", method="update")
    settle(stage)
    assert stage.row(delivery).state == "published"
    assert kinds(stage) == ["normal"]


def test_a_token_that_ends_closes_the_channel_and_a_new_one_loses_nothing(stage: Stage) -> None:
    add_zalo(stage)
    stage.add_item()
    delivery = stage.deliver("otp", "zalo")
    stage.sandbox.zalo.keys.set_pair("another-access", "pair-of-tokens")
    settle(stage)
    row = stage.row(delivery)
    assert (row.state, row.held_reason) == ("held", "unauthorized")
    with stage.database.write() as session:
        channel = session.get_one(Channel, "zalo")
        assert "kết nối lại" in channel.closed_reason
        channel.closed_at, channel.closed_by, channel.closed_reason = None, "", ""
        pair = {"access_token": "another-access", "refresh_token": "pair-of-tokens"}
        key = credential_key(channel)
        store(session, stage.clock.now(), Vault(stage.settings.secret_key_file), key, SECRETS | pair)
    settle(stage)
    assert stage.row(delivery).state == "published"


def test_a_broadcast_follows_its_article_to_the_declared_audience(stage: Stage) -> None:
    go_to(stage, MORNING)
    add_zalo(stage, broadcast={"cities": "11,45,46"})
    stage.add_item()
    delivery = stage.deliver("otp", "zalo")
    settle(stage)
    part = broadcast_of(stage, delivery)
    [article, sent] = sorted(stage.sandbox.posts(), key=lambda post: post["kind"] == "broadcast")
    assert (part.state, part.part, part.remote_id) == ("published", "broadcast", sent["message_id"])
    assert (sent["article_id"], sent["target"]) == (article["message_id"], {"cities": "11,45,46"})


def test_at_night_a_broadcast_waits_for_the_morning_and_says_so(stage: Stage) -> None:
    go_to(stage, NIGHT)
    add_zalo(stage, broadcast={})
    stage.add_item()
    delivery = stage.deliver("otp", "zalo", urgent=True)
    settle(stage)
    part = broadcast_of(stage, delivery)
    assert (stage.row(delivery).state, part.state, part.error_code) == ("published", "scheduled", "out_of_window")
    assert "06:00-21:59" in str(part.error_message)
    go_to(stage, datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC))
    stage.settle()
    assert broadcast_of(stage, delivery).state == "scheduled"
    go_to(stage, datetime(2026, 12, 1, 23, 0, tzinfo=UTC))
    stage.settle()
    assert broadcast_of(stage, delivery).state == "published"


def test_the_fate_of_a_lost_broadcast_is_a_persons_to_tell(stage: Stage) -> None:
    go_to(stage, MORNING)
    add_zalo(stage, broadcast={})
    stage.add_item()
    delivery = stage.deliver("otp", "zalo")
    stage.sandbox.faults.add("lost", method="message")
    settle(stage, 15)
    part = broadcast_of(stage, delivery)
    assert (part.state, part.next_try_at) == ("uncertain", None)
    assert part.look_url == f"{stage.sandbox.url}/{OA_ID}"
    assert kinds(stage).count("broadcast") == 1


def test_a_plan_that_may_not_broadcast_fails_the_part_and_leaves_the_channel_open(stage: Stage) -> None:
    go_to(stage, MORNING)
    add_zalo(stage, broadcast={"cities": "nowhere"})
    stage.add_item()
    delivery = stage.deliver("otp", "zalo")
    settle(stage)
    part = broadcast_of(stage, delivery)
    assert (stage.row(delivery).state, part.state, part.error_code) == ("published", "failed", "invalid")
    with stage.database.read() as session:
        assert session.get_one(Channel, "zalo").closed_at is None


def test_the_months_broadcasts_are_counted_here_and_one_too_many_goes_next_month(stage: Stage) -> None:
    go_to(stage, MORNING)
    add_zalo(stage, broadcast={}, broadcast_per_month=1)
    for slug in ("mot", "hai"):
        stage.add_item(slug)
    first = stage.deliver("mot", "zalo")
    settle(stage)
    second = stage.deliver("hai", "zalo")
    settle(stage)
    assert broadcast_of(stage, first).state == "published"
    part = broadcast_of(stage, second)
    assert (part.state, part.error_code) == ("scheduled", "quota")
    assert "1 lượt broadcast của tháng này" in str(part.error_message)
    assert "từ ngày 01/01/2027" in str(part.error_message)
    go_to(stage, datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC))  # the month begins by the plan's clock
    stage.settle()
    assert kinds(stage).count("broadcast") == 1
    go_to(stage, datetime(2026, 12, 31, 23, 0, tzinfo=UTC))  # and broadcasts in the morning
    stage.settle()
    assert broadcast_of(stage, second).state == "published"


def test_zalos_own_night_is_waited_for_until_morning_without_holding_up_articles(stage: Stage) -> None:
    go_to(stage, MORNING)
    add_zalo(stage, broadcast={})
    for slug in ("mot", "hai"):
        stage.add_item(slug)
    stage.sandbox.zalo.world.night = True
    first = stage.deliver("mot", "zalo")
    settle(stage)
    second = stage.deliver("hai", "zalo")
    settle(stage)
    part = broadcast_of(stage, first)
    assert (part.state, stage.row(second).state) == ("scheduled", "published")
    assert "từ 22 giờ đến 6 giờ" in str(part.error_message)
    stage.sandbox.zalo.world.night = False
    assert part.next_try_at is not None
    go_to(stage, part.next_try_at - timedelta(seconds=1))
    stage.settle()
    assert sum(seen.method == "message" for seen in stage.sandbox.log) == 2  # each was asked once, in the night
    go_to(stage, MORNING + timedelta(days=2))
    stage.settle()
    assert "broadcast" in kinds(stage)


def test_a_follower_gets_one_broadcast_a_day_unless_declared_otherwise(stage: Stage) -> None:
    go_to(stage, MORNING)
    add_zalo(stage, broadcast={})
    parts = []
    for slug in ("mot", "hai"):
        stage.add_item(slug)
        parts.append(stage.deliver(slug, "zalo"))
        settle(stage)
    assert [broadcast_of(stage, each).state for each in parts] == ["published", "scheduled"]
    assert "1 lượt broadcast của ngày này (ngày 01/12)" in str(broadcast_of(stage, parts[1]).error_message)
    with stage.database.write() as session:
        channel = session.get_one(Channel, "zalo")
        channel.options = {**channel.options, "broadcast_per_day": 2}
    stage.add_item("ba")
    third = stage.deliver("ba", "zalo")
    settle(stage)
    assert broadcast_of(stage, third).state == "published"


def test_of_three_broadcasts_of_a_day_one_goes_each_morning(stage: Stage) -> None:
    go_to(stage, MORNING)
    add_zalo(stage, broadcast={})
    sent = []
    for slug in ("mot", "hai", "ba"):
        stage.add_item(slug)
        sent.append(stage.deliver(slug, "zalo"))
        settle(stage)
    for day in (1, 2, 3):
        assert [broadcast_of(stage, each).state for each in sent].count("published") == day
        go_to(stage, MORNING + timedelta(days=day))
        stage.settle()
    assert kinds(stage).count("broadcast") == 3


def test_followers_who_have_had_enough_by_zalos_own_count_get_it_in_the_morning(stage: Stage) -> None:
    go_to(stage, MORNING)
    add_zalo(stage, broadcast={})
    stage.add_item()
    stage.sandbox.zalo.world.used_up = True
    delivery = stage.deliver("otp", "zalo")
    settle(stage)
    part = broadcast_of(stage, delivery)
    assert (part.state, "sáng mai" in str(part.error_message)) == ("scheduled", True)
    stage.sandbox.zalo.world.used_up = False
    go_to(stage, MORNING + timedelta(days=2))
    stage.settle()
    assert broadcast_of(stage, delivery).state == "published"


def test_what_zalo_is_at_work_on_is_told_by_name(stage: Stage) -> None:
    add_zalo(stage)
    stage.add_item()
    stage.sandbox.zalo.world.polls = 50
    delivery = stage.deliver("otp", "zalo")
    stage.settle()
    stage.settle()
    assert (stage.row(delivery).error_code, stage.row(delivery).error_message) == (
        "at_work", "Zalo đang tạo bài (còn ẩn); chương trình sẽ hỏi lại.",
    )  # fmt: skip


def test_two_channels_of_one_account_share_one_pair_of_tokens(stage: Stage) -> None:
    add_zalo(stage)
    add_zalo(stage, key="zalo-2")
    sent: list[int] = []
    for channel in ("zalo", "zalo-2", "zalo"):
        stage.sandbox.zalo.keys.expire()
        stage.add_item(f"tin-{len(sent)}")
        sent.append(stage.deliver(f"tin-{len(sent)}", channel))
        settle(stage)
    assert [stage.row(each).state for each in sent] == ["published"] * 3
    keys = [stage.dispatch.destinations.credentials(key).read() for key in ("zalo", "zalo-2")]
    assert keys[0] == keys[1]
    assert keys[0]["refresh_token"] == stage.sandbox.zalo.keys.refresh


def test_taking_an_article_down_takes_its_waiting_broadcast_too(stage: Stage) -> None:
    go_to(stage, NIGHT)
    add_zalo(stage, broadcast={})
    stage.add_item()
    delivery = stage.deliver("otp", "zalo")
    settle(stage)
    take_down(stage.dispatch, delivery, "sai")
    assert broadcast_of(stage, delivery).state == "cancelled"
    assert stage.sandbox.posts() == []


def test_a_broadcast_that_was_sent_is_not_called_back_and_says_so(stage: Stage) -> None:
    go_to(stage, MORNING)
    add_zalo(stage, broadcast={})
    stage.add_item()
    delivery = stage.deliver("otp", "zalo")
    settle(stage)
    [note] = retract(stage.dispatch, "e@example.vn", delivery, "sai")
    part = broadcast_of(stage, delivery)
    assert (part.state, part.retracted_at, part.retract_reason) == ("published", None, "")
    assert stage.row(delivery).retracted_at is not None
    assert "không thu hồi được" in note
