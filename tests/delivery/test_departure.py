"""The mark before the first byte: what it proves, and whom it forbids to send."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from campaign.delivery import departure
from campaign.delivery.departure import Departure
from campaign.delivery.sweep import sweep
from campaign.delivery.tick import recover
from campaign.models import Attempt
from campaign.net.departure import NotOnRecord
from tests.delivery.stage import Stage
from tests.delivery.test_changes import begin


def under_way(stage: Stage, departed: bool) -> tuple[int, str]:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    return delivery, begin(stage, delivery, departed=departed)


def test_a_step_that_surely_never_left_is_simply_made_again(stage: Stage) -> None:
    delivery, _ = under_way(stage, departed=False)
    recover(stage.dispatch)
    stage.clock.advance(seconds=301)
    stage.settle()
    assert (stage.row(delivery).state, len(stage.posts())) == ("published", 1)


def test_whoever_was_given_up_may_not_send_any_more(stage: Stage) -> None:
    delivery, token = under_way(stage, departed=False)
    stage.clock.advance(seconds=301)
    stage.settle()
    with pytest.raises(NotOnRecord):
        Departure(stage.database, token, delivery)()
    assert len(stage.posts()) == 1


def test_a_mark_that_comes_while_the_sweep_has_the_row_in_hand_waits_and_is_refused(stage: Stage) -> None:
    """Each process has a snapshot of its own: without the row's lock both would think that they were right."""
    delivery, token = under_way(stage, departed=False)
    stage.clock.advance(seconds=301)
    refused = threading.Event()

    def leave() -> None:
        try:
            Departure(stage.database, token, delivery)()
        except NotOnRecord:
            refused.set()

    leaving = threading.Thread(target=leave)
    with stage.database.write() as session:
        assert sweep(session, stage.settings, stage.now()) == 1
        session.flush()
        leaving.start()
        leaving.join(0.3)
        assert leaving.is_alive()
    leaving.join(60)
    assert refused.is_set()


def test_an_attempt_of_an_older_program_proves_nothing(stage: Stage) -> None:
    delivery, _ = under_way(stage, departed=False)
    with stage.database.write() as session:
        session.execute(sa.update(Attempt).values(marked_in=None))
    stage.clock.advance(seconds=301)
    stage.settle()
    assert (stage.row(delivery).state, stage.posts()) == ("uncertain", [])


def test_on_sqlite_a_mark_counts_only_within_one_run_of_the_machine(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not waited for until the disk had it: with the power it may have gone."""
    delivery, _ = under_way(stage, departed=False)
    monkeypatch.setattr(departure, "_this_run", lambda: "another")
    recover(stage.dispatch)
    stage.clock.advance(seconds=301)
    stage.settle()
    assert stage.row(delivery).state == ("uncertain" if stage.database.is_sqlite else "published")
