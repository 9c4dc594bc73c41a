"""When something may happen next. The clock of a rehearsal jumps from one such moment to the next and never sleeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.cases import cases_of
from campaign.delivery.claim import WITHOUT_POST
from campaign.delivery.gate import Case, last_moment
from campaign.delivery.rules import Rules
from campaign.models import Delivery
from campaign.workspace.openings import SendWindow, first_opening, local_to_utc

SECOND = timedelta(seconds=1)


def next_moment(session: Session, rules: Rules, now: datetime) -> datetime:
    """The first moment after ``now`` at which a post is due, may go at last, or becomes too late; at the latest the
    next midnight, when dates begin and end."""
    found = [moment for moment in _moments(session, rules, now) if moment > now]
    return min([_midnight(rules, now), *found])


def _moments(session: Session, rules: Rules, now: datetime) -> Iterator[datetime]:
    due_at, try_at = col(Delivery.due_at), col(Delivery.next_try_at)
    waits = col(Delivery.state) == "scheduled"
    looked_for = (col(Delivery.state) == "uncertain") & (try_at > now)
    for query in (
        sa.select(sa.func.min(due_at)).where(waits, due_at > now),
        sa.select(sa.func.min(try_at)).where(sa.or_(waits, looked_for), try_at > now),
    ):
        if (moment := session.scalar(query)) is not None:
            yield moment
    waiting = sa.select(Delivery).where(waits, due_at <= now).options(*WITHOUT_POST)
    for case in cases_of(session, rules, session.scalars(waiting).all()):
        yield from _of_one_that_waits(case, now)


def _of_one_that_waits(case: Case, now: datetime) -> Iterator[datetime]:
    pace, delivery = case.pace, case.delivery
    if pace:
        yield from (at for at in (pace.next_allowed_at, pace.limited_until, pace.looking_until) if at is not None)
    if delivery.part:
        yield first_opening(now, case.rules.zone, SendWindow.parse(case.part_window), (), delivery.channel_key, ())
        return
    yield last_moment(case) + SECOND
    if not delivery.urgent:
        window, tags = SendWindow.parse(case.channel.send_window), case.revision.tags
        yield first_opening(now, case.rules.zone, window, case.rules.pauses, delivery.channel_key, tags)


def _midnight(rules: Rules, now: datetime) -> datetime:
    local = now.astimezone(rules.zone)
    tomorrow = local.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=1)
    return max(local_to_utc(tomorrow, rules.zone), now + SECOND)
