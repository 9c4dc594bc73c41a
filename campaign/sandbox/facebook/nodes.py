"""Nodes and lists as ``fields`` asks for them; a field that a node does not have is refused.

https://developers.facebook.com/docs/graph-api/reference/page-post
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from campaign.sandbox.facebook.grammar import Field
from campaign.sandbox.facebook.insights import Insights
from campaign.sandbox.facebook.refusals import Refusal, gone, parameter
from campaign.sandbox.facebook.videos import Videos
from campaign.sandbox.facebook.world import Comment, Page, Photo, Post, Video, World

Shown = Callable[[Field], Any]
USER_CONTENT = "pages_read_user_content"


def moment(at: datetime) -> str:
    """Facebook's ``+0000``, neither ``Z`` nor ``+00:00``."""
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


class Nodes:
    """Reads of one Page."""

    def __init__(self, world: World, videos: Videos, insights: Insights) -> None:
        self._world = world
        self._videos = videos
        self._insights = insights

    def node(self, page: Page, node_id: str, fields: Mapping[str, Field], origin: str) -> dict[str, Any]:
        if node_id == page.id:
            return self.picked(self._page(page), fields)
        if post := page.posts.get(node_id) or page.unpublished.get(node_id):
            return self.picked(self.post(page, post, origin), fields)
        if video := page.videos.get(node_id):
            if video.stage != "published" and page.hides_unfinished:
                raise gone(node_id)
            return self.picked(self.video(page, video), fields)
        if shown := next((each for each in page.videos.values() if self._is_of(page, each, node_id)), None):
            return self.picked(self.post(page, self.post_of(page, shown), origin), fields)
        if photo := page.photos.get(node_id):
            return self.picked({"id": lambda _: photo.id}, fields)
        if found := self._world.of_comment(page, node_id):
            return self.picked(self.comment(page, found[1]), fields)
        raise gone(node_id)

    def picked(self, known: Mapping[str, Shown], fields: Mapping[str, Field]) -> dict[str, Any]:
        """What was asked for, and the id; a value of None is left out, as Facebook does."""
        for name in fields:
            if name not in known:
                raise parameter(f"Tried accessing nonexisting field ({name})")
        shown = {name: known[name](field) for name, field in fields.items()}
        return {name: value for name, value in shown.items() if value is not None} | {"id": known["id"](Field("id"))}

    def _page(self, page: Page) -> dict[str, Shown]:
        return {
            "id": lambda _: page.id, "name": lambda _: page.name, "followers_count": lambda _: page.followers,
            "fan_count": lambda _: page.followers, "is_published": lambda _: True, "can_post": lambda _: True,
        }  # fmt: skip

    def post(self, page: Page, post: Post, origin: str) -> dict[str, Shown]:
        number = post.id.rpartition("_")[2]
        return {
            "id": lambda _: post.id,
            "message": lambda _: post.text or None,
            "created_time": lambda _: moment(post.at),
            "permalink_url": lambda _: f"{origin}/facebook.com/{page.id}/posts/{number}",
            "is_published": lambda _: post.id not in page.unpublished,
            "application": lambda _: {"id": post.app_id, "name": "Tập dượt"} if post.app_id else None,
            "attachments": lambda field: self._attachments(post, field),
            "shares": lambda _: self._shares(post.id),
            "reactions": lambda field: self._counted(page, post.id, "reactions", field),
            "comments": lambda field: self._counted(page, post.id, "comments", field, len(post.comments)),
            "insights": lambda field: self._insights.post(page, post.id, post.at, field.modifiers),
        }

    def _is_of(self, page: Page, video: Video, post_id: str) -> bool:
        return video.stage == "published" and f"{page.id}_{video.post_number}" == post_id

    def post_of(self, page: Page, video: Video) -> Post:
        """The feed's own post of a plain video."""
        assert video.at is not None  # it is published
        post = Post(f"{page.id}_{video.post_number}", video.text, video.at)
        post.video_id = video.id
        return post

    def video(self, page: Page, video: Video) -> dict[str, Shown]:
        """The post's id is a bare number, and the link a bare path."""
        where = "reel" if video.kind == "reel" else "videos"
        return {
            "id": lambda _: video.id,
            "status": lambda _: self._videos.status(page, video),
            "published": lambda _: video.stage == "published",
            "permalink_url": lambda _: f"/{where}/{video.id}/" if video.stage == "published" else None,
            "post_id": lambda _: video.post_number if video.stage == "published" else None,
            "comments": lambda field: self._counted(page, video.id, "comments", field, len(video.comments)),
            "video_insights": lambda field: self._insights.video(page, video, field.modifiers),
            "title": lambda _: video.title,
            "description": lambda _: video.text or None,
            "created_time": lambda _: moment(video.at or self._world.clock.now()),
            "updated_time": lambda _: moment(video.at or self._world.clock.now()),
        }

    def comment(self, page: Page, comment: Comment) -> dict[str, Shown]:
        return {
            "id": lambda _: comment.id, "message": lambda _: comment.message,
            "created_time": lambda _: moment(comment.at), "from": lambda _: {"id": page.id, "name": page.name},
        }  # fmt: skip

    def _attachments(self, post: Post, field: Field) -> dict[str, Any] | None:
        if post.link:
            shown: dict[str, Any] = {"url": post.link, "unshimmed_url": post.link, "media_type": "link"}
        elif post.video_id:
            shown = {"media_type": "video", "target": {"id": post.video_id}}
        elif post.photos:
            shown = {"media_type": "photo" if len(post.photos) == 1 else "album", "target": {"id": post.photos[0].id}}
            shown["subattachments"] = {"data": [_target(photo) for photo in post.photos]}
        else:
            return None
        return {"data": [{name: value for name, value in shown.items() if name in field.fields or not field.fields}]}

    def _shares(self, post_id: str) -> dict[str, int] | None:
        """Absent when there are none."""
        count = self._world.figures.get(post_id, {}).get("shares")
        return {"count": count} if count else None

    def _counted(self, page: Page, post_id: str, name: str, field: Field, least: int = 0) -> dict[str, Any]:
        if USER_CONTENT not in page.scopes:
            raise Refusal(10, f"(#10) This endpoint requires the '{USER_CONTENT}' permission", status=403)
        if field.modifiers.get("limit") != "0" or field.modifiers.get("summary") != "total_count":
            raise parameter(f"The stand-in only counts: {name}.summary(total_count).limit(0)")
        return {"data": [], "summary": {"total_count": self._world.figures.get(post_id, {}).get(name, least)}}


def _target(photo: Photo) -> dict[str, Any]:
    return {"type": "photo", "target": {"id": photo.id}}
