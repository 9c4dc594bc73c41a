"""One delivery, from due to published, and every way in which a platform can answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.clock import iso_z
from tests.delivery.stage import Stage


@pytest.mark.parametrize("platform", ["telegram", "rss"])
def test_a_due_delivery_is_published_exactly_once(stage: Stage, platform: str) -> None:
    stage.add_channel("kenh", platform)
    stage.add_item("otp")
    delivery = stage.deliver("otp", "kenh")
    stage.settle()
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.attempts) == ("published", 1)
    assert row.published_at == stage.clock.now()
    assert row.text is not None
    assert "Nội dung otp." in row.text
    assert "/go/" in row.text
    assert stage.posts() == ([row.text] if platform == "telegram" else [])


def test_nothing_goes_out_before_its_time(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram", at=stage.clock.now() + timedelta(minutes=5))
    stage.settle()
    assert stage.row(delivery).state == "scheduled"
    stage.clock.advance(minutes=5)
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_the_attempt_is_on_record_before_the_first_byte_leaves(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    (attempt,) = stage.attempts(delivery)
    assert (attempt.step, attempt.visible, attempt.outcome) == ("send", True, "published")
    assert str(iso_z(attempt.started_at)) <= stage.sandbox.posts()[0]["at"]


def test_a_lost_reply_is_looked_up_and_never_sent_again(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.sandbox.faults.add("lost", times=1)
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.attempts) == ("published", 1)
    assert len(stage.posts()) == 1
    assert row.permalink
    assert stage.attempts(delivery)[0].outcome == "uncertain"


def test_a_post_that_cannot_be_seen_waits_for_a_person(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.sandbox.faults.add("500-before", times=1)
    for minutes in (0, 2, 8, 60):
        stage.clock.advance(minutes=minutes)
        stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.lookups, row.next_try_at) == ("uncertain", 3, None)
    assert row.look_url
    assert stage.posts() == []


def test_a_refusal_fails_with_the_reason_in_plain_words(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.sandbox.faults.add("400", times=1)
    stage.settle()
    row = stage.row(delivery)
    assert row.state == "failed"
    assert row.error_message


def test_being_told_to_wait_spends_no_attempt_and_stops_the_account(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    stage.add_item("qr")
    first, second = stage.deliver("otp", "telegram"), stage.deliver("qr", "telegram")
    stage.sandbox.faults.add("429", times=1, retry_after=40)
    stage.settle()
    assert (stage.row(first).state, stage.row(first).attempts) == ("scheduled", 0)
    assert stage.row(second).state == "scheduled"
    assert stage.row(second).error_code == "rate_limited"
    stage.clock.advance(seconds=41)
    stage.settle()
    assert [stage.row(first).state, stage.row(second).state] == ["published", "published"]


def test_a_platform_that_is_not_there_is_tried_again_with_growing_waits(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.sandbox.stop()
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.attempts) == ("scheduled", 1)
    assert row.next_try_at is not None
    assert timedelta(seconds=30) <= row.next_try_at - stage.clock.now() <= timedelta(seconds=36)
    stage.clock.advance(seconds=37)
    stage.sandbox.start()
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_a_dead_token_holds_the_post_and_closes_the_channel(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    stage.add_item("qr")
    first = stage.deliver("otp", "telegram")
    second = stage.deliver("qr", "telegram", at=stage.clock.now() + timedelta(seconds=1))
    stage.sandbox.telegram.accept_only()
    stage.settle()
    stage.clock.advance(seconds=2)
    stage.settle()
    assert (stage.row(first).state, stage.row(first).held_reason) == ("held", "unauthorized")
    assert (stage.row(second).state, stage.row(second).error_code) == ("scheduled", "channel_closed")
