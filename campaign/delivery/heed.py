"""What a platform says while something else than sending is done holds for sending too: no longer known, or wait."""

from __future__ import annotations

from datetime import timedelta

from campaign.delivery.context import Dispatch
from campaign.errors import RateLimited, Unauthorized
from campaign.models import AccountPace, Channel


def heed(dispatch: Dispatch, channel: Channel, error: Exception) -> None:
    """Close the channel of a token that is dead; let the account of a spent quota rest. Any other error: nothing."""
    if not isinstance(error, Unauthorized | RateLimited):
        return
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        if isinstance(error, Unauthorized):
            session.get_one(Channel, channel.key).close_by_platform(now, error.message)
            return
        pace = session.get(AccountPace, channel.account) or AccountPace(account=channel.account)
        pace.rest(now + timedelta(seconds=max(error.retry_after, 1.0)))
        session.add(pace)
