"""Who wrote a revision, as people call them: a feed by its title, a table by its file's name."""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Feed, Item
from campaign.models.feed import FEED_AUTHOR, TABLE_AUTHOR


def author_name(session: Session, item: Item, author: str) -> str:
    """``author`` as a revision of ``item`` has it, as shown: a person's e-mail stays as it is."""
    if author == TABLE_AUTHOR:
        return item.origin_path or author
    return _feed_name(session, item.origin_path) or author if author == FEED_AUTHOR else author


def _feed_name(session: Session, url: str) -> str:
    """The feed's own title; of one that is off the list, or was never named, the host."""
    title = session.scalar(sa.select(col(Feed.title)).where(col(Feed.url) == url))
    return title or urlsplit(url).hostname or ""
