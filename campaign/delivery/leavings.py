"""Hidden drafts of posts that will not go out as they were: taken away as well as may be. Failing harms nobody, since
nothing of them shows.
"""

from __future__ import annotations

import logging

from campaign.delivery.context import Dispatch
from campaign.delivery.heed import heed
from campaign.delivery.rows import errand_done, locked
from campaign.models import Channel, Delivery
from campaign.platforms import platform
from campaign.platforms.seam import Progress

log = logging.getLogger(__name__)


def clear(dispatch: Dispatch, delivery_id: int) -> None:
    """Take a cancelled row's draft away, once; the row then remembers none."""
    with dispatch.database.read() as session:
        row = session.get(Delivery, delivery_id)
        if row is None or row.state != "cancelled" or not row.progress:
            return
        channel = session.get_one(Channel, row.channel_key)
    take_away(dispatch, channel, Progress.model_validate(row.progress))
    with dispatch.database.write() as session:
        errand_done(session, row.account)
        cancelled = locked(session, delivery_id, "cancelled")
        if cancelled is not None:
            cancelled.progress = cancelled.next_try_at = None
    dispatch.wake()


def take_away(dispatch: Dispatch, channel: Channel, progress: Progress) -> None:
    """One try; what is left after it is a hidden draft, and the log says so."""
    try:
        to = dispatch.destinations.to(channel, dispatch.settings.http_deadline_s)
        platform(channel.platform).retract(to, progress)
    except Exception as error:
        heed(dispatch, channel, error)
        log.info("a hidden draft stays at %s: %s", channel.key, type(error).__name__)
