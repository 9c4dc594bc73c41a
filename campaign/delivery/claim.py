"""scheduled -> queued for what may go now: one transaction, at most one in flight per account, in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from campaign.delivery.cases import cases_of
from campaign.delivery.gate import Case, Go, Hold, judge
from campaign.delivery.rows import lock_accounts
from campaign.delivery.rules import Rules
from campaign.models import Delivery
from campaign.models.delivery import IN_FLIGHT

PAGE = 100
"""Rows looked at together. All that are due are looked at: one that may go can stand behind any number that wait."""

WITHOUT_POST = (defer(Delivery.post), defer(Delivery.receipt))  # type: ignore[arg-type]

PARTS_FIRST = sa.case((col(Delivery.part) == "", 1), else_=0)
"""What follows a post goes before the next post."""


def claim(session: Session, rules: Rules, now: datetime) -> list[int]:
    """Queue what may go, hold what may not, note why the rest waits. Returns the queued ids.

    Most often it is the first of its account that may go: all first ones are looked at together, then, page by page,
    what stands behind those that wait.
    """
    queues = _queues(session, _lock(session, _accounts_due(session, now)), now)
    claimed = _first_that_may_go(session, rules, [queue[:1] for queue in queues], now)
    for queue in queues:
        if queue[0] not in claimed:
            claimed += _next_that_may_go(session, rules, queue[1:], now)
    return claimed


def _due(now: sa.BindParameter[datetime]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Delivery.state) == "scheduled",
        col(Delivery.due_at) <= now,
        sa.or_(col(Delivery.next_try_at).is_(None), col(Delivery.next_try_at) <= now),
    )


NOW: sa.BindParameter[datetime] = sa.bindparam("now")
IN_THE_AIR = sa.select(col(Delivery.account)).where(col(Delivery.state).in_(IN_FLIGHT))
ACCOUNTS = (
    sa.select(col(Delivery.account))
    .where(*_due(NOW), col(Delivery.account).not_in(IN_THE_AIR))
    .distinct()
    .order_by(col(Delivery.account))
)
WAITING = (
    sa.select(col(Delivery.account), col(Delivery.id))
    .where(col(Delivery.account).in_(sa.bindparam("accounts", expanding=True)), *_due(NOW))
    .order_by(col(Delivery.account), PARTS_FIRST, col(Delivery.urgent).desc(), col(Delivery.due_at), col(Delivery.id))
)
SOON = sa.select(sa.func.min(col(Delivery.due_at))).where(
    col(Delivery.state) == "scheduled", col(Delivery.due_at) > NOW, col(Delivery.due_at) <= sa.bindparam("until")
)
LOCKED = (
    sa.select(Delivery)
    .where(col(Delivery.id).in_(sa.bindparam("ids", expanding=True)), col(Delivery.state) == "scheduled")
    .options(*WITHOUT_POST)
    .with_for_update(skip_locked=True)
)


def next_due_s(session: Session, now: datetime, within_s: float) -> float | None:
    """In how many seconds the next post falls due, if it does ``within_s``: then it leaves at its moment."""
    due_at: datetime | None = session.connection().scalar(
        SOON, {"now": now, "until": now + timedelta(seconds=within_s)}
    )
    return None if due_at is None else (due_at - now).total_seconds()


def _accounts_due(session: Session, now: datetime) -> Sequence[str]:
    return session.scalars(ACCOUNTS, {"now": now}).all()


def _lock(session: Session, accounts: Sequence[str]) -> Sequence[str]:
    """On PostgreSQL several clocks may tick at once: only one of them looks at an account. SQLite has one writer."""
    if not accounts or session.get_bind().dialect.name == "sqlite":
        return accounts
    ours = [pace.account for pace in lock_accounts(session, accounts)]
    flying = set(session.scalars(IN_THE_AIR.where(col(Delivery.account).in_(ours))))
    return [account for account in ours if account not in flying]


def _queues(session: Session, accounts: Sequence[str], now: datetime) -> list[list[int]]:
    """What is due on each account, in the order in which it may go."""
    queues: dict[str, list[int]] = {}
    if accounts:
        for account, delivery_id in session.execute(WAITING, {"accounts": accounts, "now": now}):
            queues.setdefault(account, []).append(delivery_id)
    return list(queues.values())


def _next_that_may_go(session: Session, rules: Rules, queue: Sequence[int], now: datetime) -> list[int]:
    for start in range(0, len(queue), PAGE):
        if claimed := _first_that_may_go(session, rules, [queue[start : start + PAGE]], now):
            return claimed
    return []


def _first_that_may_go(session: Session, rules: Rules, queues: Sequence[Sequence[int]], now: datetime) -> list[int]:
    """Of each queue the first that may go. All are locked: a person's cancel waits for our transaction, and then finds
    its row as it really is."""
    ids = [delivery_id for queue in queues for delivery_id in queue]
    rows = session.scalars(LOCKED, {"ids": ids}).all() if ids else []
    cases = {case.delivery.id: case for case in cases_of(session, rules, rows)}
    found = []
    for queue in queues:
        goes = (delivery_id for delivery_id in queue if delivery_id in cases and _is_queued(cases[delivery_id], now))
        found += [delivery_id for delivery_id in (next(goes, None),) if delivery_id is not None]
    return found


def _is_queued(case: Case, now: datetime) -> bool:
    verdict, delivery = judge(case, now), case.delivery
    if isinstance(verdict, Go):
        delivery.state, delivery.queued_at = "queued", now
        return True
    if isinstance(verdict, Hold):
        hold(delivery, verdict)
    elif (delivery.error_code, delivery.error_message) != (verdict.code, verdict.message):
        delivery.error_code, delivery.error_message = verdict.code, verdict.message
    return False


def hold(delivery: Delivery, verdict: Hold) -> None:
    """Held with its reason; nothing is on the wire."""
    delivery.state, delivery.held_reason = "held", verdict.reason
    delivery.error_code, delivery.error_message = verdict.code, verdict.message
    delivery.next_try_at = None
