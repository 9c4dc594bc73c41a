"""Posts that Facebook itself holds back: ``published=false`` and ``scheduled_publish_time``.

https://developers.facebook.com/docs/pages-api/posts: between 10 minutes and 30 days ahead, the narrowest of the windows
that Meta's pages name. UNIX seconds or ISO 8601; strtotime's words are not taken here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from campaign.sandbox.facebook.reading import GraphCall
from campaign.sandbox.facebook.refusals import parameter

SOONEST, LATEST = timedelta(minutes=10), timedelta(days=30)


def scheduled_at(call: GraphCall, now: datetime) -> datetime | None:
    """When the post shall show by itself; None: it is not scheduled. Raises Refusal."""
    said = call.params.get("scheduled_publish_time", "")
    if not said:
        return None
    if call.params.get("published", "true").lower() != "false":
        raise parameter("You cannot specify a scheduled publish time on a published post")
    try:
        at = datetime.fromtimestamp(int(said), now.tzinfo) if said.isdigit() else datetime.fromisoformat(said)
    except (ValueError, OverflowError):
        raise parameter("The specified scheduled publish time is invalid.") from None
    at = at.replace(tzinfo=at.tzinfo or now.tzinfo)
    if not now + SOONEST <= at <= now + LATEST:
        raise parameter("The specified scheduled publish time is invalid.")
    return at
