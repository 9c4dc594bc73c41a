"""Plans ahead: slots -> occurrences -> deliveries, and keeps what it planned right until its time comes.

Running it again changes nothing that is right. A first look reads only; what needs a change is looked at again inside
a short transaction of a few occurrences each, under one lock on PostgreSQL (SQLite has one writer anyway), so that any
number of planners make no doubles and keep cooldowns among them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from campaign.db import Database
from campaign.errors import Mistake
from campaign.models import Fact, Slot
from campaign.schedule.apply import apply
from campaign.schedule.decide import decide
from campaign.schedule.decision import Key
from campaign.schedule.occurrences import SlotTime, slot_times
from campaign.schedule.report import PlanReport
from campaign.schedule.shelf import Shelf, read_shelf
from campaign.schedule.view import SlotView, look
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals, stored_zone

PLANNED_AT = "planned_at"
PLAN_EVERY = timedelta(minutes=1)
OCCURRENCES_AT_ONCE = 3
"""In one write: a dozen deliveries with their links; under 50 ms also with 5,000 items in the library."""
PLANNING_LOCK = 7_211_908
"""PostgreSQL advisory lock of a planning transaction."""

log = logging.getLogger(__name__)


def due_for_planning(session: Session, now: datetime) -> bool:
    """Cheap: whether the last round began a minute ago or more, or never, or in the future (the clock was set back)."""
    fact = session.get(Fact, PLANNED_AT)
    return fact is None or not timedelta() <= now - fact.at < PLAN_EVERY


def ask_for_planning(session: Session) -> None:
    """Something changed that the calendar rests on: the next ``due_for_planning`` says yes. The caller commits."""
    session.execute(sa.delete(Fact).where(col(Fact.name) == PLANNED_AT))


def plan_ahead(database: Database, settings: Settings, days: int = 14) -> PlanReport:
    """Bring the calendar of the next ``days`` x 24 h up to date; what was done. A slot that cannot be read is told in
    the report and never stops the others. Raises Mistake where no plan has been brought in yet."""
    report = PlanReport()
    with database.write() as session:
        now = database.now(session)
        _remember_round(session, now)
    with database.read() as session:
        slots = session.scalars(sa.select(Slot).order_by(col(Slot.position), col(Slot.key))).all()
        if not slots:
            return report
        zone = stored_zone(session)
        views = any(slot.rotation == "best_reach" for slot in slots)
        shelf = read_shelf(session, required_approvals(session, settings), views=views)
    for slot in slots:
        try:
            _plan_slot(database, slot, zone, shelf, days, report)
        except Mistake as mistake:
            log.warning("slot %s cannot be planned: %s", slot.key, mistake)
            report.problems.append(str(mistake))
    return report


def _remember_round(session: Session, now: datetime) -> None:
    """At its beginning: what is asked for while it runs is then not forgotten."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Fact).values(name=PLANNED_AT, value="", at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


def _plan_slot(database: Database, slot: Slot, zone: ZoneInfo, shelf: Shelf, days: int, report: PlanReport) -> None:
    """First what the slot no longer has, so that the items planned there are free again for where it has moved to."""
    view = None
    for given_up in (True, False):
        if view is None:
            with database.read() as session:
                view = look(session, slot, database.now(session), zone, shelf)
        agenda = [(key, time) for key, time in _agenda(view, zone, days) if (time is None) == given_up]
        work = [key for key, time in agenda if decide(view, key, time).changes(view.rows.get(key))]
        for start in range(0, len(work), OCCURRENCES_AT_ONCE):
            _plan_some(database, slot.key, zone, shelf, days, work[start : start + OCCURRENCES_AT_ONCE], report)
            view = None  # what was seen is true no longer


def _plan_some(
    database: Database, slot_key: str, zone: ZoneInfo, shelf: Shelf, days: int, keys: list[Key], report: PlanReport
) -> None:
    """One transaction: look again at these occurrences, decide again, and write it down."""
    with database.write() as session:
        if not database.is_sqlite:
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(PLANNING_LOCK)))
        slot = session.get_one(Slot, slot_key)
        view = look(session, slot, database.now(session), zone, shelf, keys)
        agenda = dict(_agenda(view, zone, days))
        for key in keys:
            if key not in agenda:
                continue
            decision = decide(view, key, agenda[key])
            if decision.changes(view.rows.get(key)):
                apply(session, view, decision, report)


def _agenda(view: SlotView, zone: ZoneInfo, days: int) -> Iterator[tuple[Key, SlotTime | None]]:
    """Every occurrence to decide about: what the slot has from now on, and what is stored and it has no more."""
    until = view.now + timedelta(days=days)
    stored = {key: row.due_at for key, row in view.rows.items()}
    stored |= {key: there[0].due_at for key, there in view.deliveries.items() if key not in stored}
    furthest = max([until, *stored.values()])
    times = (
        {}
        if view.slot.removed_at
        else {(time.local_time, time.fold): time for time in slot_times(view.slot, zone, view.now, furthest)}
    )
    for key, time in times.items():
        if time.due_at <= until or key in stored:
            yield key, time
    for key, due_at in stored.items():
        if key not in times and due_at > view.now:
            yield key, None
