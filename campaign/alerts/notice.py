"""Compares what rows show with what was known: new causes open, causes that are gone close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from campaign.alerts import from_channels, from_corrections, from_deliveries, from_items, from_program
from campaign.alerts.condition import Condition
from campaign.db import Database
from campaign.models import Alert, AlertCause
from campaign.settings import Settings

BATCH = 40
"""Rows of one write."""
KEPT = timedelta(days=90)
"""How long a cause that is gone is still shown."""
T = TypeVar("T")


def conditions(session: Session, now: datetime, settings: Settings) -> list[Condition]:
    """Everything that a person must hear now."""
    return [
        *from_items.awaiting_approval(session, settings),
        *from_items.returned(session, now, settings),
        *from_corrections.not_done(session, now),
        *from_items.bypassed(session, now),
        *from_deliveries.waiting_for_somebody(session, now),
        *from_deliveries.overdue(session, now),
        *from_deliveries.perhaps_twice(session, now),
        *from_channels.closed_by_themselves(session),
        *from_channels.to_be_reconnected(session),
        *from_channels.tokens_ending(session, now),
        *from_program.clock_stopped(session, now, settings.tick_s),
        *from_program.ways_failing(session),
    ]


def take_notice(database: Database, settings: Settings) -> int:
    """Open and close causes; returns how many have changed. Reads first: where nothing is new, nothing is written."""
    with database.read() as session:
        now = database.now(session)
        seen = {each.key: each for each in conditions(session, now, settings)}
        known = {(row.kind, row.subject, row.mark): row for row in session.scalars(open_causes())}
    new = [each for key, each in seen.items() if key not in known]
    gone = [row for key, row in known.items() if key not in seen]
    changed = [(known[key], each) for key, each in seen.items() if key in known and _differs(known[key], each)]
    for some in _batches(new):
        with database.write() as session:
            _open(session, database.now(session), some)
    for rows in _batches(gone):
        with database.write() as session:
            _close(session, database.now(session), [row.id or 0 for row in rows])
    for pairs in _batches(changed):
        with database.write() as session:
            for row, each in pairs:
                session.execute(sa.update(AlertCause).where(col(AlertCause.id) == row.id).values(**_values(each)))
    return len(new) + len(gone) + len(changed)


def open_causes() -> sa.Select[Any]:
    return sa.select(AlertCause).where(col(AlertCause.closed_at).is_(None)).order_by(col(AlertCause.id))


def forget_old(session: Session, now: datetime) -> None:
    """Causes that were gone long ago, and who was told."""
    old = sa.select(col(AlertCause.id)).where(col(AlertCause.closed_at) < now - KEPT)
    session.execute(sa.delete(Alert).where(col(Alert.cause_id).in_(old)))
    session.execute(sa.delete(AlertCause).where(col(AlertCause.closed_at) < now - KEPT))


def _open(session: Session, now: datetime, some: Sequence[Condition]) -> None:
    """Another process may see the same at the same moment: the open cause is one."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [
        {"kind": each.kind, "subject": each.subject, "mark": each.mark, "opened_at": now, **_values(each)}
        for each in some
    ]
    session.execute(insert(AlertCause).values(rows).on_conflict_do_nothing())


def _close(session: Session, now: datetime, ids: Sequence[int]) -> None:
    """What is gone is not told any more."""
    session.execute(
        sa.update(AlertCause)
        .where(col(AlertCause.id).in_(ids), col(AlertCause.closed_at).is_(None))
        .values(closed_at=now)
    )
    untold = sa.update(Alert).where(col(Alert.cause_id).in_(ids), col(Alert.state) == "pending")
    session.execute(untold.values(state="dropped"))


def _values(each: Condition) -> dict[str, object]:
    return {
        "title": each.title, "text": each.text, "path": each.path, "platform": each.platform, "urgent": each.urgent,
        "audience": each.audience.plain(),
    }  # fmt: skip


def _differs(row: AlertCause, each: Condition) -> bool:
    return any(getattr(row, name) != value for name, value in _values(each).items())


def _batches(rows: Iterable[T]) -> Iterable[list[T]]:
    """In tens of rows, so that no write takes long."""
    rows = list(rows)
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
