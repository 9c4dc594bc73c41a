"""A feed as a podcast: the entries with sound or video, as podcast directories and loudspeaker systems read them.

Facts: https://help.apple.com/itc/podcasts_connect/#/itcb54353390 (what each itunes element holds),
https://podcasters.apple.com/support/823-podcast-requirements (cover of 1400 to 3000 px, types of files),
https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md (guid, locked, transcript).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from campaign.media.cover import cover_name
from campaign.platforms.seam import MediaFile
from campaign.public.choosing import DIRECTORY_TYPES, episode_file
from campaign.public.clean import as_html, escape, one_line
from campaign.public.entries import Entry, Feed
from campaign.public.rss import KIND, TTL_MIN, content_html
from campaign.rendering.addresses import feed_cover_url

__all__ = ["KIND", "podcast_bytes"]

LONGEST = 4000
"""Characters of a description or summary that directories keep."""
GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The podcast namespace's own UUID, in which a feed's address names it."""
TRANSCRIPTS = {"text/vtt": "text/vtt", "application/x-subrip": "application/x-subrip"}
_NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0"'
)


def podcast_bytes(feed: Feed) -> bytes:
    """The document, UTF-8; the same feed gives the same bytes."""
    return "\n".join(_lines(feed)).encode("utf-8") + b"\n"


def _lines(feed: Feed) -> Iterator[str]:
    show, own = feed.show, feed.url("podcast.xml")
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<rss version="2.0" {_NAMESPACES}>'
    yield "<channel>"
    yield _tag("title", one_line(feed.title))
    yield _tag("link", feed.home)
    yield _tag("description", as_html(one_line(feed.description)[:LONGEST]))
    yield _tag("language", "vi")
    if feed.changed_at is not None:
        yield _tag("lastBuildDate", _rfc822(feed.changed_at, feed.zone))
    yield _tag("ttl", str(TTL_MIN))
    yield f'<atom:link rel="self" type="application/rss+xml" href="{escape(own)}"/>'
    image = feed_cover_url(feed.base, feed.wanted.address, cover_name(show.cover_title))
    yield f'<itunes:image href="{escape(image)}"/>'
    yield f'<itunes:category text="{escape(show.category)}"/>'
    yield _tag("itunes:explicit", _yes_or_no(show.explicit))
    yield _tag("itunes:author", one_line(show.author))
    if show.email:
        name = _tag("itunes:name", one_line(show.author))
        yield f"<itunes:owner>{name}{_tag('itunes:email', show.email)}</itunes:owner>"
    yield _tag("itunes:type", "episodic")
    yield _tag("podcast:guid", str(uuid.uuid5(GUIDS, own.partition("://")[2].rstrip("/"))))
    if show.email:
        yield f'<podcast:locked owner="{escape(show.email)}">yes</podcast:locked>'
    for entry in feed.entries:
        yield from _item(entry, feed)
    yield "</channel>"
    yield "</rss>"


def _item(entry: Entry, feed: Feed) -> Iterator[str]:
    file = episode_file(entry.media)
    if file is None:
        return
    yield "<item>"
    yield _tag("title", one_line(entry.title))
    yield _tag("link", entry.link)
    yield f'<guid isPermaLink="false">{escape(entry.guid)}</guid>'
    yield _tag("pubDate", _rfc822(entry.published_at, feed.zone))
    yield _tag("description", as_html(entry.summary[:LONGEST]))
    if body := content_html(entry):
        yield _tag("content:encoded", body)
    kind = DIRECTORY_TYPES.get(file.mime, file.mime)
    yield f'<enclosure url="{escape(file.url)}" length="{file.size}" type="{escape(kind)}"/>'
    if file.duration_s:
        yield _tag("itunes:duration", str(max(round(file.duration_s), 1)))
    yield _tag("itunes:explicit", _yes_or_no(feed.show.explicit))
    yield _tag("itunes:episodeType", "full")
    yield from (_transcript(each, entry.language) for each in entry.media if each.mime in TRANSCRIPTS)
    yield "</item>"


def _transcript(file: MediaFile, language: str) -> str:
    kind = TRANSCRIPTS[file.mime]
    return f'<podcast:transcript url="{escape(file.url)}" type="{kind}" language="{escape(language)}" rel="captions"/>'


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _rfc822(moment: datetime, zone: ZoneInfo) -> str:
    return format_datetime(moment.astimezone(zone).replace(microsecond=0))


def _yes_or_no(value: bool) -> str:
    return "true" if value else "false"
