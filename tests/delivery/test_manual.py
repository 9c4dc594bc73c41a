"""Channels on which a person posts: the text is ready when it is due, and the person's word makes it published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.desk import deliveries, published
from campaign.errors import Conflict
from tests.delivery.stage import Stage

EDITOR = "e@example.vn"
LINK = "https://video.example/watch/1"


@pytest.fixture(autouse=True)
def editor(stage: Stage) -> None:
    stage.add_person(EDITOR)


def handed_over(stage: Stage) -> int:
    stage.add_channel("youtube", "manual")
    stage.add_item("otp")
    delivery = stage.deliver("otp", "youtube")
    stage.settle()
    return delivery


def test_a_due_one_waits_for_a_person_with_its_text_frozen(stage: Stage) -> None:
    delivery = handed_over(stage)
    stage.edit_item("otp", body="Bản sau.")
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.held_reason, row.attempts, stage.attempts(delivery)) == ("held", "manual", 0, [])
    assert row.text is not None
    assert "Nội dung otp." in row.text
    assert "/go/" in row.text


def test_it_comes_due_by_the_same_rules_as_any_other(stage: Stage) -> None:
    stage.add_channel("youtube", "manual", send_window="06:00-08:00")
    stage.add_item("otp", approved=False)
    stage.add_item("qr")
    first, second = stage.deliver("otp", "youtube"), stage.deliver("qr", "youtube")
    stage.clock.advance(hours=2)  # 09:00 in Vietnam
    stage.settle()
    assert (stage.row(first).held_reason, stage.row(first).text) == ("approval", None)
    assert (stage.row(second).state, stage.row(second).error_code) == ("scheduled", "out_of_window")


def test_once_it_waits_for_a_person_time_and_approvals_leave_it_alone(stage: Stage) -> None:
    delivery = handed_over(stage)
    stage.clock.advance(days=3)
    stage.settle()
    assert (stage.row(delivery).state, stage.row(delivery).held_reason) == ("held", "manual")


def test_one_that_comes_too_late_is_held_as_late_and_its_release_hands_it_over(stage: Stage) -> None:
    stage.add_channel("youtube", "manual", grace_s=60.0)
    stage.add_item("otp")
    delivery = stage.deliver("otp", "youtube", at=stage.clock.now() - timedelta(hours=1))
    stage.settle()
    assert stage.row(delivery).held_reason == "late"
    deliveries.release(stage.database, EDITOR, delivery)
    stage.settle()
    assert stage.row(delivery).held_reason == "manual"


def test_the_persons_word_and_link_make_it_published(stage: Stage) -> None:
    delivery = handed_over(stage)
    stage.clock.advance(minutes=20)
    deliveries.resolve_published(stage.database, EDITOR, delivery, LINK)
    row = stage.row(delivery)
    assert (row.state, row.permalink, row.held_reason) == ("published", LINK, None)
    assert (row.published_at, row.remote_id) == (stage.clock.now(), None)


def test_nobody_can_send_it_by_the_program(stage: Stage) -> None:
    delivery = handed_over(stage)
    with pytest.raises(Conflict, match="đăng tay"):
        deliveries.release(stage.database, EDITOR, delivery)
    with pytest.raises(Conflict):
        deliveries.resolve_absent(stage.database, EDITOR, delivery)


def test_two_may_wait_for_a_person_at_once(stage: Stage) -> None:
    first = handed_over(stage)
    stage.add_item("qr")
    second = stage.deliver("qr", "youtube")
    stage.settle()
    assert {stage.row(first).held_reason, stage.row(second).held_reason} == {"manual"}


def test_a_cancelled_one_stays_cancelled_and_a_rescheduled_one_is_prepared_anew(stage: Stage) -> None:
    delivery = handed_over(stage)
    stage.edit_item("otp", body="Bản sau.")
    stage.approve("otp")
    deliveries.reschedule(stage.database, EDITOR, delivery, stage.clock.advance(minutes=1))
    stage.settle()
    assert "Bản sau." in (stage.row(delivery).text or "")
    deliveries.cancel(stage.database, EDITOR, delivery)
    stage.settle()
    assert stage.row(delivery).state == "cancelled"


def test_correcting_and_taking_down_say_that_a_person_has_to_do_it(stage: Stage) -> None:
    delivery = handed_over(stage)
    deliveries.resolve_published(stage.database, EDITOR, delivery, LINK)
    stage.edit_item("otp", body="Bản sau.")
    stage.approve("otp")
    [result] = published.correct(stage.dispatch, EDITOR, "otp")
    assert (result.code, LINK in result.message) == ("refused", True)
    [note] = published.retract(stage.dispatch, EDITOR, delivery, "Đăng nhầm")
    assert LINK in note
    assert stage.row(delivery).retracted_at is not None
