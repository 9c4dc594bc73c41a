"""Taking hold of a delivery's row: from here to the end of the transaction it is ours alone."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Delivery


def locked(session: Session, delivery_id: int, state: str | None = None) -> Delivery | None:
    """The row, locked; None where there is none, or where it is not (any longer) in ``state``."""
    query = sa.select(Delivery).where(col(Delivery.id) == delivery_id).with_for_update()
    if state is not None:
        query = query.where(col(Delivery.state) == state)
    return session.scalars(query).one_or_none()
