"""Posts that went out before the rehearsal and that something still follows (a broadcast, a comment, a pin) are put on
the stage first: what is done to a post needs that post."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from campaign.delivery.context import Dispatch
from campaign.errors import PLATFORM_ERRORS
from campaign.models import Channel, Delivery
from campaign.platforms import platform
from campaign.platforms.seam import Destination, Post, Receipt

MOST_STEPS = 50


def put_on_stage(dispatch: Dispatch) -> None:
    """Publish their frozen posts at the stand-ins, and remember the ids that those gave, in the copy."""
    for delivery, channel in _parents(dispatch):
        to = dispatch.destinations.to(channel, dispatch.settings.http_deadline_s)
        receipt = _receipt(to, channel.platform, Post.model_validate(delivery.post))
        if receipt is None:
            continue
        with dispatch.database.write() as session:
            row = session.get_one(Delivery, delivery.id)
            row.remote_id, row.receipt = receipt.remote_id, receipt.model_dump(mode="json")


def _parents(dispatch: Dispatch) -> Sequence[tuple[Delivery, Channel]]:
    following = sa.select(col(Delivery.after_id)).where(
        col(Delivery.part) != "", col(Delivery.state).in_(("scheduled", "held"))
    )
    query = (
        sa.select(Delivery, Channel)
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .where(col(Delivery.id).in_(following), col(Delivery.state) == "published", col(Channel.platform) != "manual")
    )
    with dispatch.database.read() as session:
        rows = [(delivery, channel) for delivery, channel in session.execute(query)]
    return [(delivery, channel) for delivery, channel in rows if delivery.post]


def _receipt(to: Destination, name: str, post: Post) -> Receipt | None:
    adapter = platform(name)
    progress = adapter.start(post)
    try:
        for _ in range(MOST_STEPS):
            done = adapter.publish(to, post, progress)
            if isinstance(done, Receipt):
                return done
            progress = done
    except PLATFORM_ERRORS:
        return None
    return None
