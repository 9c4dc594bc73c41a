"""Hidden drafts of posts that will not go out as they were: taken away as well as may be. Failing harms nobody, since
nothing of them shows.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.context import Dispatch
from campaign.delivery.rows import locked
from campaign.models import Channel, Delivery
from campaign.platforms import platform
from campaign.platforms.seam import Progress

log = logging.getLogger(__name__)


def due_leavings(session: Session, now: datetime, within_s: float) -> list[int]:
    """Cancelled rows that still have a draft at their platform."""
    rows = session.scalars(
        sa.select(Delivery)
        .where(col(Delivery.state) == "cancelled", col(Delivery.next_try_at) <= now)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.next_try_at = now + timedelta(seconds=within_s)
    return [row.id for row in rows if row.id is not None]


def clear(dispatch: Dispatch, delivery_id: int) -> None:
    """Take a cancelled row's draft away, once; the row then remembers none."""
    with dispatch.database.read() as session:
        row = session.get(Delivery, delivery_id)
        if row is None or row.state != "cancelled" or not row.progress:
            return
        channel = session.get_one(Channel, row.channel_key)
    take_away(dispatch, channel, Progress.model_validate(row.progress))
    with dispatch.database.write() as session:
        cancelled = locked(session, delivery_id, "cancelled")
        if cancelled is not None:
            cancelled.progress = cancelled.next_try_at = None


def take_away(dispatch: Dispatch, channel: Channel, progress: Progress) -> None:
    """One try; what is left after it is a hidden draft, and the log says so."""
    try:
        to = dispatch.destinations.to(channel, dispatch.settings.http_deadline_s)
        platform(channel.platform).retract(to, progress)
    except Exception as error:
        log.info("a hidden draft stays at %s: %s", channel.key, type(error).__name__)
