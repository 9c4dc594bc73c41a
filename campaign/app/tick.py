"""``campaign tick``: everything that is due now, in this thread, until nothing is due."""

from __future__ import annotations

from campaign.app.open import dispatch_for
from campaign.db import Database
from campaign.delivery.tick import recover, run, tick
from campaign.reach.collect import collect
from campaign.schedule.planner import plan_ahead
from campaign.settings import Settings
from campaign.worker.beat import leave_word


def tick_until_idle(database: Database, settings: Settings) -> None:
    """Slots, sweep, publish (several on one channel too), collect; the caller holds the instance lock on SQLite."""
    dispatch = dispatch_for(database, settings)
    dispatch.engine.start(lambda delivery_id: run(dispatch, delivery_id))
    recover(dispatch)
    plan_ahead(database, settings)
    while tick(dispatch):
        pass
    collect(database, dispatch.destinations, settings.http_deadline_s)
    leave_word(database)
