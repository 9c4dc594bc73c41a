"""Typed and not saved: kept per person and place so that a dead battery or an ended session loses nothing.

It makes no revision and touches no item, so it voids no approval; saving the item takes it away.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import TypedText

NEW = "new:"
"""A place that begins so is an item that is not there yet; no slug holds ":"."""
KEPT = timedelta(days=30)
MOST_NEW = 20
"""Unsaved new items that one person may have; the oldest go."""


def keep(
    session: Session, now: datetime, user_id: int, place: str, revision: int | None, fields: Mapping[str, Any]
) -> None:
    """What the form of ``place`` holds now, instead of what it held before."""
    row = session.get(TypedText, (user_id, place))
    if row is None:
        _make_room(session, now, user_id)
        row = TypedText(user_id=user_id, place=place, typed_at=now)
        session.add(row)
    row.revision, row.fields, row.typed_at = revision, dict(fields), now
    session.flush()


def kept(session: Session, user_id: int, place: str) -> TypedText | None:
    """What this person typed there; None: nothing that is not saved."""
    return session.get(TypedText, (user_id, place))


def kept_new(session: Session, user_id: int) -> list[TypedText]:
    """This person's unsaved new items, the latest first."""
    query = (
        sa.select(TypedText)
        .where(col(TypedText.user_id) == user_id, col(TypedText.place).like(f"{NEW}%"))
        .order_by(col(TypedText.typed_at).desc(), col(TypedText.place))
    )
    return list(session.scalars(query))


def drop(session: Session, user_id: int, place: str) -> None:
    """It was saved, or is not wanted. Twice is the same as once."""
    session.execute(sa.delete(TypedText).where(col(TypedText.user_id) == user_id, col(TypedText.place) == place))


def _make_room(session: Session, now: datetime, user_id: int) -> None:
    old = sa.delete(TypedText).where(col(TypedText.user_id) == user_id, col(TypedText.typed_at) < now - KEPT)
    session.execute(old)
    for row in kept_new(session, user_id)[MOST_NEW - 1 :]:
        session.delete(row)
