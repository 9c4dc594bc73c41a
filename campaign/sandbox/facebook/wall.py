"""Pages as the public sees them, for the wall and for permalinks; what is not published is never here."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from campaign.clock import iso_z
from campaign.sandbox.facebook.reading import WALL
from campaign.sandbox.facebook.world import Page, Post, Video, World
from campaign.sandbox.wall import wall_page
from campaign.sandbox.wire import Reply, ShownChannel, ShownPost

ADDRESS = re.compile(r"https?://[^\s<>\"]+")
NOT_HERE = Reply(404, "Nội dung này hiện không có.".encode(), "text/plain; charset=utf-8")
SHOWN = 100


def published(page: Page) -> list[Post | Video]:
    """Newest first."""
    videos = [video for video in page.videos.values() if video.stage == "published"]
    return sorted([*page.posts.values(), *videos], key=lambda each: (_at(each), each.id), reverse=True)


def live(world: World) -> list[dict[str, Any]]:
    """Oldest first."""
    everything = [(page, each) for page in world.pages.values() for each in published(page)]
    return [_line(page, each) for page, each in sorted(everything, key=lambda pair: (_at(pair[1]), pair[1].id))]


def _line(page: Page, each: Post | Video) -> dict[str, Any]:
    line: dict[str, Any] = {
        "platform": "facebook", "chat": page.id, "username": page.name, "message_id": each.id,
        "kind": kind_of(each), "text": each.text, "at": iso_z(_at(each)),
        "comments": [comment.message for comment in each.comments],
    }  # fmt: skip
    if isinstance(each, Post):
        line |= {"link": each.link, "photos": [photo.alt for photo in each.photos], "edited": each.edited}
    else:
        line |= {"title": each.title, "bytes": len(each.content), "thumb": each.thumb}
    return line


def kind_of(each: Post | Video) -> str:
    if isinstance(each, Video):
        return each.kind
    return "photo" if each.photos else "link" if each.link else "text"


def _at(each: Post | Video) -> Any:
    return each.at


def shown(world: World) -> list[ShownChannel]:
    return [_channel(page, published(page)) for page in world.pages.values() if published(page)]


def page_at(world: World, path: str) -> Reply:
    """A Page, or one post of it."""
    found = WALL.fullmatch(path)
    assert found is not None
    page_id, number, video_id = found.groups()
    for page in world.pages.values():
        wanted = [each for each in published(page) if each.id in (f"{page_id}_{number}", video_id)]
        if wanted or (page.id == page_id and not number):
            return wall_page([_channel(page, wanted or published(page))])
    return NOT_HERE


def _channel(page: Page, posts: list[Post | Video]) -> ShownChannel:
    return ShownChannel(
        platform="Facebook",
        title=page.name,
        link=f"/facebook.com/{page.id}",
        posts=tuple(_shown(page, each) for each in posts[:SHOWN]),
    )


def _shown(page: Page, each: Post | Video) -> ShownPost:
    notes = [f"bình luận: {comment.message}" for comment in each.comments]
    if isinstance(each, Video):
        where = "reel" if each.kind == "reel" else "videos"
        media: tuple[tuple[str, str], ...] = ((f"/files/{each.file}", "video/mp4"),) if each.file else ()
        return ShownPost(_at(each), _html(each.text), f"/facebook.com/{where}/{each.id}/", media, tuple(notes))
    notes += [f"thẻ liên kết: {each.link}"] if each.link else []
    notes += ["đã sửa"] if each.edited else []
    media = tuple((f"/files/{photo.file}", photo.mime) for photo in each.photos)
    link = f"/facebook.com/{page.id}/posts/{each.id.rpartition('_')[2]}"
    return ShownPost(each.at, _html(each.text), link, media, tuple(notes))


def _html(text: str) -> str:
    """Plain text with its addresses as links."""
    linked = ADDRESS.sub(lambda found: f"\0{found[0]}\0", text)
    parts = linked.split("\0")
    return "".join(
        f'<a href="{escape(part)}">{escape(part)}</a>' if place % 2 else escape(part).replace("\n", "<br>")
        for place, part in enumerate(parts)
    )
