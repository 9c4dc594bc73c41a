"""What a dead, sleeping or late worker leaves behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from campaign.delivery.outcome import Outcome
from campaign.delivery.settle import record_outcome, replay_journal, write_journal
from campaign.delivery.tick import recover
from campaign.desk.deliveries import resolve_absent, resolve_published
from campaign.errors import Unavailable
from campaign.platforms.seam import STILL_AT_WORK, Progress, Receipt
from campaign.platforms.telegram import TelegramPlatform
from tests.delivery.stage import Stage
from tests.delivery.test_changes import begin, queue


def late(remote_id: str) -> Outcome:
    return Receipt(remote_id=remote_id, permalink="https://t.me/kenh/9")


@pytest.fixture(autouse=True)
def editor(stage: Stage) -> None:
    """Whoever acts must be known."""
    stage.add_person("e@example.vn")


def test_a_visible_step_past_its_lease_is_never_sent_again_by_itself(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    begin(stage, delivery)
    stage.clock.advance(seconds=299)
    stage.settle()
    assert stage.row(delivery).state == "sending"
    for _ in range(4):
        stage.clock.advance(minutes=10)
        stage.settle()
    assert (stage.row(delivery).state, stage.row(delivery).lookups) == ("uncertain", 3)
    assert stage.posts() == []


def test_a_hidden_step_past_its_lease_is_simply_done_again(stage: Stage) -> None:
    stage.add_channel("ban-tin", "rss")
    stage.add_item("otp")
    delivery = stage.deliver("otp", "ban-tin")
    begin(stage, delivery)
    stage.clock.advance(seconds=301)
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_at_a_start_under_the_instance_lock_no_lease_is_waited_for(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    begin(stage, delivery)
    recover(stage.dispatch)
    expected = "uncertain" if stage.database.is_sqlite else "sending"
    assert stage.row(delivery).state == expected


def test_a_late_receipt_counts_although_the_lease_is_lost(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    token = begin(stage, delivery)
    stage.clock.advance(hours=1)
    stage.settle()
    assert stage.row(delivery).state == "uncertain"
    record_outcome(stage.dispatch, token, delivery, late("1/9"))
    assert (stage.row(delivery).state, stage.row(delivery).remote_id) == ("published", "1/9")


def test_a_late_receipt_after_send_again_wins_before_the_second_send(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    token = begin(stage, delivery)
    stage.clock.advance(hours=1)
    stage.settle()
    resolve_absent(stage.database, "e@example.vn", delivery)
    record_outcome(stage.dispatch, token, delivery, late("1/9"))
    stage.settle()
    assert stage.row(delivery).state == "published"
    assert stage.posts() == []


def test_a_receipt_for_what_is_already_published_is_kept_and_told(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    token = begin(stage, delivery)
    stage.clock.advance(hours=1)
    stage.settle()
    resolve_absent(stage.database, "e@example.vn", delivery)
    stage.settle()
    first = stage.row(delivery).remote_id
    record_outcome(stage.dispatch, token, delivery, late("1/9"))
    attempt = next(row for row in stage.attempts(delivery) if row.attempt_token == token)
    assert stage.row(delivery).remote_id == first
    assert (attempt.stray, (attempt.receipt or {})["remote_id"]) == (True, "1/9")


def test_a_receipt_of_the_journal_is_given_to_its_row_at_start(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    token = begin(stage, delivery)
    write_journal(stage.dispatch, token, delivery, Receipt(remote_id="1/9"))
    assert replay_journal(stage.dispatch) == 1
    assert stage.row(delivery).state == "published"
    assert replay_journal(stage.dispatch) == 0


def test_a_queued_row_whose_id_was_lost_is_queued_again(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    queue(stage)
    stage.clock.advance(minutes=6)
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_a_second_channel_goes_on_while_one_is_uncertain(stage: Stage) -> None:
    stage.add_channel("kenh_mot")
    stage.add_channel("kenh_hai")
    stage.add_item("otp")
    first, second = stage.deliver("otp", "kenh_mot"), stage.deliver("otp", "kenh_hai")
    stage.sandbox.faults.add("500-before", times=1)
    stage.settle()
    assert {stage.row(first).state, stage.row(second).state} == {"uncertain", "published"}


def test_the_receipt_of_what_a_person_saw_brings_its_id(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    token = begin(stage, delivery)
    stage.clock.advance(hours=1)
    stage.settle()
    resolve_published(stage.database, "e@example.vn", delivery)
    record_outcome(stage.dispatch, token, delivery, late("1/9"))
    row = stage.row(delivery)
    assert (row.state, row.remote_id, row.permalink) == ("published", "1/9", "https://t.me/kenh/9")
    assert not any(attempt.stray for attempt in stage.attempts(delivery))


def test_a_row_that_waits_between_two_steps_says_why(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    token = begin(stage, delivery)
    record_outcome(stage.dispatch, token, delivery, Progress(step="verify", visible=False, wait_s=20))
    row = stage.row(delivery)
    assert (row.state, row.error_code) == ("scheduled", "at_work")
    assert row.error_message


def test_a_platform_that_asks_for_rest_is_left_alone_by_the_whole_account(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    stage.add_item("qr")
    delivery = stage.deliver("otp", "telegram")
    token = begin(stage, delivery)
    record_outcome(stage.dispatch, token, delivery, Progress(step="post", visible=False, rest_s=600))
    other = stage.deliver("qr", "telegram")
    stage.settle()
    assert (stage.row(other).state, stage.row(other).error_code) == ("scheduled", "rate_limited")


def test_a_look_at_what_the_platform_still_works_on_uses_up_no_look(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.sandbox.faults.add("500-before", times=1)
    busy = Unavailable(STILL_AT_WORK, "Nền tảng đang xử lý.")
    with monkeypatch.context() as patched:
        patched.setattr(TelegramPlatform, "find", raising(busy))
        for minutes in (0, 1, 30, 30):
            stage.clock.advance(minutes=minutes)
            stage.settle()
        assert (stage.row(delivery).state, stage.row(delivery).lookups) == ("uncertain", 0)
        stage.clock.advance(hours=2)
        stage.settle()
        assert (stage.row(delivery).lookups, stage.row(delivery).next_try_at) == (3, None)  # now a person is asked


def raising(error: Exception) -> Callable[..., None]:
    def find(*_: object) -> None:
        raise error

    return find
