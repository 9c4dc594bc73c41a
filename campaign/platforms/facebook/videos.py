"""A plain video: started, sent in the pieces that Facebook asks for, and published by the last call.

https://developers.facebook.com/docs/video-api/guides/publishing, phases start, transfer, finish. Starting and sending
show nothing; a piece that was sent twice is answered with the place to go on from (1363037).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign.errors import Unavailable, Uncertain
from campaign.platforms.facebook.answers import Answer, whole
from campaign.platforms.facebook.graph import Graph
from campaign.platforms.facebook.layout import thumbnail_of
from campaign.platforms.facebook.refusals import meaning
from campaign.platforms.facebook.watching import confirmed, published, refused, watch_if_there
from campaign.platforms.seam import Post, Progress, Receipt

WRONG_OFFSET = 1363037
ONCE_MORE = frozenset({389, 6001})
"""Errors of a transfer that are worth one more try."""
ONCE_MORE_S = 30.0


def step(graph: Graph, post: Post, progress: Progress) -> Progress | Receipt:
    match progress.step:
        case "video-start":
            return _start(graph, post)
        case "video-transfer":
            return _transfer(graph, post, progress.state)
    return _finish(graph, post, progress.state)


def _start(graph: Graph, post: Post) -> Progress:
    params = {"upload_phase": "start", "file_size": str(post.media[0].size)}
    body = graph.post(f"{graph.page}/videos", params, shows=False)
    if not body.get("upload_session_id") or not body.get("video_id"):
        raise Unavailable("no_id", "Facebook không mở phiên tải video; sẽ thử lại.")
    state = {"video_id": str(body["video_id"]), "session": str(body["upload_session_id"])}
    return _next(state, body, post.media[0].size)


def _transfer(graph: Graph, post: Post, state: Mapping[str, Any]) -> Progress:
    start, end = state["start"], state["end"]
    params = {"upload_phase": "transfer", "upload_session_id": state["session"], "start_offset": str(start)}
    with graph.to.open_media(post.media[0].sha256) as opened:
        opened.seek(start)
        piece = opened.read(end - start)
    files = {"video_file_chunk": ("video.mp4", piece, "application/octet-stream")}
    answer = graph.try_post(f"{graph.page}/videos", params, shows=False, files=files)
    if answer.refusal is None:
        return _next(state, answer.body, post.media[0].size)
    return _resumed(state, answer, post.media[0].size)


def _resumed(state: Mapping[str, Any], answer: Answer, size: int) -> Progress:
    refusal = answer.refusal
    assert refusal is not None
    if WRONG_OFFSET in (refusal.code, refusal.subcode) and "start_offset" in refusal.about:
        return _next(state, refusal.about, size)
    if refusal.code in ONCE_MORE and not state.get("again"):
        why = "Facebook chưa nhận được một đoạn video; chương trình sẽ gửi lại đoạn đó."
        again = {**state, "again": True}
        return Progress(step="video-transfer", visible=False, state=again, wait_s=ONCE_MORE_S, why=why)
    raise meaning(refusal, shows=False)


def _next(state: Mapping[str, Any], told: Mapping[str, Any], size: int) -> Progress:
    """Offsets come as text; equal ones mean that everything is there. An answer without them proves nothing."""
    start, end = whole(told.get("start_offset")), whole(told.get("end_offset"))
    if not {"start_offset", "end_offset"} <= told.keys() or not 0 <= start <= end <= size:
        raise Unavailable("no_offsets", "Facebook không nói đã nhận video đến đâu; sẽ gửi lại đoạn này.", str(told))
    kept = {key: state[key] for key in ("video_id", "session", "again") if key in state}
    if start == end:
        return Progress(step="video-finish", visible=True, state=kept)
    return Progress(step="video-transfer", visible=False, state={**kept, "start": start, "end": end})


def _finish(graph: Graph, post: Post, state: Mapping[str, Any]) -> Progress | Receipt:
    video_id = state["video_id"]
    seen = watch_if_there(graph, video_id)  # no document says that its node can be read before this call
    if seen is not None and seen.phase == "published":
        return published(graph, video_id, "video", seen)
    if seen is not None and seen.phase == "expired":
        return Progress(step="video-start", visible=False)
    if seen is not None and seen.phase == "failed":
        raise refused(seen)
    params = {"upload_phase": "finish", "upload_session_id": state["session"], "published": "true"}
    params |= {"title": post.draft.title, "description": post.text}
    body = _finished(graph, post, params)
    if body.get("success") is False:
        raise Uncertain("not_confirmed", "Facebook không xác nhận việc đăng video; đang xem lại.")
    return confirmed(graph, video_id, "video")


def _finished(graph: Graph, post: Post, params: Mapping[str, str]) -> Mapping[str, Any]:
    """The visible call, with the thumbnail as a file: https://developers.facebook.com/docs/graph-api/reference/page/videos"""
    picture = thumbnail_of(post)
    if picture is None:
        return graph.post(f"{graph.page}/videos", params, shows=True)
    with graph.to.open_media(picture.sha256) as opened:
        files = {"thumb": (f"thumb.{picture.mime.rpartition('/')[2]}", opened, picture.mime)}
        return graph.post(f"{graph.page}/videos", params, shows=True, files=files)
