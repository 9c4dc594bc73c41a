"""Feeds of newsrooms that are read, and which entry of them became which item."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from campaign.models.base import json_column

FEED_AUTHOR = "feed"
"""Author of the revisions that feeds make: an item whose current revision is a person's is theirs."""
TABLE_AUTHOR = "table"


class Feed(SQLModel, table=True):
    """One address, what becomes of its entries, and how asking it went last."""

    __tablename__ = "feed"

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    title: str = ""
    """As the feed calls itself; the credit of its items."""
    site: str = ""
    task: str = ""
    unit: str = ""
    tags: list[str] = Field(default_factory=list, sa_column=json_column())
    auto_submit: bool = False
    approved_by: str = ""
    """E-mail of the manager who said that its entries go without a reader's yes; "" for nobody."""
    approved_at: datetime | None = None
    added_by: str
    added_at: datetime
    etag: str = ""
    last_modified: str = ""
    """Both verbatim, of the last answer that was taken in whole."""
    first_read_at: datetime | None = None
    """Until then it was never read; what is in it at that moment is old news."""
    asked_at: datetime | None = None
    next_at: datetime
    failures: int = 0
    """In a row."""
    stopped: bool = False
    """The server says that it is gone for good: the clock asks no more."""
    error_code: str = ""
    error_message: str = ""
    note: str = ""
    """What was wrong and did no harm."""
    moved_to: str = ""
    """Where it says that it lives now; a person decides."""
    last_new: int = 0
    last_changed: int = 0
    last_kept: int = 0
    """Entries that changed while their item was a person's: left as the person has it."""


class FeedEntry(SQLModel, table=True):
    """One entry by its guid. Several entries may be one item; only an ``owner`` writes it on."""

    __tablename__ = "feed_entry"
    __table_args__ = (UniqueConstraint("feed_id", "guid"),)

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id")
    guid: str
    link_key: str = Field(default="", index=True)
    title_key: str = Field(default="", index=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    owner: bool = True
    sha256: str
    """Of the entry as it was last taken in."""
    picture: str = ""
    picture_sha256: str = ""
    """Of the stored file; "" while there is none."""
    picture_tries: int = 0
    first_seen_at: datetime
    changed_at: datetime
