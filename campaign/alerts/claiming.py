"""Takes what waits to be told: by person, in one transaction each, just before it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.alerts.message import Message
from campaign.alerts.spread import DESK
from campaign.alerts.ways import Setting
from campaign.alerts.wishes import wishes_of
from campaign.errors import Mistake
from campaign.models import Alert, AlertCause, User
from campaign.workspace.stored import stored_zone

LEASE = timedelta(minutes=2)
"""Longer than any way takes for one message."""
AT_ONCE = 500
"""Causes in one message."""
PREFIX = "alert-"


@dataclass(frozen=True)
class Claimed:
    """One message and the rows that it stands for."""

    message: Message
    ids: Sequence[int]
    attempt: int


def claim(setting: Setting, way: str) -> Iterator[Claimed]:
    """What may be told now, one message after another, the urgent ones first: each is taken just before it is sent, so
    that its lease runs from then. What one person is told at once is one message, and stays one."""
    database = setting.contacts.database
    with database.read() as session:
        groups = session.execute(_groups(way, database.now(session))).all()
    for user_id, message, _ in groups:
        claimed = _claim_one(setting, way, user_id, message)
        if claimed is not None:
            yield claimed


def _claim_one(setting: Setting, way: str, user_id: int, message: str) -> Claimed | None:
    """None: nothing is left of it for now (another process has it, it is somebody's quiet hour)."""
    database = setting.contacts.database
    with database.write() as session:
        now = database.now(session)
        mine = sa.select(col(Alert.id), col(Alert.cause_id), col(Alert.round), col(Alert.attempts)).join(
            AlertCause, col(AlertCause.id) == col(Alert.cause_id)
        )
        which = (col(Alert.user_id) == user_id, col(Alert.message) == message, *_waiting(way, now))
        locked = mine.where(*which).with_for_update(of=Alert, skip_locked=True)
        rows = session.execute(locked.order_by(col(Alert.id)).limit(AT_ONCE)).all()
        causes = {cause.id: cause for cause in session.scalars(_causes_of(row.cause_id for row in rows))}
        quiet = _quiet_until(session, user_id, now)
        put_off = [row.id for row in rows if quiet and not causes[row.cause_id].urgent]
        taken = [row for row in rows if row.id not in set(put_off)]
        if put_off:
            session.execute(_these(put_off).values(next_try_at=quiet))
        if not taken:
            return None
        name = message or f"{PREFIX}{uuid.uuid4().hex}"
        ids = [row.id for row in taken]
        told = _these(ids).values(state="sending", message=name, claimed_at=now, attempts=col(Alert.attempts) + 1)
        session.execute(told)
        user = session.get(User, user_id) if user_id != DESK else None
        said = Message(
            id=name,
            user=user,
            causes=[causes[row.cause_id] for row in taken],
            address=setting.settings.links_url,
            again=all(row.round > 1 for row in taken),
            language=(user.language if user else "") or setting.settings.language,
        )
        session.expunge_all()
        return Claimed(said, ids, taken[0].attempts + 1)


def _groups(way: str, now: datetime) -> Any:
    """(user, message, urgent) of what waits; an empty message is what was never sent."""
    urgent = sa.func.max(sa.case((col(AlertCause.urgent).is_(True), 1), else_=0))
    return (
        sa.select(col(Alert.user_id), col(Alert.message), urgent)
        .join(AlertCause, col(AlertCause.id) == col(Alert.cause_id))
        .where(*_waiting(way, now))
        .group_by(col(Alert.user_id), col(Alert.message))
        .order_by(urgent.desc(), col(Alert.user_id))
    )


def _waiting(way: str, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What may be told: pending and its time has come, or claimed by somebody who did not come back. What is gone in
    the meantime is not told late; what has become urgent does not wait for the end of quiet hours."""
    time_has_come = sa.or_(col(Alert.next_try_at).is_(None), col(Alert.next_try_at) <= now)
    put_off = col(AlertCause.urgent).is_(True) & (col(Alert.attempts) == 0)
    pending = (col(Alert.state) == "pending") & sa.or_(time_has_come, put_off)
    left = (col(Alert.state) == "sending") & (col(Alert.claimed_at) <= now - LEASE)
    return col(Alert.way) == way, sa.or_(pending, left), col(AlertCause.closed_at).is_(None)


def _these(ids: Sequence[int]) -> Any:
    return sa.update(Alert).where(col(Alert.id).in_(ids)).execution_options(synchronize_session=False)


def _causes_of(ids: Iterable[int]) -> Any:
    return sa.select(AlertCause).where(col(AlertCause.id).in_(set(ids)))


def _quiet_until(session: Session, user_id: int, now: datetime) -> datetime | None:
    zone = _zone(session)
    return wishes_of(session, user_id).quiet_until(now, zone) if zone and user_id != DESK else None


def _zone(session: Session) -> ZoneInfo | None:
    try:
        return stored_zone(session)
    except Mistake:  # before the first sync there is no clock to be quiet by
        return None
