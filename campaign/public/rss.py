"""A feed as RSS 2.0. The same feed gives the same bytes, today and after a restart.

Facts: https://www.rssboard.org/rss-specification, https://www.rssboard.org/rss-profile,
http://purl.org/rss/1.0/modules/content/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from campaign.platforms.seam import MediaFile
from campaign.public.clean import as_html, clean, escape, one_line
from campaign.public.entries import Entry, Feed

KIND = "application/rss+xml; charset=utf-8"
TTL_MIN = 15
_NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def rss_bytes(feed: Feed) -> bytes:
    """The document, UTF-8, well-formed whatever an editor pasted."""
    return "\n".join(_lines(feed)).encode("utf-8") + b"\n"


def content_html(entry: Entry) -> str:
    """The body with its images before it: a reader of feeds shows an enclosure as a link at best."""
    return clean("".join(_figure(media) for media in entry.media if media.kind == "image") + entry.html)


def _lines(feed: Feed) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<rss version="2.0" {_NAMESPACES}>'
    yield "<channel>"
    yield _tag("title", one_line(feed.title))
    yield _tag("link", feed.home)
    yield _tag("description", as_html(feed.description))
    yield _tag("language", "vi")
    if feed.changed_at is not None:
        yield _tag("lastBuildDate", _rfc822(feed.changed_at, feed.zone))
    yield _tag("ttl", str(TTL_MIN))
    yield f'<atom:link rel="self" type="application/rss+xml" href="{escape(feed.url("xml"))}"/>'
    for entry in feed.entries:
        yield from _item(entry, feed.zone)
    yield "</channel>"
    yield "</rss>"


def _item(entry: Entry, zone: ZoneInfo) -> Iterator[str]:
    yield "<item>"
    yield _tag("title", one_line(entry.title))
    yield _tag("link", entry.link)
    yield f'<guid isPermaLink="false">{escape(entry.guid)}</guid>'
    yield _tag("pubDate", _rfc822(entry.published_at, zone))
    yield _tag("description", as_html(entry.summary))  # HTML by the specification, and ours is plain text
    body = content_html(entry)
    if body:
        yield _tag("content:encoded", body)
    if entry.language != "vi":
        yield _tag("dc:language", entry.language)
    for tag in filter(None, map(one_line, entry.tags)):
        yield _tag("category", tag)
    if entry.media:
        first = entry.media[0]
        yield f'<enclosure url="{escape(first.url)}" length="{first.size}" type="{escape(first.mime)}"/>'
    yield "</item>"


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _rfc822(moment: datetime, zone: ZoneInfo) -> str:
    return format_datetime(moment.astimezone(zone).replace(microsecond=0))


def _figure(media: MediaFile) -> str:
    size = f' width="{media.width}" height="{media.height}"' if media.width and media.height else ""
    return f'<p><img src="{escape(media.url)}" alt="{escape(media.alt)}"{size}></p>\n'
