"""What people do to deliveries, and what is refused in which state."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from campaign.delivery.claim import claim
from campaign.delivery.departure import Departure
from campaign.delivery.publish import _commit_intent, _frozen, publish
from campaign.delivery.rules import rules_now
from campaign.delivery.settle import record_outcome
from campaign.desk import deliveries
from campaign.errors import Conflict
from campaign.models import AuditEntry
from campaign.platforms.seam import Progress
from campaign.platforms.telegram import TelegramPlatform
from tests.delivery.stage import Stage

EDITOR = "e@example.vn"


@pytest.fixture(autouse=True)
def editor(stage: Stage) -> None:
    stage.add_person(EDITOR)


def queue(stage: Stage) -> None:
    """The tick's transaction without the engine: the row is queued, nobody has begun."""
    with stage.database.write() as session:
        now = stage.clock.now()
        claim(session, rules_now(session, stage.settings), now)


def test_a_cancel_that_was_confirmed_stops_a_queued_post(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    queue(stage)
    assert stage.row(delivery).state == "queued"
    deliveries.cancel(stage.database, EDITOR, delivery)
    publish(stage.dispatch, delivery)
    stage.settle()
    assert stage.row(delivery).state == "cancelled"
    assert stage.posts() == []


def test_an_edit_between_claim_and_send_is_not_sent_unapproved(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    queue(stage)
    stage.edit_item("otp", body="Sửa vào phút chót.")
    publish(stage.dispatch, delivery)
    assert stage.row(delivery).held_reason == "approval"
    assert stage.posts() == []


def test_a_published_post_cannot_be_cancelled(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    with pytest.raises(Conflict, match="đã lên kênh"):
        deliveries.cancel(stage.database, EDITOR, delivery)


def test_the_same_schedule_twice_is_one_delivery(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    at = stage.clock.now() + timedelta(hours=1)
    first = deliveries.schedule(stage.database, EDITOR, "otp", "telegram", at)
    assert deliveries.schedule(stage.database, EDITOR, "otp", "telegram", at) == first
    deliveries.cancel(stage.database, EDITOR, first)
    with pytest.raises(Conflict, match="đã bị hủy"):
        deliveries.schedule(stage.database, EDITOR, "otp", "telegram", at)


def test_a_rescheduled_post_goes_at_its_new_time(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    later = stage.clock.now() + timedelta(hours=3)
    deliveries.reschedule(stage.database, EDITOR, delivery, later)
    stage.settle()
    assert stage.row(delivery).state == "scheduled"
    stage.clock.advance(hours=3)
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_a_person_settles_an_uncertain_post_both_ways(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    stage.add_item("qr")
    seen, unseen = stage.deliver("otp", "telegram"), stage.deliver("qr", "telegram")
    stage.sandbox.faults.add("500-before", times=2)
    stage.settle()
    assert [stage.row(seen).state, stage.row(unseen).state] == ["uncertain", "uncertain"]
    deliveries.resolve_published(stage.database, EDITOR, seen, "https://t.me/kenh/7")
    deliveries.resolve_absent(stage.database, EDITOR, unseen)
    stage.settle()
    assert (stage.row(seen).state, stage.row(seen).permalink) == ("published", "https://t.me/kenh/7")
    assert stage.row(unseen).state == "published"
    assert len(stage.posts()) == 1


def test_every_action_leaves_one_audit_row(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    at = stage.clock.now() + timedelta(hours=1)
    delivery = deliveries.schedule(stage.database, EDITOR, "otp", "telegram", at)
    deliveries.cancel(stage.database, EDITOR, delivery)
    with stage.database.read() as session:
        rows = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(row.actor, row.action) for row in rows] == [(EDITOR, "schedule"), (EDITOR, "cancel")]


def test_a_rescheduled_post_starts_anew_and_its_hidden_draft_is_taken_away(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    token = begin(stage, delivery)
    record_outcome(stage.dispatch, token, delivery, Progress(step="draft", visible=False, state={"id": "7"}))
    taken: list[object] = []
    monkeypatch.setattr(TelegramPlatform, "retract", lambda *given: taken.append(given[-1]))
    deliveries.reschedule(stage.database, EDITOR, delivery, stage.clock.now() + timedelta(hours=1))
    stage.clock.advance(hours=1)
    stage.settle()
    assert stage.row(delivery).state == "published"
    assert taken == [Progress(step="draft", visible=False, state={"id": "7"})]


def begin(stage: Stage, delivery: int, departed: bool = True) -> str:
    """COMMIT 1, and the departure of the first byte; the attempt's token."""
    queue(stage)
    frozen = _frozen(stage.dispatch, delivery)
    assert frozen is not None
    step = _commit_intent(stage.dispatch, delivery, frozen)
    assert step is not None
    if departed and step.progress.visible:
        Departure(stage.database, step.attempt_token, delivery)()
    return step.attempt_token
