"""A copy of the database to rehearse on, made fit for stand-ins: what only the real platforms know is put aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import SetClock
from campaign.db import Database
from campaign.models import AuditEntry, Credential, Delivery
from campaign.models.delivery import IN_FLIGHT
from campaign.upkeep.snapshot import snapshot

OPEN = ("scheduled", "held", *IN_FLIGHT)
"""States of a delivery of which a rehearsal has something to say."""


@dataclass(frozen=True)
class Copied:
    """The copy, its clock at the moment of copying, and what was there then."""

    database: Database
    clock: SetClock
    at: datetime
    newest_id: int
    """Of deliveries: what has a higher id was planned by the rehearsal."""
    newest_deed: int
    """Of the audit record: what has a higher id was done since."""
    settled: frozenset[int]
    """Deliveries that were over, or waited for a person, before the rehearsal began."""
    stored_at: Mapping[str, datetime]
    """When the secrets that are there today were stored, by their key."""


def copied(database: Database, folder: Path) -> Copied:
    """Copy into ``folder``. Nothing is written to ``database``. Raises Mistake where a row cannot be copied."""
    path = folder / "rehearsal.db"
    with database.read() as session:
        at = database.now(session)
    path.touch(0o600, exist_ok=False)  # for the owner alone from its first byte
    snapshot(database, path)
    clock = SetClock(at)
    copy = Database(f"sqlite:///{path}", clock)
    sa.event.listen(copy.engine, "connect", _without_waiting_for_the_disk)
    with copy.write() as session:
        stored_at = {row.channel_key: row.stored_at for row in session.scalars(sa.select(Credential))}
        session.execute(sa.delete(Credential))  # no secret of a real channel comes near a rehearsal
        settled = frozenset(session.scalars(_settled(at)))
        _put_aside(session)
        return Copied(
            copy, clock, at,
            newest_id=session.scalar(sa.select(sa.func.max(col(Delivery.id)))) or 0,
            newest_deed=session.scalar(sa.select(sa.func.max(col(AuditEntry.id)))) or 0,
            settled=settled, stored_at=stored_at,
        )  # fmt: skip


def _without_waiting_for_the_disk(connection: Any, _: Any) -> None:
    """A copy that a power cut loses is made again."""
    connection.execute("PRAGMA synchronous=OFF")


def _settled(at: datetime) -> sa.Select[Any]:
    """Over, or held for a person already: not what the days ahead bring."""
    waits_for_a_person = (col(Delivery.state) == "held") & (
        (col(Delivery.due_at) <= at) | col(Delivery.held_reason).in_(("late", "restored", "manual"))
    )
    return sa.select(col(Delivery.id)).where(sa.or_(col(Delivery.state).not_in(OPEN), waits_for_a_person))


def _put_aside(session: Session) -> None:
    """Ids and drafts of the real platforms mean nothing to a stand-in.

    What is being sent at this very moment goes out in the rehearsal too, from its first step. What nobody is sure of
    waits for a person: it is not looked up among invented posts. Ids keep apart from those that stand-ins give.
    """
    real = col(Delivery.remote_id)
    session.execute(sa.update(Delivery).where(real.is_not(None)).values(remote_id=sa.literal("real/") + real))
    open_rows = sa.update(Delivery).where(col(Delivery.state).in_(OPEN))
    session.execute(open_rows.values(progress=None, attempt_token=None, lease_until=None))
    session.execute(open_rows.where(col(Delivery.state).in_(IN_FLIGHT)).values(state="scheduled", queued_at=None))
    asked = col(Delivery.state).in_(("uncertain", "cancelled"))
    session.execute(sa.update(Delivery).where(asked).values(next_try_at=None))
