"""``campaign tick``: everything that is due now, in this thread, until nothing is due."""

from __future__ import annotations

from datetime import timedelta

from campaign.alerts.contacts import Contacts
from campaign.alerts.round import one_round
from campaign.alerts.ways import Setting
from campaign.app.open import dispatch_for
from campaign.credentials import require_key
from campaign.db import Database
from campaign.delivery.tick import recover, run, tick
from campaign.desk.correcting import run_left
from campaign.desk.feed_polling import poll_due
from campaign.desk.hooks import follow_up
from campaign.reach.collect import collect
from campaign.schedule.planner import plan_ahead
from campaign.settings import Settings
from campaign.worker.beat import leave_word
from campaign.worker.fitter import fit_all, forget_what_was_left, what_is_needed
from campaign.worker.upload_sweep import sweep_uploads

SOON = timedelta(hours=1)
"""Files of what is due so soon are made now: the next tick may be the one at which it goes out."""


def tick_until_idle(database: Database, settings: Settings) -> None:
    """Slots, sweep, publish (several on one channel too), feeds, collect, tell. SQLite: the caller holds the lock."""
    dispatch = dispatch_for(database, settings)
    dispatch.engine.start(lambda delivery_id: run(dispatch, delivery_id))
    require_key(database, dispatch.destinations.vault)
    recover(dispatch)
    plan_ahead(database, settings)
    follow_up(dispatch)
    forget_what_was_left(dispatch)
    fit_all(dispatch, what_is_needed(dispatch, SOON))
    while tick(dispatch):
        pass
    run_left(dispatch)
    poll_due(database, settings)
    collect(database, dispatch.destinations, settings.http_deadline_s)
    sweep_uploads(dispatch)
    leave_word(database)
    one_round(Setting(Contacts(database, dispatch.destinations.vault), settings))
