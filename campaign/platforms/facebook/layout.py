"""How an item lies in a post of a Page: what is a reel, a video, photos or a link, and what goes into a comment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import quote, urlsplit

from campaign.platforms.facebook.table import Table
from campaign.platforms.seam import Allowance, Draft, MediaFile, Part, Post

REEL_S = (3.0, 90.0)  # https://developers.facebook.com/documentation/video-api/guides/reels-publishing
UPRIGHT = 9 / 16
UPRIGHT_SLACK = 0.01
COMMENT = "comment"
REELS = Allowance(name="reel", most=30, hours=24, said="thước phim")  # by API, for a Page, rolling: same guide


def lay_out(draft: Draft, table: Table) -> Post:
    """A video, else all photos, else text and link. Beside a video Facebook shows no photos: the first one is its
    thumbnail, where videos have such (a reel has not)."""
    pictures = tuple(file for file in draft.media if file.kind == "image")
    video = next((file for file in draft.media if file.kind == "video"), None)
    reel = video is not None and is_reel(video)
    media = pictures if video is None else (video, *(pictures[:1] if table.video_thumb and not reel else ()))
    text, parts = draft.text, tuple[Part, ...]()
    if table.link_in_comment and draft.link:
        text, said = without_link(draft.text, draft.link)
        parts = (Part(name=COMMENT, text=said, plain=said, needs_parent=True),)
    return Post(
        draft=draft, text=text, plain=text, media=media, parts=parts, limits=dict(table.limits),
        notes=tuple(_notes(draft, media)), allowance=REELS if reel else None,
    )  # fmt: skip


def _notes(draft: Draft, media: tuple[MediaFile, ...]) -> Iterator[str]:
    """What is secondary beside the video and the text, and is not shown. A second video is none: see ``left_out``."""
    pictures = [file.name for file in draft.media if file.kind == "image" and file not in media]
    papers = [file.name for file in draft.media if file.kind == "file"]
    if pictures:
        yield f"Bài video trên Facebook không kèm ảnh: {', '.join(pictures)} không hiện ở đó."
    if papers:
        yield f"Facebook không kèm tệp: {', '.join(papers)} chỉ có ở trang của mục."


def without_link(text: str, link: str) -> tuple[str, str]:
    """(the text without the lines that hold ``link``, those lines; the link itself where there is none)."""
    lines = text.split("\n")
    kept = [line for line in lines if link not in line]
    moved = [line.strip() for line in lines if link in line]
    return "\n".join(kept).strip(), "\n".join(moved) or link


def left_out(post: Post) -> list[MediaFile]:
    """Videos and recordings, each as much the item as the one that is shown. A recording beside no video is made one
    (``limits``)."""
    draft = post.draft
    has_video = any(file.kind == "video" for file in draft.media)
    heard = [file for file in draft.media if file.kind == "video" or (has_video and file.kind == "audio")]
    return [file for file in heard if file not in post.media]


def video_of(post: Post) -> MediaFile | None:
    return post.media[0] if post.media and not post.part and post.media[0].kind == "video" else None


def thumbnail_of(post: Post) -> MediaFile | None:
    return post.media[1] if video_of(post) and len(post.media) > 1 else None


def is_reel(video: MediaFile) -> bool:
    """The same for a file and for what is made of it: fitting keeps a video's shape, and its seconds are the item's."""
    return is_reel_of(video.width, video.height, video.duration_s)


def is_reel_of(width: int | None, height: int | None, seconds: float | None) -> bool:
    """Upright (9:16) and of 3 to 90 seconds; what is not known of a file makes it a plain video."""
    if not width or not height or seconds is None:
        return False
    return abs(width / height - UPRIGHT) <= UPRIGHT_SLACK and REEL_S[0] <= seconds <= REEL_S[1]


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
