"""What a delivery asks of the database: a number that is held, since each statement costs as much as all our rules."""

from __future__ import annotations

from dataclasses import replace

from campaign.db import Database
from campaign.delivery.engine import InlineEngine
from campaign.delivery.tick import tick
from tests.delivery import stage as scene
from tests.statements import statements

OF_ONE_DELIVERY = 11
"""Reading and rendering, COMMIT 1, the key, COMMIT 2. Beside them the mark at departure, on a connection of its own."""


def due_now(stage: scene.Stage, slug: str, keys: list[str]) -> None:
    stage.add_item(slug)
    for key in keys:
        stage.deliver(slug, key)


def asked_by_a_tick(database: Database, stage: scene.Stage) -> list[str]:
    with statements(database) as said:
        tick(stage.dispatch)
    return said


def test_one_delivery_more_asks_so_many_statements_more(database: Database, stage: scene.Stage) -> None:
    keys = [f"kenh_{number}" for number in range(5)]
    for key in keys:
        stage.add_channel(key)
    due_now(stage, "truoc", keys)
    tick(stage.dispatch)  # what is read once in the life of a program has been read
    due_now(stage, "hai", keys[:2])
    few = asked_by_a_tick(database, stage)
    due_now(stage, "nam", keys)
    many = asked_by_a_tick(database, stage)
    assert len(stage.posts()) == 12
    own = OF_ONE_DELIVERY if database.is_sqlite else OF_ONE_DELIVERY + 3  # the mark, and the hold on the row
    assert len(many) - len(few) <= 3 * own, "\n".join(many)


def test_a_tick_queues_many_accounts_with_as_many_statements_as_few(database: Database, stage: scene.Stage) -> None:
    stage.dispatch = replace(stage.dispatch, engine=InlineEngine())  # carries ids to nobody
    keys = [f"kenh_{number:02}" for number in range(24)]
    for key in keys:
        stage.add_channel(key)
    due_now(stage, "it", keys[:4])
    few = asked_by_a_tick(database, stage)
    due_now(stage, "nhieu", keys[4:])
    many = asked_by_a_tick(database, stage)
    assert len(many) <= len(few), "\n".join(many)
    with database.read() as session:
        assert (
            session.connection().exec_driver_sql("SELECT count(*) FROM delivery WHERE state = 'queued'").scalar() == 24
        )
