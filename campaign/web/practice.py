"""Whether this workspace only practises: nothing it sends by itself can reach a real platform."""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel
from campaign.workspace.channel_options import is_loopback

QUIET = ("rss", "manual")
"""Platforms that call nobody: a feed is served from here, a post by hand is a person's own act."""


def is_practice(session: Session) -> bool:
    """Every channel that calls a platform calls one on this machine (the sandbox), and there is at least one.

    A fact of the channels and no setting, so that the banner cannot be forgotten, nor stand where posts are real.
    """
    query = sa.select(col(Channel.options)).where(
        col(Channel.removed_at).is_(None), col(Channel.platform).not_in(QUIET)
    )
    addresses = [str(options.get("api_url") or "") for options in session.scalars(query)]
    return bool(addresses) and all(is_loopback(urlsplit(address).hostname or "") for address in addresses)
