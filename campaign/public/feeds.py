"""Feeds as ready answers: built when something changed, kept as bytes, checked against the rows every few seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from campaign.db import Database
from campaign.public.conditional import Validated, validated
from campaign.public.entries import Feed, feed_channels, read_feed
from campaign.public.jsonfeed import KIND as JSON_KIND
from campaign.public.jsonfeed import json_bytes
from campaign.public.opml import KIND as OPML_KIND
from campaign.public.opml import opml_bytes, read_feed_list, rss_channels
from campaign.public.podcast import podcast_bytes
from campaign.public.rss import KIND as RSS_KIND
from campaign.public.rss import rss_bytes
from campaign.public.stamp import Stamp, feed_stamp
from campaign.public.wanted import WantedFeed
from campaign.settings import Settings

CHECK_S = 3.0
"""The latest approved text must show within 15 s (CONTRACT section 6)."""
SIZE = 100
CACHE = "public, max-age=900"
"""For readers and caches in between (facts: domain.md 6.2); here, at the origin, it is never older than CHECK_S."""


@dataclass(frozen=True)
class ReadyFeed:
    """Every form of a feed, and the state of the database that they show. ``forms``: by ending; a feed of episodes has
    the podcast alone, another one all but that. ``feed``: what columns on other sites are written from.
    """

    stamp: Stamp
    feed: Feed
    forms: Mapping[str, Validated]


@dataclass(frozen=True)
class ReadyList:
    """The list of all feeds."""

    stamp: Stamp
    opml: Validated


class FeedReader:
    """Loads ``ReadyFeed``s for a Shelf: builds only when the stamp has changed."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.built = 0
        """How many times a feed was built, for the metrics."""

    def load(self, wanted: WantedFeed, old: ReadyFeed | None) -> ReadyFeed | None:
        """None: no channel writes to this feed, or there is no such topic or task item in it."""
        with self.database.read() as session:
            channels = feed_channels(session, wanted.path)
            if not channels:
                return None
            stamp = feed_stamp(session, channels)
            if old is not None and old.stamp == stamp:
                return old
            feed = read_feed(session, self.settings, channels, wanted)
        if feed is None:
            return None
        self.built += 1
        return ReadyFeed(stamp, feed, _forms(feed))

    def load_list(self, key: str, old: ReadyList | None) -> ReadyList:
        """The list of all feeds; there is one, whatever the key."""
        with self.database.read() as session:
            channels = rss_channels(session)
            stamp = feed_stamp(session, channels)
            if old is not None and old.stamp == stamp:
                return old
            listed = read_feed_list(session, self.settings, channels)
        opml = validated(OPML_KIND, opml_bytes(listed), cache=CACHE, modified_at=listed.changed_at)
        return ReadyList(stamp, opml)


def _forms(feed: Feed) -> dict[str, Validated]:
    def ready(kind: str, body: bytes) -> Validated:
        return validated(kind, body, cache=CACHE, modified_at=feed.changed_at)

    if feed.wanted.episodes:
        return {"podcast.xml": ready(RSS_KIND, podcast_bytes(feed))}
    return {"xml": ready(RSS_KIND, rss_bytes(feed)), "json": ready(JSON_KIND, json_bytes(feed))}
