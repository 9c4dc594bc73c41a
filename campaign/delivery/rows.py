"""Taking hold of a delivery's row: from here to the end of the transaction it is ours alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Delivery


def locked(session: Session, delivery_id: int, state: str | None = None) -> Delivery | None:
    """The row, locked; None where there is none, or where it is not (any longer) in ``state``."""
    query = sa.select(Delivery).where(col(Delivery.id) == delivery_id).with_for_update()
    if state is not None:
        query = query.where(col(Delivery.state) == state)
    return session.scalars(query).one_or_none()


def take_due(session: Session, state: str, now: datetime, within_s: float) -> list[int]:
    """Ids of rows in ``state`` whose next moment has come. For ``within_s`` seconds others leave them alone: what is
    done with them then may be done twice without harm.
    """
    query = sa.select(Delivery).where(col(Delivery.state) == state, col(Delivery.next_try_at) <= now)
    rows = session.scalars(query.with_for_update(skip_locked=True)).all()
    for row in rows:
        row.next_try_at = now + timedelta(seconds=within_s)
    return [row.id for row in rows if row.id is not None]
