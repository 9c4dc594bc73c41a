"""What the calendar knows ahead: posts that will not go out, and why, long before their time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from typer.testing import CliRunner

from campaign.credentials import Vault, store
from campaign.delivery.forecast import forecast
from campaign.models import Channel, Delivery, Pause
from tests.delivery.stage import TOKEN, Stage
from tests.delivery.test_zalo import MORNING, add_zalo, go_to, settle


def foreseen(stage: Stage, days: int = 14) -> dict[int, list[str]]:
    with stage.database.read() as session:
        found = forecast(session, stage.settings, stage.now(), days)
    return {delivery_id: [one.code for one in ones] for delivery_id, ones in found.items()}


def words(stage: Stage, delivery_id: int) -> str:
    with stage.database.read() as session:
        found = forecast(session, stage.settings, stage.now())
    return " ".join(one.message for one in found[delivery_id])


def test_what_will_go_out_has_no_forecast_even_if_it_waits_for_an_hour_that_comes(stage: Stage) -> None:
    stage.add_channel(send_window="06:00-22:00")
    stage.add_item("otp")
    now = stage.clock.now()
    with stage.database.write() as session:
        session.add(Pause(from_at=now, to_at=now + timedelta(hours=30), channels=["*"], except_tags=[], reason="Tết"))
    stage.deliver("otp", "telegram", at=now + timedelta(hours=2))
    stage.deliver("otp", "telegram", at=now + timedelta(hours=42))
    assert foreseen(stage) == {}


def test_unapproved_content_and_a_closed_channel_are_foreseen_and_pass_when_mended(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp", approved=False)
    delivery = stage.deliver("otp", "telegram", at=stage.clock.now() + timedelta(days=3))
    assert foreseen(stage) == {delivery: ["approval"]}
    stage.approve("otp")
    with stage.database.write() as session:
        session.get_one(Channel, "telegram").closed_at = stage.clock.now()
    assert foreseen(stage) == {delivery: ["channel_closed"]}
    with stage.database.write() as session:
        session.get_one(Channel, "telegram").closed_at = None
    assert foreseen(stage) == {}


def test_a_token_that_ends_before_the_post_is_told_with_its_day(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    ends = datetime(2026, 12, 3, 2, tzinfo=UTC)
    with stage.database.write() as session:
        channel = session.get_one(Channel, "telegram")
        channel.token_expires_at, channel.token_checked_at = ends, stage.clock.now()
    stage.deliver("otp", "telegram", at=ends - timedelta(minutes=1))
    late = stage.deliver("otp", "telegram", at=ends + timedelta(hours=1))
    assert foreseen(stage) == {late: ["token_ends"]}
    assert "hết hạn lúc 09:00 thứ Năm 03/12/2026" in words(stage, late)


def test_a_token_renewed_since_the_platform_was_asked_is_not_said_to_end(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    with stage.database.write() as session:
        channel = session.get_one(Channel, "telegram")
        channel.token_expires_at = stage.clock.now() + timedelta(hours=1)
        channel.token_checked_at = stage.clock.now()
    stage.clock.advance(minutes=5)
    with stage.database.write() as session:
        store(session, stage.now(), Vault(stage.settings.secret_key_file), "telegram", {"bot_token": TOKEN})
    stage.deliver("otp", "telegram", at=stage.clock.now() + timedelta(days=1))
    assert foreseen(stage) == {}


def test_an_item_that_expires_or_needs_a_review_before_its_post_is_foreseen(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("cu", expires_on=date(2026, 12, 4))
    stage.add_item("xem-lai", review_by=date(2026, 12, 4))
    on_time = [stage.deliver(slug, "telegram", at=datetime(2026, 12, 4, 3, tzinfo=UTC)) for slug in ("cu", "xem-lai")]
    expired = stage.deliver("cu", "telegram", at=datetime(2026, 12, 5, 3, tzinfo=UTC))
    unseen = stage.deliver("xem-lai", "telegram", at=datetime(2026, 12, 5, 3, tzinfo=UTC))
    assert foreseen(stage) == {expired: ["item_expired"], unseen: ["review_by"]}
    assert not set(on_time) & set(foreseen(stage))


def test_a_refusal_of_the_platform_that_can_be_known_is_known_when_scheduling(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("dai", title="a" * 5000, body="")
    stage.add_item("vua")
    too_long = stage.deliver("dai", "telegram", at=stage.clock.now() + timedelta(days=1))
    stage.deliver("vua", "telegram", at=stage.clock.now() + timedelta(days=1))
    with stage.database.write() as session:
        session.get_one(Channel, "telegram").template = "{{ item.nothing.at_all }}"
    assert set(foreseen(stage)) == {too_long, too_long + 1}
    assert {code for codes in foreseen(stage).values() for code in codes} == {"template"}


def test_the_months_broadcasts_are_counted_ahead_and_the_first_one_too_many_is_named(stage: Stage) -> None:
    go_to(stage, MORNING)
    add_zalo(stage, broadcast={}, broadcast_per_month=2)
    for slug in ("mot", "hai", "ba", "bon"):
        stage.add_item(slug)
    stage.deliver("mot", "zalo")
    settle(stage)
    stage.deliver("hai", "zalo", at=datetime(2026, 12, 8, 3, tzinfo=UTC))
    third = stage.deliver("ba", "zalo", at=datetime(2026, 12, 10, 3, tzinfo=UTC))
    assert foreseen(stage) == {third: ["quota"]}
    assert "2 lượt broadcast của tháng này" in words(stage, third)
    assert "từ ngày 01/01/2027" in words(stage, third)
    fourth = stage.deliver("bon", "zalo", at=datetime(2027, 1, 1, 3, tzinfo=UTC))
    assert foreseen(stage, days=60) == {third: ["quota"], fourth: ["quota"]}  # the day is the third one's by then


def test_schedule_prints_the_id_alone_and_warns_beside_it(stage: Stage) -> None:
    if not stage.database.is_sqlite:
        return
    from campaign.cli.main import app

    stage.add_channel()
    stage.add_item("otp", approved=False)
    ran = CliRunner().invoke(
        app, ["--workspace", str(stage.folder), "schedule", "otp", "--channel", "telegram", "--at", "now"],
        env={"CAMPAIGN_DATABASE_URL": stage.database.url, "CAMPAIGN_APPROVALS": "1"},
    )  # fmt: skip
    assert ran.exit_code == 0
    with stage.database.read() as session:
        assert session.get(Delivery, int(ran.stdout)) is not None
    assert "Dự báo: Nội dung hiện tại chưa đủ người duyệt" in ran.stderr
