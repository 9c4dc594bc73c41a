"""Lists with cursors: ranked, perhaps late, at most a hundred a page, perhaps with an empty page that has a next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from campaign.sandbox.facebook.grammar import Field
from campaign.sandbox.facebook.nodes import Nodes
from campaign.sandbox.facebook.reading import GraphCall
from campaign.sandbox.facebook.refusals import gone, parameter
from campaign.sandbox.facebook.world import Comment, Page, Post, Video, rank

LIMIT = 100


class Lists:
    """The lists of one Page. Reels are in none but their own."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    def answer(self, call: GraphCall, page: Page, fields: Mapping[str, Field]) -> dict[str, Any]:
        edge = call.method
        if edge == "comments":
            return self._comments(call, page, fields)
        if call.chat != page.id:
            raise gone(call.chat)
        if edge == "published_posts":
            videos = [video for video in page.videos.values() if video.stage == "published" and video.kind == "video"]
            shown = self._seen([*page.posts.values(), *videos], call)
            return self._paged(call, page, [self._post(page, each, fields, call.origin) for each in shown])
        kind = "reel" if edge == "video_reels" else "video"
        out = [video for video in page.videos.values() if video.stage == "published" and video.kind == kind]
        return self._paged(call, page, [self._video(page, video, fields) for video in self._seen(out, call)])

    def _seen(self, nodes: list[Any], call: GraphCall) -> list[Any]:
        """Those that the list shows by now, in its own order; each read brings the others nearer."""
        since, shown = _since(call), []
        for node in sorted(nodes, key=lambda each: rank(each.id)):
            if node.unseen:
                node.unseen -= 1
            elif node.at.timestamp() >= since:
                shown.append(node)
        return shown

    def _post(self, page: Page, each: Post | Video, fields: Mapping[str, Field], origin: str) -> Callable[[], Any]:
        post = each if isinstance(each, Post) else self._nodes.post_of(page, each)
        return lambda: self._nodes.picked(self._nodes.post(page, post, origin), fields)

    def _video(self, page: Page, video: Video, fields: Mapping[str, Field]) -> Callable[[], Any]:
        return lambda: self._nodes.picked(self._nodes.video(page, video), fields)

    def _comments(self, call: GraphCall, page: Page, fields: Mapping[str, Field]) -> dict[str, Any]:
        parent = page.posts.get(call.chat) or page.videos.get(call.chat)
        if parent is None:
            raise gone(call.chat)
        return self._paged(call, page, [self._comment(page, each, fields) for each in parent.comments])

    def _comment(self, page: Page, comment: Comment, fields: Mapping[str, Field]) -> Callable[[], Any]:
        return lambda: self._nodes.picked(self._nodes.comment(page, comment), fields)

    def _paged(self, call: GraphCall, page: Page, items: Sequence[Callable[[], Any]]) -> dict[str, Any]:
        limit = int(call.params.get("limit", "25") or 0)
        if not 0 < limit <= LIMIT:
            raise parameter(f"The limit must be from 1 to {LIMIT}")
        after = call.params.get("after", "")
        place = int(after) if after.removeprefix("-").isdigit() else -page.empty_pages
        start = max(place, 0)
        end = start + limit if place >= 0 else start
        following = end if place >= 0 else place + 1
        paging: dict[str, Any] = {"cursors": {"before": str(place), "after": str(following)}}
        if following < len(items):
            # as Facebook's own: the address of the next page holds the caller's token
            paging["next"] = f"{call.origin}/v{call.version}.0/{call.path}?access_token={call.secret}&after={following}"
        return {"data": [item() for item in items[start:end]], "paging": paging}


def _since(call: GraphCall) -> float:
    text = call.params.get("since", "0")
    try:
        return float(text)
    except ValueError:
        return datetime.fromisoformat(text).timestamp()
