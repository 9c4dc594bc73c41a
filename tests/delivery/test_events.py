"""What follows from a webhook: a lost post is settled, a figure is appended, and a replay changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import select

from campaign.clock import iso_z
from campaign.desk.hooks import follow_up
from campaign.models import Attempt, MetricSample, WebhookEvent
from tests.delivery.stage import Stage


def lost(stage: Stage) -> int:
    """A post whose answer was lost on a channel whose page shows nothing: nobody can find it."""
    stage.add_channel()
    stage.add_item("otp")
    stage.sandbox.telegram.control("chat", {"chat": "@telegram", "public": False})
    delivery = stage.deliver("otp", "telegram")
    stage.sandbox.faults.add("lost")
    stage.settle()
    assert stage.row(delivery).state == "uncertain"
    return delivery


def tell(stage: Stage, event_id: str, kind: str = "published", remote_id: str = "-1001/9", **body: Any) -> None:
    with stage.database.write() as session:
        now = stage.clock.now()
        told = {"at": iso_z(now), **body}
        session.add(
            WebhookEvent(
                channel_key="telegram", event_id=event_id, kind=kind, remote_id=remote_id, body=told, received_at=now
            )
        )


def follow(stage: Stage) -> None:
    """The beats of the next half minute."""
    for _ in range(3):
        follow_up(stage.dispatch)
        stage.settle()
        stage.clock.advance(seconds=11)
    follow_up(stage.dispatch)


def waiting(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        return [row.event_id for row in session.exec(select(WebhookEvent)) if row.followed_up_at is None]


def samples(stage: Stage) -> list[tuple[str, int, datetime]]:
    with stage.database.read() as session:
        return [(row.metric, row.value, row.taken_at) for row in session.exec(select(MetricSample)).all()]


def test_an_event_with_the_posts_short_link_proves_it(stage: Stage) -> None:
    delivery = lost(stage)
    at = stage.clock.now()
    text = "Tựa khác hẳn " + str(stage.row(delivery).text).split()[-1]
    tell(stage, "e1", text=text, permalink="https://t.example/9")
    follow(stage)
    row = stage.row(delivery)
    assert (row.state, row.remote_id, row.permalink) == ("published", "-1001/9", "https://t.example/9")
    assert row.published_at == at
    assert waiting(stage) == []
    assert len(stage.posts()) == 1


def test_an_event_has_the_adapter_look_first_since_it_knows_more(stage: Stage) -> None:
    delivery = lost(stage)
    stage.sandbox.telegram.control("chat", {"chat": "@telegram", "public": True})
    assert stage.tick() == 0  # the next look would be in two minutes
    tell(stage, "e1", remote_id="of-another-name", text=str(stage.row(delivery).text))
    follow_up(stage.dispatch)
    stage.settle()
    [shown] = stage.sandbox.posts()
    assert stage.row(delivery).remote_id == f"{shown['chat']}/{shown['message_id']}"
    follow(stage)
    assert waiting(stage) == []


def test_what_reads_otherwise_or_is_older_or_a_visitors_proves_nothing(stage: Stage) -> None:
    delivery = lost(stage)
    text = str(stage.row(delivery).text)
    tell(stage, "other", text="Một bài khác")
    tell(stage, "longer-code", text=f"Xem {text.split()[-1]}x")
    tell(stage, "older", text=text, at="2026-11-01T00:00:00Z")
    tell(stage, "visitor", text=text, by_page=False)
    tell(stage, "empty", text="")
    follow(stage)
    assert stage.row(delivery).state == "uncertain"
    assert waiting(stage) == []


def test_an_event_during_the_sending_waits_for_its_answer(stage: Stage) -> None:
    delivery = lost(stage)
    with stage.database.write() as session:
        row = session.merge(stage.row(delivery))
        row.state, row.lease_until = "sending", None
    tell(stage, "e1", text=str(stage.row(delivery).text))
    for _ in range(3):
        follow_up(stage.dispatch)
        stage.clock.advance(seconds=30)
    assert (stage.row(delivery).state, waiting(stage)) == ("sending", ["e1"])


def test_a_replay_finds_nothing_to_settle(stage: Stage) -> None:
    delivery = lost(stage)
    text = str(stage.row(delivery).text)
    tell(stage, "e1", text=text)
    follow(stage)
    before = stage.row(delivery)
    tell(stage, "e2", text=text)
    follow(stage)
    assert stage.row(delivery) == before
    assert len(stage.posts()) == 1


def test_an_event_never_makes_a_published_post_another(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    before = stage.row(delivery)
    tell(stage, "e1", text=str(before.text))
    follow(stage)
    assert stage.row(delivery) == before
    with stage.database.read() as session:
        assert len(session.exec(select(Attempt)).all()) == 1


def test_reactions_told_by_the_platform_are_samples_each_moment_once(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.settle()
    remote_id = stage.row(delivery).remote_id or ""
    first = stage.clock.now()
    figures = {"figures": {"reactions": 7, "nonsense": 3, "views": -1}, "native_name": "message_reaction_count"}
    tell(stage, "1", "figures", remote_id, **figures)
    tell(stage, "1-again", "figures", remote_id, **figures)
    stage.clock.advance(minutes=1)
    tell(stage, "2", "figures", remote_id, **{**figures, "figures": {"reactions": 0}})
    tell(stage, "3", "figures", "-1001/unknown", **figures)
    follow(stage)
    assert samples(stage) == [("reactions", 7, first), ("reactions", 0, stage.clock.now().replace(minute=1, second=0))]
    assert waiting(stage) == []


def test_what_was_followed_up_is_forgotten_after_a_month(stage: Stage) -> None:
    stage.add_channel()
    tell(stage, "1", "figures")
    follow_up(stage.dispatch)
    stage.clock.advance(days=31)
    tell(stage, "2", "figures")
    follow_up(stage.dispatch)
    with stage.database.read() as session:
        assert [row.event_id for row in session.exec(select(WebhookEvent))] == ["2"]
