"""A feed as JSON Feed 1.1. Facts: https://www.jsonfeed.org/version/1.1/"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaign.platforms.seam import MediaFile
from campaign.public.clean import clean, one_line
from campaign.public.entries import Entry, Feed
from campaign.public.rss import content_html

KIND = "application/feed+json; charset=utf-8"
VERSION = "https://jsonfeed.org/version/1.1"


def json_bytes(feed: Feed) -> bytes:
    """The document, UTF-8. ``_attt`` is our own extension: the task items of the plan that an entry counts for."""
    document = {
        "version": VERSION,
        "title": one_line(feed.title),
        "home_page_url": feed.home,
        "feed_url": feed.url("json"),
        "description": clean(feed.description),
        "language": "vi",
        "items": [_item(entry, feed.zone) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def _item(entry: Entry, zone: ZoneInfo) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.guid,
        "url": entry.page,
        "title": one_line(entry.title),
        "content_html": content_html(entry),
        "summary": clean(entry.summary),
        "date_published": _rfc3339(entry.published_at, zone),
        "date_modified": _rfc3339(entry.updated_at, zone),
        "language": entry.language,
        "tags": list(filter(None, map(one_line, entry.tags))),
        "attachments": [_attachment(media) for media in entry.media],
        "_attt": {"items": list(entry.task)},
    }
    if entry.link != entry.page:
        item["external_url"] = entry.link
    image = next((media.url for media in entry.media if media.kind == "image"), None)
    if image:
        item["image"] = image
    return item


def _attachment(media: MediaFile) -> dict[str, Any]:
    attachment: dict[str, Any] = {"url": media.url, "mime_type": media.mime, "size_in_bytes": media.size}
    if media.duration_s is not None:
        attachment["duration_in_seconds"] = media.duration_s
    return attachment


def _rfc3339(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")
