"""A reel: started, uploaded to rupload, waited for, and published by the last call.

https://developers.facebook.com/documentation/video-api/guides/reels-publishing. The video's id is kept from the first
step on, so that what became of it can always be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign.errors import Rejected, Unavailable, Uncertain
from campaign.platforms.facebook.answers import Refusal
from campaign.platforms.facebook.graph import Graph
from campaign.platforms.facebook.refusals import meaning, unknown
from campaign.platforms.facebook.watching import confirmed, published, refused, watch
from campaign.platforms.seam import Post, Progress, Receipt

LOOK_AGAIN_S = 5.0
LOOKS = 60
"""After so many looks at an upload that is still worked on, publishing is tried all the same."""
AT_WORK = "Facebook đang xử lý thước phim vừa tải lên; chương trình sẽ hỏi lại."
UPLOAD_TROUBLE = ("OffsetInvalidError", "PartialRequestError")


def step(graph: Graph, post: Post, progress: Progress) -> Progress | Receipt:
    match progress.step:
        case "reel-start":
            return _start(graph)
        case "reel-upload":
            return _upload(graph, post, progress.state)
        case "reel-ready":
            return _ready(graph, progress.state)
    return _finish(graph, post, progress.state)


def _start(graph: Graph) -> Progress:
    body = graph.post(f"{graph.page}/video_reels", {"upload_phase": "start"}, shows=False)
    if not body.get("video_id"):
        raise Unavailable("no_id", "Facebook không mở phiên tải thước phim; sẽ thử lại.")
    video_id = str(body["video_id"])
    table = graph.table
    url = str(body.get("upload_url") or f"{table.upload_url}/video-upload/{table.api_version}/{video_id}")
    return Progress(step="reel-upload", visible=False, state={"video_id": video_id, "upload_url": url, "offset": 0})


def _upload(graph: Graph, post: Post, state: Mapping[str, Any]) -> Progress:
    video = post.media[0]
    with graph.to.open_media(video.sha256) as opened:
        answer = graph.upload(state["upload_url"], state["offset"], video.size, opened)
    if answer.refusal is None and answer.body.get("success") is not False:
        return _waiting(state, 0)
    return _resumed(graph, video.size, state, answer.refusal)


def _resumed(graph: Graph, size: int, state: Mapping[str, Any], refusal: Refusal | None) -> Progress:
    """Not taken as sent: the node says how much is there, and the rest follows."""
    said = f"{refusal.kind} {refusal.message}" if refusal else ""
    if "ProcessingFailedError" in said:
        raise Rejected("video", "Facebook không xử lý được thước phim này: hãy xuất lại thành MP4 (H.264, AAC).", said)
    if refusal is not None and not any(name in said for name in UPLOAD_TROUBLE):
        raise meaning(refusal, shows=False)
    seen = watch(graph, state["video_id"])
    if seen.phase in ("failed", "expired"):
        return Progress(step="reel-start", visible=False)
    if seen.received >= size or seen.phase in ("working", "published"):
        return _waiting(state, 0)
    if seen.received == state["offset"]:
        raise unknown("the upload does not get on", shows=False)
    return Progress(step="reel-upload", visible=False, state={**state, "offset": seen.received})


def _waiting(state: Mapping[str, Any], looks: int, wait_s: float = 0.0) -> Progress:
    kept = {"video_id": state["video_id"], "looks": looks}
    return Progress(step="reel-ready", visible=False, state=kept, wait_s=wait_s, why=AT_WORK if wait_s else "")


def _ready(graph: Graph, state: Mapping[str, Any]) -> Progress:
    """Only a read. Comes back later while Facebook is still at work on the bytes."""
    seen = watch(graph, state["video_id"])
    if seen.phase == "expired":
        return Progress(step="reel-start", visible=False)
    if seen.phase == "failed":
        raise refused(seen)
    if seen.phase in ("uploading", "working") and state["looks"] < LOOKS:
        return _waiting(state, state["looks"] + 1, LOOK_AGAIN_S)
    return Progress(step="reel-finish", visible=True, state={"video_id": state["video_id"]})


def _finish(graph: Graph, post: Post, state: Mapping[str, Any]) -> Progress | Receipt:
    video_id = state["video_id"]
    seen = watch(graph, video_id)
    if seen.phase == "published":
        return published(graph, video_id, "reel", seen)
    if seen.phase == "expired":
        return Progress(step="reel-start", visible=False)
    if seen.phase == "failed":
        raise refused(seen)
    params = {"upload_phase": "finish", "video_id": video_id, "video_state": "PUBLISHED"}
    params |= {"title": post.draft.title, "description": post.text}
    body = graph.post(f"{graph.page}/video_reels", params, shows=True)
    if body.get("success") is False:
        raise Uncertain("not_confirmed", "Facebook không xác nhận việc đăng thước phim; đang xem lại.")
    return confirmed(graph, video_id, "reel")
