"""Posts, photos and comments of a Page: https://developers.facebook.com/docs/graph-api/reference/page/feed"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from campaign.sandbox.facebook.pictures import decoded
from campaign.sandbox.facebook.reading import GraphCall
from campaign.sandbox.facebook.refusals import Refusal, gone, parameter
from campaign.sandbox.facebook.scheduling import scheduled_at
from campaign.sandbox.facebook.world import Comment, Page, Photo, Post, Video, World
from campaign.sandbox.files import Files

TEXT = 63_206
LINK = re.compile(r"https?://[^\s/]+\S*")


class Methods:
    """Every call that writes; each returns the answer's JSON."""

    def __init__(self, world: World, files: Files) -> None:
        self._world = world
        self._files = files
        self.app_id: Callable[[], str] = str
        self.known: dict[str, Callable[[GraphCall, Page], dict[str, Any]]] = {
            "feed": self.feed, "photos": self.photos, "comments": self.comment, "update": self.update,
            "delete": self.delete,
        }  # fmt: skip

    def feed(self, call: GraphCall, page: Page) -> dict[str, Any]:
        text, link = call.params.get("message", ""), call.params.get("link", "")
        photos = self._attached(call, page)
        if not text and not link and not photos:
            raise parameter("You must provide a message or a link")
        if len(text) > TEXT:
            raise parameter("Param message is too long")
        if link and not LINK.fullmatch(link):
            raise Refusal(1609005, "Link scrape error", status=400)
        newest = page.posts.get(page.newest)
        if newest and text and (newest.text, newest.link, newest.photos) == (text, link, photos):
            raise Refusal(506, "(#506) Duplicate status message")
        post = Post(f"{page.id}_{self._world.number()}", text, self._world.clock.now(), link, photos, self.app_id())
        post.unseen = page.lag_reads
        later = scheduled_at(call, post.at)
        if page.phantoms:
            page.phantoms -= 1
        elif later:
            post.at, page.scheduled[post.id] = later, post
        elif call.params.get("published", "true").lower() == "true":
            page.posts[post.id], page.newest = post, post.id
        else:
            page.unpublished[post.id] = post
        return {"id": post.id}

    def _attached(self, call: GraphCall, page: Page) -> list[Photo]:
        """``attached_media`` as a JSON list, or as ``attached_media[0]``, ``[1]``, ..."""
        sent = [value for name, value in sorted(call.params.items(), key=_place) if name.startswith("attached_media[")]
        try:
            media = [json.loads(value) for value in sent] or json.loads(call.params.get("attached_media", "[]"))
            ids = [str(each["media_fbid"]) for each in media]
        except (ValueError, TypeError, KeyError):
            raise parameter("param attached_media must be an array") from None
        missing = [photo_id for photo_id in ids if photo_id not in page.photos]
        if missing:
            raise gone(missing[0])
        photos = [page.photos[photo_id] for photo_id in ids]
        if any(photo in post.photos for post in page.posts.values() for photo in photos):
            raise Refusal(100, "These photos were already posted.", 1366051)
        return photos

    def photos(self, call: GraphCall, page: Page) -> dict[str, Any]:
        source = call.uploads.get("source")
        if source is None:
            raise Refusal(324, "(#324) Missing or invalid image file")
        mime = decoded(source)
        photo = Photo(str(self._world.number()), self._files.keep(source, mime), mime)
        photo.alt = call.params.get("alt_text_custom", "")
        page.photos[photo.id] = photo
        if call.params.get("published", "true").lower() == "false":
            return {"id": photo.id}
        text = call.params.get("message", call.params.get("caption", ""))
        post = Post(f"{page.id}_{self._world.number()}", text, self._world.clock.now(), "", [photo], self.app_id())
        page.posts[post.id] = post
        return {"id": photo.id, "post_id": post.id}

    def comment(self, call: GraphCall, page: Page) -> dict[str, Any]:
        parent = page.posts.get(call.chat) or page.videos.get(call.chat)
        if parent is None or (isinstance(parent, Video) and parent.stage != "published"):
            raise gone(call.chat)
        if "pages_manage_engagement" not in page.scopes:
            raise Refusal(200, "(#200) Requires pages_manage_engagement permission", status=403)
        if not call.params.get("message", "").strip():
            raise parameter("param message must be non-empty.")
        number = self._world.number()
        comment = Comment(f"{parent.id.rpartition('_')[2]}_{number}", call.params["message"], self._world.clock.now())
        parent.comments.append(comment)
        return {"id": comment.id}

    def update(self, call: GraphCall, page: Page) -> dict[str, Any]:
        post, video = page.posts.get(call.path), page.videos.get(call.path)
        found = self._world.of_comment(page, call.path)
        if post and "message" in call.params:
            if len(call.params["message"]) > TEXT:
                raise parameter("Param message is too long")
            post.text, post.edited = call.params["message"], True
        elif video and not call.params.keys().isdisjoint(("description", "name")):
            video.text = call.params.get("description", video.text)
            video.title = call.params.get("name", video.title)
        elif found and "message" in call.params:
            found[1].message = call.params["message"]
        else:
            raise gone(call.path)
        return {"success": True}

    def delete(self, call: GraphCall, page: Page) -> dict[str, Any]:
        found = self._world.of_comment(page, call.path)
        if found:
            found[0].comments.remove(found[1])
            return {"success": True}
        for nodes in (page.posts, page.scheduled, page.unpublished, page.videos, page.photos):
            if nodes.pop(call.path, None) is not None:
                return {"success": True}
        raise gone(call.path)


def _place(pair: tuple[str, str]) -> int:
    digits = re.sub(r"\D", "", pair[0])
    return int(digits) if digits else 0
