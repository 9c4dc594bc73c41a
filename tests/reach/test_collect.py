"""Figures are asked for when posts reach their ages, and written down as the platform gave them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.models import Channel, Collection, Delivery, MetricSample
from campaign.reach.collect import collect
from tests.delivery import stage as scene


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[scene.Stage]:
    """One post published on a Telegram channel of 150 members."""
    with scene.stage(database, tmp_path) as made:
        made.add_channel()
        made.add_item("otp")
        made.deliver("otp", "telegram")
        made.settle()
        made.sandbox.telegram.control("chat", {"chat": "@telegram", "members": 150})
        yield made


def figures(stage: scene.Stage, views: int, slug_number: int = 0, **reactions: int) -> None:
    post = stage.sandbox.posts()[slug_number]
    order = {"chat": f"@{post['username']}", "message_id": post["message_id"], "views": views, "reactions": reactions}
    stage.sandbox.telegram.control("figures", order)


def collected(stage: scene.Stage, everything: bool = False) -> int:
    return collect(stage.database, stage.dispatch.destinations, 5.0, everything=everything)


def samples(stage: scene.Stage, metric: str) -> list[MetricSample]:
    with stage.database.read() as session:
        return sorted(session.exec(select(MetricSample).where(MetricSample.metric == metric)), key=lambda s: s.id or 0)


def asked(stage: scene.Stage) -> list[tuple[str, str]]:
    with stage.database.read() as session:
        rows = session.exec(select(Collection)).all()
    return sorted((row.age, "lỗi" if row.error_message else "") for row in rows)


def test_figures_are_asked_for_once_at_each_age(stage: scene.Stage) -> None:
    counts = []
    for hours, views in ((0.9, 5), (0.1, 40), (5, 41), (18, 300), (6 * 24, 999), (21 * 24, 5000), (24, 1)):
        stage.clock.advance(hours=hours)
        figures(stage, views)
        counts.append((collected(stage), collected(stage)))
    assert counts == [(0, 0), (2, 0), (0, 0), (2, 0), (2, 0), (2, 0), (1, 0)]
    assert [sample.value for sample in samples(stage, "views")] == [40, 300, 999, 5000]
    assert [sample.value for sample in samples(stage, "followers")] == [150] * 5
    assert asked(stage) == [("1h", ""), ("24h", ""), ("28d", ""), ("7d", "")]


def test_a_channel_is_measured_every_day_also_when_none_of_its_posts_is_due(stage: scene.Stage) -> None:
    stage.clock.advance(days=40)
    collected(stage)
    taken = []
    for hours in (23, 1, 12, 12):
        stage.clock.advance(hours=hours)
        taken.append(collected(stage))
    assert taken == [0, 1, 0, 1]
    assert asked(stage) == [("28d", "")]


def test_a_channel_that_fails_is_asked_again_soon_and_no_post_counts_as_failed(stage: scene.Stage) -> None:
    stage.clock.advance(days=40)
    collected(stage)
    stage.clock.advance(days=1)
    stage.sandbox.faults.add("500-before", times=1, method="*")
    assert (collected(stage), collected(stage)) == (0, 0)
    stage.clock.advance(minutes=16)
    assert (collected(stage), collected(stage)) == (1, 0)
    assert asked(stage) == [("28d", "")]


def test_a_sample_says_of_what_when_and_by_which_name(stage: scene.Stage) -> None:
    stage.clock.advance(hours=1)
    figures(stage, 11_432, tim=3, cuoi=2)
    assert collected(stage) == 3
    (views,), (reactions,), (followers,) = (samples(stage, metric) for metric in ("views", "reactions", "followers"))
    assert (views.value, views.approximate) == (11_400, True)  # the page prints three digits: "11.4K"
    assert (reactions.value, reactions.approximate) == (5, False)
    assert views.delivery_id == reactions.delivery_id == 1
    assert followers.delivery_id is None  # of the channel
    assert all(s.taken_at == stage.clock.now() and s.native_name and s.api_version for s in (views, followers))


def test_an_age_that_was_missed_is_not_made_up_for_by_a_late_figure(stage: scene.Stage) -> None:
    stage.clock.advance(days=8)
    collected(stage)
    assert asked(stage) == [("7d", "")]


def test_what_the_platform_does_not_show_is_absent_and_never_nought(stage: scene.Stage) -> None:
    stage.clock.advance(hours=1)
    stage.sandbox.telegram.control("chat", {"chat": "@telegram", "public": False})
    assert collected(stage) == 1
    assert samples(stage, "views") == samples(stage, "reactions") == []
    assert [sample.value for sample in samples(stage, "followers")] == [150]


def test_a_failing_channel_leaves_a_trace_and_stops_nobody(stage: scene.Stage) -> None:
    stage.add_channel("khac")
    stage.deliver("otp", "khac")
    stage.settle()
    stage.clock.advance(hours=1)
    with stage.database.write() as session:
        channel = session.get_one(Channel, "telegram")
        channel.options = {**channel.options, "api_url": "http://127.0.0.1:9", "web_url": "http://127.0.0.1:9"}
    assert collected(stage) == 2
    assert {sample.channel_key for sample in samples(stage, "views")} == {"khac"}
    assert asked(stage) == [("1h", ""), ("1h", "lỗi")]


def test_a_failure_is_asked_again_later_at_the_same_age_and_then_counts(stage: scene.Stage) -> None:
    stage.clock.advance(hours=1)
    stage.sandbox.faults.add("500-before", times=2, method="*")
    assert (collected(stage), collected(stage)) == (0, 0)
    assert asked(stage) == [("1h", "lỗi")]
    stage.clock.advance(minutes=16)
    assert (collected(stage), collected(stage)) == (2, 0)
    assert asked(stage) == [("1h", "")]


def test_an_unforeseen_error_is_one_channels_trouble(stage: scene.Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from campaign.platforms import platform

    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    stage.clock.advance(hours=1)
    monkeypatch.setattr(platform("telegram"), "measure", breaks)
    assert collected(stage) == 0
    assert asked(stage) == [("1h", "lỗi")]


def test_everything_means_every_post_that_is_still_up(stage: scene.Stage) -> None:
    stage.add_item("qr")
    stage.deliver("qr", "telegram")
    stage.settle()
    figures(stage, 7, 0)
    figures(stage, 8, 1)
    assert (collected(stage, everything=True), collected(stage, everything=True)) == (3, 3)
    assert [sample.value for sample in samples(stage, "views")] == [7, 8, 7, 8]
    assert asked(stage) == []  # none has reached an age: those are still to come
    with stage.database.write() as session:
        session.get_one(Delivery, 1).retracted_at = stage.clock.now()
    assert collected(stage, everything=True) == 2
