"""What stands on the Page, whoever made it: posts, and the reels that no list of posts holds.

https://developers.facebook.com/docs/graph-api/reference/page/feed: about 600 ranked posts a year are all that it gives.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from campaign.errors import Rejected, Unauthorized
from campaign.platforms.facebook.answers import read_time
from campaign.platforms.facebook.graph import WHOLE, Graph
from campaign.platforms.facebook.table import full_link
from campaign.platforms.seam import Found

POSTS = "id,message,created_time,permalink_url,is_published,attachments{media_type,target{id}}"
REELS = "id,description,created_time,permalink_url"

log = logging.getLogger(__name__)


def posts_since(graph: Graph, since: datetime) -> list[Found]:
    """Oldest first, each once: a video that both lists hold is the reel. Pages of a ranked list may overlap."""
    found = {each.remote_id: each for each in (*_posts(graph, since), *_reels_if_listed(graph, since))}
    return sorted(found.values(), key=lambda each: (each.at, each.remote_id))


def _posts(graph: Graph, since: datetime) -> Iterator[Found]:
    for item in _items(graph, "published_posts", POSTS, since):
        if item.get("is_published") is False:
            continue
        attached: Mapping[str, Any] = next(iter((item.get("attachments") or {}).get("data") or ()), {})
        target = str((attached.get("target") or {}).get("id") or "")
        if attached.get("media_type") == "video" and target:
            yield _found(graph, item, target, "video", item.get("message"))
        else:
            kind = "photo" if attached.get("media_type") in ("photo", "album") else "post"
            yield _found(graph, item, str(item["id"]), kind, item.get("message"))


def _reels_if_listed(graph: Graph, since: datetime) -> list[Found]:
    """One reader of Meta's documents saw reading this list as not supported: then the posts come without it."""
    try:
        return list(_reels(graph, since))
    except (Rejected, Unauthorized) as refusal:
        if refusal.code in ("too_many", "token_refused"):
            raise
        log.warning("the Page's reels could not be listed: %s", refusal.detail)
        return []


def _reels(graph: Graph, since: datetime) -> Iterator[Found]:
    for item in _items(graph, "video_reels", REELS, since):
        yield _found(graph, item, str(item["id"]), "reel", item.get("description"))


def _items(graph: Graph, edge: str, fields: str, since: datetime) -> Iterator[Mapping[str, Any]]:
    params = {"fields": fields, "since": str(int(since.timestamp()))}
    for item in graph.pages(f"{graph.page}/{edge}", params, most=WHOLE):
        at = read_time(item.get("created_time"))
        if at is not None and at >= since:
            yield item


def _found(graph: Graph, item: Mapping[str, Any], remote_id: str, kind: str, text: object) -> Found:
    at = read_time(item.get("created_time"))
    assert at is not None  # looked at in _items
    return Found(
        remote_id=remote_id,
        at=at,
        text=text if isinstance(text, str) else "",
        permalink=full_link(graph.table, item.get("permalink_url"), remote_id),
        kind="clip" if kind in ("video", "reel") else "article",
        extra={"kind": kind},
    )
