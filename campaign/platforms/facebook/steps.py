"""The steps of a post. Everything that can be invisible comes first and keeps its id; one step shows.

https://developers.facebook.com/docs/pages-api/posts. There is no idempotency key: a lost answer of the visible step
is looked up, never sent again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from campaign.errors import Rejected, Unauthorized, Unavailable, Uncertain
from campaign.platforms.facebook import reels, videos
from campaign.platforms.facebook.answers import Answer, read_time
from campaign.platforms.facebook.finding import again
from campaign.platforms.facebook.graph import Graph
from campaign.platforms.facebook.layout import is_reel, shown_link, video_of
from campaign.platforms.facebook.refusals import meaning
from campaign.platforms.facebook.table import full_link
from campaign.platforms.seam import MediaFile, Post, Progress, Receipt

READ_BACK = "id,permalink_url,created_time"


def first(post: Post) -> Progress:
    """Pure: where a post begins."""
    video = video_of(post)
    if post.part:
        return Progress(step="comment", visible=True)
    if video is not None:
        return Progress(step="reel-start" if is_reel(video) else "video-start", visible=False)
    if post.media:
        return Progress(step="photo", visible=False)
    return Progress(step="post", visible=True)


def advance(graph: Graph, post: Post, progress: Progress) -> Progress | Receipt:
    """Make one step; a quota that is used up is waited for before the next hidden one."""
    done = _step(graph, post, progress)
    if isinstance(done, Progress) and graph.usage.stop_s > 0:
        return done.model_copy(update={"rest_s": graph.usage.stop_s})
    return done


def _step(graph: Graph, post: Post, progress: Progress) -> Progress | Receipt:
    match progress.step.partition("-")[0]:
        case "photo":
            return _photo(graph, post, progress)
        case "post":
            return _post(graph, post, progress)
        case "comment":
            return _comment(graph, post)
        case "video":
            return videos.step(graph, post, progress)
        case "reel":
            return reels.step(graph, post, progress)
    raise Rejected("step", "Chương trình không còn biết bước này: hãy dời lịch để đăng lại từ đầu.", progress.step)


def _photo(graph: Graph, post: Post, progress: Progress) -> Progress:
    """One unpublished upload; its id is kept for the post. https://developers.facebook.com/docs/graph-api/reference/page/photos"""
    ids = [*progress.state.get("photos", ())]
    photo = post.media[len(ids)]
    params = {"published": "false"} | ({"alt_text_custom": photo.alt} if photo.alt else {})
    with graph.to.open_media(photo.sha256) as opened:
        files = {"source": (_name(photo), opened, photo.mime)}
        body = graph.post(f"{graph.page}/photos", params, shows=False, files=files)
    ids.append(id_of(body, shows=False))
    done = len(ids) == len(post.media)
    return Progress(step="post" if done else "photo", visible=done, state={"photos": ids})


def _name(photo: MediaFile) -> str:
    """Facebook needs an ending, not the newsroom's file name."""
    return f"photo.{photo.mime.rpartition('/')[2]}"


def _post(graph: Graph, post: Post, progress: Progress) -> Receipt:
    """The visible call. https://developers.facebook.com/docs/graph-api/reference/page/feed"""
    photos = progress.state.get("photos", ())
    params = {"message": post.text} if post.text else {}
    if link := shown_link(post):
        params["link"] = link
    params |= {f"attached_media[{n}]": json.dumps({"media_fbid": photo}) for n, photo in enumerate(photos)}
    answer = graph.try_post(f"{graph.page}/feed", params, shows=True, fields=READ_BACK)
    return _receipt(graph, _not_twice(graph, post, progress, answer), "photo" if photos else "post")


def _not_twice(graph: Graph, post: Post, progress: Progress, answer: Answer) -> Mapping[str, Any]:
    """The new post; one that Facebook calls a duplicate may be our own, of a try whose answer was lost."""
    if answer.refusal is None:
        return answer.body
    problem = meaning(answer.refusal, shows=True)
    if isinstance(problem, Rejected) and problem.code == "duplicate":
        try:
            there = again(graph, post, progress)
        except (Unavailable, Uncertain):
            there = None
            problem = Uncertain("duplicate", problem.message, problem.detail)
        if there is not None:
            return there
    raise problem


def _comment(graph: Graph, post: Post) -> Receipt:
    """https://developers.facebook.com/docs/graph-api/reference/object/comments"""
    if post.parent is None:
        raise Rejected("parent_missing", "Không có bài để bình luận.")
    answer = graph.try_post(f"{post.parent.remote_id}/comments", {"message": post.text}, shows=True)
    if answer.refusal is not None:
        problem = meaning(answer.refusal, shows=True)
        if isinstance(problem, Unauthorized) and problem.code == "permission":
            message = "Mã truy cập thiếu quyền bình luận (pages_manage_engagement); bài chính không bị ảnh hưởng."
            problem = Rejected("comment_permission", message, problem.detail)
        raise problem
    return Receipt(
        remote_id=id_of(answer.body, shows=True), permalink=post.parent.permalink, extra={"kind": "comment"},
        wait_s=graph.usage.rest_s,
    )  # fmt: skip


def _receipt(graph: Graph, body: Mapping[str, Any], kind: str) -> Receipt:
    remote_id = id_of(body, shows=True)
    return Receipt(
        remote_id=remote_id,
        permalink=full_link(graph.table, body.get("permalink_url"), remote_id),
        at=read_time(body.get("created_time")),
        extra={"kind": kind},
        wait_s=graph.usage.rest_s,
    )


def id_of(body: Mapping[str, Any], shows: bool) -> str:
    """The id of what was made, as text (some come as numbers beyond 2^53). Without one nothing is proved."""
    given = body.get("id")
    if given:
        return str(given)
    problem = Uncertain if shows else Unavailable
    raise problem("no_id", "Facebook nhận lệnh nhưng không trả về mã bài; chưa rõ kết quả.")
