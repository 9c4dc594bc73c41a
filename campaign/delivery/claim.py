"""scheduled -> queued for what may go now: one transaction, at most one in flight per account, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from campaign.delivery.cases import cases_of
from campaign.delivery.gate import Go, Hold, judge
from campaign.delivery.rows import lock_account
from campaign.delivery.rules import Rules
from campaign.models import Delivery
from campaign.models.delivery import IN_FLIGHT

PAGE = 100
"""Rows looked at together. All that are due are looked at: one that may go can stand behind any number that wait."""

WITHOUT_POST = (defer(Delivery.post), defer(Delivery.receipt))  # type: ignore[arg-type]

PARTS_FIRST = sa.case((col(Delivery.part) == "", 1), else_=0)
"""What follows a post goes before the next post."""


def claim(session: Session, rules: Rules, now: datetime) -> list[int]:
    """Queue what may go, hold what may not, note why the rest waits. Returns the queued ids."""
    return [
        delivery_id
        for account in _accounts_due(session, now)
        if _lock_account(session, account)
        for delivery_id in _first_that_may_go(session, rules, account, now)
    ]


def _accounts_due(session: Session, now: datetime) -> Sequence[str]:
    flying = sa.select(col(Delivery.account)).where(col(Delivery.state).in_(IN_FLIGHT))
    due = sa.select(col(Delivery.account)).where(*_due(now)).where(col(Delivery.account).not_in(flying)).distinct()
    return session.scalars(due.order_by(col(Delivery.account))).all()


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Delivery.state) == "scheduled",
        col(Delivery.due_at) <= now,
        sa.or_(col(Delivery.next_try_at).is_(None), col(Delivery.next_try_at) <= now),
    )


def _lock_account(session: Session, account: str) -> bool:
    """On PostgreSQL several clocks may tick at once: only one of them looks at an account. SQLite has one writer."""
    if lock_account(session, account) is None:
        return False
    flying = sa.select(col(Delivery.id)).where(col(Delivery.account) == account, col(Delivery.state).in_(IN_FLIGHT))
    return session.scalar(flying.limit(1)) is None


def _first_that_may_go(session: Session, rules: Rules, account: str, now: datetime) -> list[int]:
    for case in cases_of(session, rules, _candidates(session, account, now)):
        verdict, delivery = judge(case, now), case.delivery
        if isinstance(verdict, Go):
            delivery.state, delivery.queued_at = "queued", now
            session.flush()
            return [delivery.id] if delivery.id is not None else []
        if isinstance(verdict, Hold):
            hold(delivery, verdict)
        elif (delivery.error_code, delivery.error_message) != (verdict.code, verdict.message):
            delivery.error_code, delivery.error_message = verdict.code, verdict.message
    return []


def _candidates(session: Session, account: str, now: datetime) -> Iterator[Delivery]:
    """What is due on the account, in the order in which it may go, locked page by page.

    A person's cancel waits for our transaction, and then finds its row as it really is.
    """
    order = sa.select(col(Delivery.id)).where(col(Delivery.account) == account, *_due(now))
    ids = session.scalars(
        order.order_by(PARTS_FIRST, col(Delivery.urgent).desc(), col(Delivery.due_at), col(Delivery.id))
    ).all()
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        query = (
            sa.select(Delivery)
            .where(col(Delivery.id).in_(page), col(Delivery.state) == "scheduled")
            .options(*WITHOUT_POST)
            .with_for_update(skip_locked=True)
        )
        locked = {row.id: row for row in session.scalars(query)}
        yield from (locked[delivery_id] for delivery_id in page if delivery_id in locked)


def hold(delivery: Delivery, verdict: Hold) -> None:
    """Held with its reason; nothing is on the wire."""
    delivery.state, delivery.held_reason = "held", verdict.reason
    delivery.error_code, delivery.error_message = verdict.code, verdict.message
    delivery.next_try_at = None
