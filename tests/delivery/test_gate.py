"""What may go when: approval, grace, windows, pauses, order, pace, urgency."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from campaign.models import Channel, Pause
from tests.delivery.stage import Stage

NIGHT = datetime(2026, 12, 1, 16, 30, tzinfo=UTC)
"""23:30 in Hau Giang."""


@pytest.fixture(autouse=True)
def editor(stage: Stage) -> None:
    """Whoever acts must be known."""
    stage.add_person("e@example.vn")


def test_unapproved_content_is_held_and_goes_once_approved(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp", approved=False)
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    assert (stage.row(delivery).state, stage.row(delivery).held_reason) == ("held", "approval")
    stage.approve("otp")
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_an_edit_after_approval_holds_a_scheduled_delivery(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram", at=stage.clock.now() + timedelta(minutes=1))
    stage.edit_item("otp", body="Bản sửa chưa ai xem.")
    stage.clock.advance(minutes=1)
    stage.settle()
    assert stage.row(delivery).held_reason == "approval"
    assert stage.posts() == []


def test_an_approval_after_the_grace_does_not_send_it_by_itself(stage: Stage) -> None:
    stage.add_channel(grace_s=3600.0)
    stage.add_item("otp", approved=False)
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    stage.clock.advance(hours=2)
    stage.approve("otp")
    stage.settle()
    assert (stage.row(delivery).state, stage.row(delivery).held_reason) == ("held", "late")
    assert stage.posts() == []


def test_past_its_grace_it_is_held_and_a_person_lets_it_go(stage: Stage) -> None:
    from campaign.desk.deliveries import release

    stage.add_channel(grace_s=600.0)
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.clock.advance(minutes=11)
    stage.settle()
    assert (stage.row(delivery).state, stage.row(delivery).held_reason) == ("held", "late")
    release(stage.database, "e@example.vn", delivery)
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.due_at) == ("published", stage.clock.now())


def test_outside_its_window_it_waits_with_the_reason_until_it_opens(stage: Stage) -> None:
    stage.clock.at = NIGHT
    stage.add_channel(send_window="06:00-22:00", grace_s=1800.0)
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    assert (stage.row(delivery).state, stage.row(delivery).error_code) == ("scheduled", "out_of_window")
    stage.clock.at = datetime(2026, 12, 1, 23, 0, tzinfo=UTC)
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_grace_counts_from_the_opening_of_the_window(stage: Stage) -> None:
    stage.clock.at = NIGHT
    stage.add_channel(send_window="06:00-22:00", grace_s=1800.0)
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.clock.at = datetime(2026, 12, 1, 23, 31, tzinfo=UTC)
    stage.settle()
    assert stage.row(delivery).held_reason == "late"


def test_in_a_pause_it_waits_unless_its_tag_is_exempt(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    stage.add_item("tet", tags=["tet"])
    now = stage.clock.now()
    with stage.database.write() as session:
        session.add(
            Pause(from_at=now, to_at=now + timedelta(hours=1), channels=["*"], except_tags=["tet"], reason="Quốc tang")
        )
    waits, goes = stage.deliver("otp", "telegram"), stage.deliver("tet", "telegram")
    stage.settle()
    assert (stage.row(waits).state, stage.row(waits).error_message) == ("scheduled", "Lịch đang tạm nghỉ: Quốc tang")
    assert stage.row(goes).state == "published"


def test_an_urgent_post_goes_first_and_past_window_and_interval(stage: Stage) -> None:
    stage.clock.at = NIGHT
    stage.add_channel(send_window="06:00-22:00", min_interval_s=3600.0)
    stage.add_item("otp")
    stage.add_item("khan")
    stage.add_item("khan-nua")
    stage.deliver("otp", "telegram")
    first = stage.deliver("khan", "telegram", urgent=True)
    second = stage.deliver("khan-nua", "telegram", urgent=True)
    stage.settle()
    assert [stage.row(first).state, stage.row(second).state] == ["published", "published"]
    assert len(stage.posts()) == 2


def test_two_posts_of_an_account_keep_their_distance(stage: Stage) -> None:
    stage.add_channel(min_interval_s=300.0)
    stage.add_item("otp")
    stage.add_item("qr")
    first, second = stage.deliver("otp", "telegram"), stage.deliver("qr", "telegram")
    stage.settle()
    assert [stage.row(first).state, stage.row(second).state] == ["published", "scheduled"]
    assert stage.row(second).error_code == "interval"
    stage.clock.advance(seconds=301)
    stage.settle()
    assert stage.row(second).state == "published"


def test_two_channels_of_one_account_share_its_order_and_pace(stage: Stage) -> None:
    stage.add_channel("kenh_mot", min_interval_s=300.0, account="telegram:kenh")
    stage.add_channel("kenh_hai", min_interval_s=300.0, account="telegram:kenh")
    stage.add_item("otp")
    first, second = stage.deliver("otp", "kenh_mot"), stage.deliver("otp", "kenh_hai")
    stage.settle()
    assert [stage.row(first).state, stage.row(second).error_code] == ["published", "interval"]


def test_a_closed_channel_sends_nothing_and_goes_on_when_opened(stage: Stage) -> None:
    from campaign.desk.channels import close, open_

    stage.add_channel()
    stage.add_item("otp")
    stage.add_person("quan-ly@example.vn", "manager")
    delivery = stage.deliver("otp", "telegram")
    close(stage.database, "quan-ly@example.vn", None, "Quốc tang")
    stage.settle()
    assert (stage.row(delivery).state, stage.row(delivery).error_message) == ("scheduled", "Kênh đang đóng: Quốc tang")
    open_(stage.database, "quan-ly@example.vn", "telegram")
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_nobody_publishes_links_to_this_machine(stage: Stage) -> None:
    stage.add_channel()
    with stage.database.write() as session:
        channel = session.get_one(Channel, "telegram")
        channel.options = {**channel.options, "api_url": "https://api.telegram.org"}
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.held_reason, row.error_code) == ("held", "preflight", "public_url")
    stage.wire(public_url="https://tin.example.vn")
    with stage.database.write() as session:
        channel = session.get_one(Channel, "telegram")
        channel.options = {**channel.options, "api_url": stage.sandbox.url}
    stage.clock.advance(seconds=31)
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_one_that_may_go_is_found_behind_any_number_that_wait(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("tet", tags=["tet"])
    now = stage.clock.now()
    with stage.database.write() as session:
        session.add(
            Pause(from_at=now, to_at=now + timedelta(hours=1), channels=["*"], except_tags=["tet"], reason="Nghỉ")
        )
    stage.add_item("otp")
    for number in range(130):
        stage.deliver("otp", "telegram", at=now - timedelta(seconds=200 - number))
    last = stage.deliver("tet", "telegram", at=now)
    stage.settle()
    assert stage.row(last).state == "published"
