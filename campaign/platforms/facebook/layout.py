"""How an item lies in a post of a Page: what is a reel, a video, photos or a link, and what goes into a comment."""

from __future__ import annotations

import json
from hashlib import sha256
from urllib.parse import quote, urlsplit

from campaign.platforms.facebook.table import Table
from campaign.platforms.seam import Draft, MediaFile, Part, Post

REEL_S = (3.0, 90.0)  # https://developers.facebook.com/documentation/video-api/guides/reels-publishing
UPRIGHT = 9 / 16
UPRIGHT_SLACK = 0.01
COMMENT = "comment"


def lay_out(draft: Draft, table: Table) -> Post:
    """A video alone (Facebook takes no photos beside it), else all photos, else text and link."""
    videos = tuple(file for file in draft.media if file.kind == "video")
    media = videos[:1] or tuple(file for file in draft.media if file.kind == "image")
    text, parts = draft.text, tuple[Part, ...]()
    if table.link_in_comment and draft.link:
        text, said = without_link(draft.text, draft.link)
        parts = (Part(name=COMMENT, text=said, plain=said, needs_parent=True),)
    return Post(draft=draft, text=text, plain=text, media=media, parts=parts, limits=dict(table.limits))


def without_link(text: str, link: str) -> tuple[str, str]:
    """(the text without the lines that hold ``link``, those lines; the link itself where there is none)."""
    lines = text.split("\n")
    kept = [line for line in lines if link not in line]
    moved = [line.strip() for line in lines if link in line]
    return "\n".join(kept).strip(), "\n".join(moved) or link


def left_out(post: Post) -> list[MediaFile]:
    """The item's files that the post does not show. A recording beside no video is made one (``limits``)."""
    draft = post.draft
    has_video = any(file.kind == "video" for file in draft.media)
    return [file for file in draft.media if file not in post.media and (has_video or file.kind != "audio")]


def video_of(post: Post) -> MediaFile | None:
    return post.media[0] if post.media and not post.part and post.media[0].kind == "video" else None


def is_reel(video: MediaFile) -> bool:
    """Upright (9:16) and of 3 to 90 seconds; what is not known of a file makes it a plain video."""
    if not video.width or not video.height or video.duration_s is None:
        return False
    upright = abs(video.width / video.height - UPRIGHT) <= UPRIGHT_SLACK
    return upright and REEL_S[0] <= video.duration_s <= REEL_S[1]


def shown(post: Post) -> str:
    """A mark of what Facebook does not let us edit: the files with their alt texts, and the card of the link."""
    files = [(file.sha256, file.alt) for file in post.media]
    return sha256(json.dumps([files, shown_link(post)]).encode()).hexdigest()[:16]


def shown_link(post: Post) -> str:
    """The short link that becomes the preview card of a post without media; empty for a text post.

    Only an item with a link of its own has one. None to facebook.com: its link posts are refused (1609008).
    """
    draft = post.draft
    own_page = bool(draft.slug) and draft.target.endswith(f"/items/{quote(draft.slug)}")
    if post.media or post.part or own_page or any(part.name == COMMENT for part in post.parts):
        return ""
    host = urlsplit(draft.target).hostname or ""
    inside = host in ("fb.com", "fb.me", "fb.watch", "facebook.com") or host.endswith(".facebook.com")
    return "" if inside else draft.link
