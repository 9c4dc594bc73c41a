"""One beat of the clock: sweep, release, claim, hand over. Cheap, and harmless however often it comes."""

from __future__ import annotations

import logging

import sqlalchemy as sa
from sqlmodel import col

from campaign.db.database import MAX_CLOCK_DIFFERENCE_S
from campaign.delivery import crash
from campaign.delivery.claim import claim, next_due_s
from campaign.delivery.context import Dispatch
from campaign.delivery.leavings import clear
from campaign.delivery.lookup import look
from campaign.delivery.publish import publish
from campaign.delivery.releases import preflight_again, release_what_may
from campaign.delivery.room import require_room
from campaign.delivery.rows import take_errands
from campaign.delivery.rules import rules_now
from campaign.delivery.settle import replay_journal
from campaign.delivery.sweep import sweep
from campaign.models import Delivery

log = logging.getLogger(__name__)

STATE = sa.select(col(Delivery.state), col(Delivery.held_reason)).where(col(Delivery.id) == sa.bindparam("id"))


def tick(dispatch: Dispatch) -> int:
    """Hand what is due to the engine. Returns how many ids that were. Raises Mistake while the disk is nearly full."""
    require_room(dispatch.settings.var)
    if dispatch.database.clock_difference_s() > MAX_CLOCK_DIFFERENCE_S:
        log.error(
            "this machine's clock differs from the database's by more than %s s: not sending", MAX_CLOCK_DIFFERENCE_S
        )
        return 0
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        rules = rules_now(session, dispatch.settings)
        sweep(session, dispatch.settings, now)
        ids = [*release_what_may(session, rules, now)]
        session.flush()
        ids += take_errands(session, now, dispatch.settings.http_deadline_s)
        ids += claim(session, rules, now)
        dispatch.engine.submit(session, ids)
        soon_s = next_due_s(session, now, dispatch.settings.tick_s)
    crash.point("claimed")
    dispatch.engine.flush()
    if soon_s is not None:
        dispatch.wake(soon_s)
    return len(ids)


def run(dispatch: Dispatch, delivery_id: int) -> None:
    """What an engine calls with an id: the row says what is to be done, if anything. Most are queued."""
    if publish(dispatch, delivery_id):
        return
    with dispatch.database.read() as session:
        state = session.execute(STATE, {"id": delivery_id}).one_or_none()
    match tuple(state or ()):
        case ("uncertain", _):
            look(dispatch, delivery_id)
        case ("held", "preflight"):
            preflight_again(dispatch, delivery_id)
        case ("cancelled", _):
            clear(dispatch, delivery_id)


def recover(dispatch: Dispatch) -> None:
    """At start, holding the instance lock on SQLite: receipts of the journal first, then what the last run left."""
    replay_journal(dispatch)
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        sweep(session, dispatch.settings, now, at_once=dispatch.database.is_sqlite)
