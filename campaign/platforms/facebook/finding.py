"""Was it sent after all? Read by an id that we hold where there is one, else looked for in the Page's lists.

Lists prove only presence: they are ranked, not sorted, may lag, and hold no reels
(https://developers.facebook.com/docs/graph-api/reference/page/feed). A post is ours if it carries this delivery's own
short link or the photos that we uploaded; one without either, if it reads the same and our app made it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from campaign.errors import Rejected, Unavailable, Uncertain
from campaign.platforms.facebook.answers import read_time
from campaign.platforms.facebook.graph import Graph, is_gone, must
from campaign.platforms.facebook.layout import is_reel, video_of
from campaign.platforms.facebook.matching import carries, plainly, says, sent_link
from campaign.platforms.facebook.table import full_link
from campaign.platforms.facebook.watching import AT_WORK, Watched, published, watch
from campaign.platforms.seam import STILL_AT_WORK, Absent, Post, Progress, Receipt

SLACK = timedelta(seconds=120)
"""How far the two clocks may differ."""
SPAN = timedelta(days=1)
"""No attempt and no processing of a video lasts longer; what is newer than that is of a later one."""
SETTLED = timedelta(seconds=120)
"""After this time an untouched upload proves that publishing it was never taken up."""
HEAD = "id,message,created_time,permalink_url,is_published,application"
POSTS = HEAD + ",attachments{media_type,type,url,unshimmed_url,target{id}}"
ALBUMS = HEAD + ",attachments{media_type,type,url,unshimmed_url,target{id},subattachments{target{id}}}"
"""With the single photos of an album. Not in Meta's specification, though it is answered (docs/unverified.md)."""
VIDEOS = "id,description,created_time,permalink_url,post_id"


def find(graph: Graph, post: Post, progress: Progress, since: datetime) -> Receipt | Absent | None:
    """The post of an attempt that began at ``since``; more than one that could be it is left to a person."""
    if post.part:
        return _comment(graph, post, since)
    video, video_id = video_of(post), progress.state.get("video_id", "")
    kind = "" if video is None else "reel" if is_reel(video) else "video"
    if video_id:
        return _held(graph, video_id, kind, since)
    if kind:
        return _listed_video(graph, post, kind, since)
    found = [item for item in _posts(graph, progress, since) if _is(graph, item, post, progress)]
    return _only(graph, found, "photo" if post.media else "post")


def again(graph: Graph, post: Post, progress: Progress) -> Mapping[str, Any] | None:
    """What Facebook means by a duplicate: our own post if an unrecorded one carries this delivery's link or photos.

    Raises Uncertain where one only reads the same: a person must say whose it is.
    """
    fresh = [item for item in graph.pages(f"{graph.page}/published_posts", {"fields": POSTS}) if _fresh(graph, item)]
    ours = [item for item in fresh if carries(item, post, progress)]
    if len(ours) == 1:
        return ours[0]
    if ours or any(plainly(item.get("message")) == plainly(post.text) for item in fresh):
        raise Uncertain("duplicate", "Trên Trang đã có bài giống hệt: hãy xem đó có phải bài này không.")
    return None


def _held(graph: Graph, video_id: str, kind: str, since: datetime) -> Receipt | Absent | None:
    answer = graph.try_get(video_id, fields="id")
    if is_gone(answer.refusal) or graph.to.recorded(video_id):
        return None
    must(answer, shows=False)
    seen = watch(graph, video_id)
    if seen.phase == "published" or (seen.is_out and (seen.post_id or seen.is_public)):
        return published(graph, video_id, kind, seen)
    if seen.phase == "working":
        raise Unavailable(STILL_AT_WORK, AT_WORK)
    if seen.phase in ("failed", "expired"):
        return Absent(f"Facebook says of the upload that we hold: {seen.why}")
    if seen.phase in ("uploaded", "uploading") and _settled(seen, since):
        return Absent("the upload that we hold is there and was never published")
    return None


def _settled(seen: Watched, since: datetime) -> bool:
    return seen.now is not None and seen.now - since >= SETTLED


def _listed_video(graph: Graph, post: Post, kind: str, since: datetime) -> Receipt | None:
    edge = "video_reels" if kind == "reel" else "videos"
    more = {} if kind == "reel" else {"type": "uploaded"}
    found = [
        item
        for item in _since(graph, edge, VIDEOS, since, **more)
        if says(item.get("description"), post) and not graph.to.recorded(str(item.get("id")))
    ]
    return _only(graph, found, kind)


def _comment(graph: Graph, post: Post, since: datetime) -> Receipt | None:
    if post.parent is None:
        return None
    edge = f"{post.parent.remote_id}/comments"
    items = graph.pages(edge, {"fields": "id,message,created_time,from", "filter": "stream"})
    found = [
        item
        for item in items
        if plainly(item.get("message")) == plainly(post.text)
        and str((item.get("from") or {}).get("id") or graph.page) == graph.page
        and _recent(item, since)
        and not graph.to.recorded(str(item.get("id")))
    ]
    only = _only(graph, found, "comment")
    return only and only.model_copy(update={"permalink": post.parent.permalink})


def _posts(graph: Graph, progress: Progress, since: datetime) -> list[Mapping[str, Any]]:
    if progress.state.get("photos"):
        with contextlib.suppress(Rejected):
            return list(_since(graph, "published_posts", ALBUMS, since))
    return list(_since(graph, "published_posts", POSTS, since))


def _since(graph: Graph, edge: str, fields: str, since: datetime, **more: str) -> Iterator[Mapping[str, Any]]:
    """Items of the attempt's time: asked for by it, and looked at again here, since the lists may not mind it."""
    oldest, newest = (str(int(moment.timestamp())) for moment in (since - SLACK, since + SPAN))
    params = {"fields": fields, "since": oldest, "until": newest} | more
    for item in graph.pages(f"{graph.page}/{edge}", params):
        if _recent(item, since):
            yield item


def _recent(item: Mapping[str, Any], since: datetime) -> bool:
    at = read_time(item.get("created_time"))
    return at is not None and since - SLACK <= at <= since + SPAN


def _is(graph: Graph, item: Mapping[str, Any], post: Post, progress: Progress) -> bool:
    if not _fresh(graph, item):
        return False
    if carries(item, post, progress):
        return True
    if sent_link(post) or progress.state.get("photos"):
        return False
    made_by = str((item.get("application") or {}).get("id") or "")
    return plainly(item.get("message")) == plainly(post.text) and made_by in ("", graph.app_id)


def _fresh(graph: Graph, item: Mapping[str, Any]) -> bool:
    return item.get("is_published") is not False and not graph.to.recorded(str(item.get("id")))


def _only(graph: Graph, found: list[Mapping[str, Any]], kind: str) -> Receipt | None:
    if len(found) != 1:
        return None
    item = found[0]
    remote_id = str(item.get("id"))
    return Receipt(
        remote_id=remote_id,
        permalink=full_link(graph.table, item.get("permalink_url"), remote_id),
        at=read_time(item.get("created_time")),
        extra={"kind": kind},
        wait_s=graph.usage.rest_s,
    )
