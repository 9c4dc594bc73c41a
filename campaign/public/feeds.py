"""Feeds as ready answers: built when something changed, kept as bytes, checked against the database every few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.db import Database
from campaign.public.answer import Answer, Ask, answer, not_modified
from campaign.public.conditional import http_date, still_good, strong_etag
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
class Rendering:
    """One kind of one feed: the whole answer, the 304, and what decides between them."""

    full: Answer
    unchanged: Answer
    etag: str
    modified_at: datetime | None

    def answer_to(self, ask: Ask) -> Answer:
        return self.unchanged if still_good(ask, self.etag, self.modified_at) else self.full


@dataclass(frozen=True)
class ReadyFeed:
    """Both kinds of a feed, and the state of the database that they show."""

    stamp: Stamp
    xml: Rendering
    json: Rendering


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
            _rendering(RSS_KIND, rss_bytes(feed), feed.changed_at),
            _rendering(JSON_KIND, json_bytes(feed), feed.changed_at),
        )


def _rendering(kind: str, body: bytes, modified_at: datetime | None) -> Rendering:
    etag = strong_etag(body)
    validators = [("etag", etag)] + ([("last-modified", http_date(modified_at))] if modified_at else [])
    full = answer(200, kind, body, cache=CACHE, more=validators)
    return Rendering(full, not_modified(full), etag, modified_at)
