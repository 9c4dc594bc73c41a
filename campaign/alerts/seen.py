"""What one person sees of alerts: what is open and theirs, what was told lately, when and by which way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.alerts.audience import hears
from campaign.alerts.kinds import KINDS, Kind
from campaign.alerts.notice import open_causes
from campaign.models import Alert, AlertCause, User

LATELY = timedelta(days=30)
LISTED = 100
READ_AT_MOST = 1000


@dataclass(frozen=True)
class Seen:
    """One cause and how this person was told of it."""

    cause: AlertCause
    kind: Kind
    told: Sequence[Alert]


@dataclass(frozen=True)
class Board:
    open: Sequence[Seen]
    past: Sequence[Seen]


def board(session: Session, now: datetime, user: User) -> Board:
    """Newest first; of what is open the urgent first. What is nobody's is everybody's whose it would fall to."""
    still = [cause for cause in session.scalars(open_causes()) if hears(cause, user) or _falls_to(cause, user)]
    lately = (
        sa.select(AlertCause)
        .where(col(AlertCause.closed_at).is_not(None), col(AlertCause.opened_at) > now - LATELY)
        .order_by(col(AlertCause.opened_at).desc())
        .limit(READ_AT_MOST)
    )
    gone = [cause for cause in session.scalars(lately) if hears(cause, user)][:LISTED]
    told = _told(session, user, [cause.id or 0 for cause in (*still, *gone)])
    newest = sorted(still, key=lambda cause: (cause.urgent, cause.opened_at), reverse=True)
    return Board([_seen(cause, told) for cause in newest], [_seen(cause, told) for cause in gone])


def _falls_to(cause: AlertCause, user: User) -> bool:
    return cause.kind in ("clock", "way") and user.role == "admin" and not user.unit


def _seen(cause: AlertCause, told: Mapping[int, Sequence[Alert]]) -> Seen:
    return Seen(cause, KINDS[cause.kind], told.get(cause.id or 0, ()))


def _told(session: Session, user: User, ids: Sequence[int]) -> dict[int, list[Alert]]:
    rows = session.scalars(
        sa.select(Alert)
        .where(col(Alert.user_id) == user.id, col(Alert.cause_id).in_(ids), col(Alert.state) != "dropped")
        .order_by(col(Alert.id))
    )
    found: dict[int, list[Alert]] = {}
    for row in rows:
        found.setdefault(row.cause_id, []).append(row)
    return found
