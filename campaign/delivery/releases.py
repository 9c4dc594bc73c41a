"""Held posts that need no person: what held them has gone. Judged again by the tick, grace included."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.cases import cases_of
from campaign.delivery.claim import hold
from campaign.delivery.context import Dispatch
from campaign.delivery.freeze import freeze_sources
from campaign.delivery.gate import Hold, judge
from campaign.delivery.publish import RECHECK_S
from campaign.delivery.rows import locked
from campaign.delivery.rules import Rules, rules_now
from campaign.delivery.sources import sources_of
from campaign.models import Delivery

BY_THEMSELVES = ("approval", "unauthorized", "preflight")
HELD = (
    sa.select(Delivery)
    .where(col(Delivery.state) == "held", col(Delivery.held_reason).in_(BY_THEMSELVES))
    .with_for_update(skip_locked=True)
)


def release_what_may(session: Session, rules: Rules, now: datetime) -> list[int]:
    """Give back what an approval or a connect has freed; returns held ids whose preflight is to be tried again."""
    again = []
    for case in cases_of(session, rules, session.scalars(HELD).all()):
        delivery, verdict = case.delivery, judge(case, now)
        if isinstance(verdict, Hold) and verdict.reason in ("late", "approval"):
            if verdict.reason != delivery.held_reason:
                hold(delivery, verdict)
        elif delivery.held_reason == "preflight":
            if delivery.next_try_at is None or delivery.next_try_at <= now:
                delivery.next_try_at = now + timedelta(seconds=RECHECK_S)
                again.append(delivery.id)
        elif delivery.held_reason == "approval" or case.channel.closed_at is None:
            give_back(delivery)
    return [delivery_id for delivery_id in again if delivery_id is not None]


def give_back(delivery: Delivery) -> None:
    """Held -> scheduled, as if it had never been held."""
    delivery.state, delivery.held_reason, delivery.next_try_at = "scheduled", None, None
    delivery.error_code = delivery.error_message = None


def preflight_again(dispatch: Dispatch, delivery_id: int) -> None:
    """Render and check a post that was held for its preflight; passing it releases it."""
    with dispatch.database.read() as session:
        sources = sources_of(session, delivery_id)
        if sources is None or (sources.delivery.state, sources.delivery.held_reason) != ("held", "preflight"):
            return
        frozen = freeze_sources(session, dispatch.settings, sources)
    with dispatch.database.write() as session:
        row = locked(session, delivery_id, "held")
        if row is None or row.held_reason != "preflight":
            return
        now = dispatch.database.now(session)
        case = next(cases_of(session, rules_now(session, dispatch.settings), [row]))
        verdict = judge(case, now)
        if isinstance(verdict, Hold):
            hold(row, verdict)
            row.next_try_at = now + timedelta(seconds=RECHECK_S)
        elif frozen.problems:
            row.error_code = frozen.problems[0].code
            row.error_message = " ".join(problem.message for problem in frozen.problems)
        else:
            give_back(row)
    dispatch.wake()
