"""Feeds as ready answers: built when something changed, kept as bytes, checked against the rows every few seconds."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.db import Database
from campaign.public.conditional import Validated, validated
from campaign.public.entries import feed_channels, read_feed
from campaign.public.jsonfeed import KIND as JSON_KIND
from campaign.public.jsonfeed import json_bytes
from campaign.public.rss import KIND as RSS_KIND
from campaign.public.rss import rss_bytes
from campaign.public.stamp import Stamp, feed_stamp
from campaign.settings import Settings

CHECK_S = 3.0
"""The latest approved text must show within 15 s (CONTRACT section 6)."""
SIZE = 100
CACHE = "public, max-age=900"
"""For readers and caches in between (facts: domain.md 6.2); here, at the origin, it is never older than CHECK_S."""


@dataclass(frozen=True)
class ReadyFeed:
    """Both kinds of a feed, and the state of the database that they show."""

    stamp: Stamp
    xml: Validated
    json: Validated


class FeedReader:
    """Loads ``ReadyFeed``s for a Shelf: builds only when the stamp has changed."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.built = 0
        """How many times a feed was built, for the metrics."""

    def load(self, path: str, old: ReadyFeed | None) -> ReadyFeed | None:
        """None: no channel writes to this feed."""
        with self.database.read() as session:
            channels = feed_channels(session, path)
            if not channels:
                return None
            stamp = feed_stamp(session, channels)
            if old is not None and old.stamp == stamp:
                return old
            feed = read_feed(session, self.settings, channels)
        self.built += 1
        return ReadyFeed(
            stamp,
            validated(RSS_KIND, rss_bytes(feed), cache=CACHE, modified_at=feed.changed_at),
            validated(JSON_KIND, json_bytes(feed), cache=CACHE, modified_at=feed.changed_at),
        )
