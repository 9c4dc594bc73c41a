"""What follows a post: second messages and pins, each a delivery of its own under the same protocol."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.desk.deliveries import resolve_published, schedule
from campaign.desk.published import correct, retract
from campaign.errors import Mistake
from campaign.models import Channel, Delivery, Item
from tests.delivery.stage import Stage, the_item

LONG = "\n\n".join(f"Đoạn {number}. " + "Không đọc mã OTP cho ai. " * 20 for number in range(14))


def parts_of(stage: Stage, delivery: int) -> list[Delivery]:
    with stage.database.read() as session:
        query = sa.select(Delivery).where(col(Delivery.after_id) == delivery).order_by(col(Delivery.id))
        return list(session.scalars(query))


@pytest.fixture(autouse=True)
def editor(stage: Stage) -> None:
    """Whoever acts must be known."""
    stage.add_person("e@example.vn")


def test_a_long_text_goes_on_in_a_second_message_before_anything_else(stage: Stage) -> None:
    stage.add_channel(min_interval_s=600.0)
    stage.add_item("dai", body=LONG)
    stage.add_item("otp")
    delivery, other = stage.deliver("dai", "telegram"), stage.deliver("otp", "telegram")
    stage.settle()
    parts = parts_of(stage, delivery)
    assert [part.part for part in parts] == ["text"]
    assert [part.state for part in parts] == ["published"]
    assert stage.row(other).error_code == "interval"
    assert "".join(stage.posts()).count("Đoạn 13.") == 1


def test_a_part_whose_reply_is_lost_is_not_sent_again(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("dai", body=LONG)
    delivery = stage.deliver("dai", "telegram")
    stage.tick()
    stage.sandbox.faults.add("lost", times=1)
    stage.settle()
    assert [part.state for part in parts_of(stage, delivery)] == ["published"]
    assert len(stage.posts()) == 2


def test_a_pin_follows_its_post(stage: Stage) -> None:
    stage.add_channel()
    with stage.database.write() as session:
        channel = session.get_one(Channel, "telegram")
        channel.options = {**channel.options, "pin": True}
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    (pin,) = parts_of(stage, delivery)
    assert (pin.part, pin.state) == ("pin", "published")
    assert len(stage.posts()) == 1


def test_a_retraction_takes_the_parts_too(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("dai", body=LONG)
    delivery = stage.deliver("dai", "telegram")
    stage.settle()
    retract(stage.dispatch, "e@example.vn", delivery, "Thông tin đã cũ")
    retract(stage.dispatch, "e@example.vn", delivery, "Thông tin đã cũ")
    assert stage.posts() == []
    assert all(part.retracted_at for part in parts_of(stage, delivery))
    assert stage.row(delivery).text_sha256


def test_a_correction_changes_the_post_in_its_place(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    stage.edit_item("otp", body="Bản đã sửa.")
    stage.approve("otp")
    (result,) = correct(stage.dispatch, "e@example.vn", "otp")
    assert result.code == "corrected"
    assert "Bản đã sửa." in stage.posts()[0]
    assert len(stage.posts()) == 1
    assert stage.row(delivery).corrected_at == stage.clock.now()


@pytest.mark.parametrize("deed", ["correct", "retract"])
def test_a_dead_token_met_by_a_person_closes_the_channel_as_one_met_by_sending_does(stage: Stage, deed: str) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    stage.edit_item("otp", body="Bản đã sửa.")
    stage.approve("otp")
    stage.sandbox.faults.add("401", times=1)
    if deed == "correct":
        assert [result.code for result in correct(stage.dispatch, "e@example.vn", "otp")] == ["refused"]
    else:
        with pytest.raises(Mistake):
            retract(stage.dispatch, "e@example.vn", delivery, "Thông tin đã cũ")
    with stage.database.read() as session:
        channel = session.get_one(Channel, "telegram")
    assert (channel.closed_by, channel.closed_at) == ("platform", stage.clock.now())
    assert channel.closed_reason


def test_a_spent_quota_met_by_a_person_lets_the_account_rest(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    stage.add_item("hai")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    stage.sandbox.faults.add("429", times=1, retry_after=50)
    with pytest.raises(Mistake):
        retract(stage.dispatch, "e@example.vn", delivery, "Thông tin đã cũ")
    waiting = stage.deliver("hai", "telegram")
    stage.settle()
    assert stage.row(waiting).error_code == "rate_limited"


def test_after_a_retraction_the_item_may_go_out_again(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    retract(stage.dispatch, "e@example.vn", delivery, "Sai số điện thoại")
    assert the_item_of(stage).withdrawn_at is not None
    stage.clock.advance(minutes=1)
    again = schedule(stage.database, "e@example.vn", "otp", "telegram", None)
    stage.settle()
    assert stage.row(again).state == "published"
    assert the_item_of(stage).withdrawn_at is None


def test_a_page_stays_while_the_item_is_out_or_due_elsewhere(stage: Stage) -> None:
    stage.add_channel()
    stage.add_channel("ban-tin", "rss")
    stage.add_item("otp")
    first = stage.deliver("otp", "telegram")
    stage.settle()
    other = stage.deliver("otp", "ban-tin", at=stage.clock.now() + timedelta(hours=1))
    retract(stage.dispatch, "e@example.vn", first, "Sai số điện thoại")
    assert the_item_of(stage).withdrawn_at is None
    stage.clock.advance(hours=1)
    stage.settle()
    assert stage.row(other).state == "published"


def the_item_of(stage: Stage) -> Item:
    with stage.database.read() as session:
        return the_item(session, "otp")


def test_a_part_that_needs_its_post_fails_with_the_reason_where_a_person_gave_no_id(stage: Stage) -> None:
    stage.add_channel()
    with stage.database.write() as session:
        channel = session.get_one(Channel, "telegram")
        channel.options = {**channel.options, "pin": True}
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.sandbox.faults.add("500-before", times=1)
    stage.settle()
    resolve_published(stage.database, "e@example.vn", delivery)
    stage.settle()
    (pin,) = parts_of(stage, delivery)
    assert (pin.state, pin.error_code, pin.attempts) == ("failed", "parent_unknown", 0)
