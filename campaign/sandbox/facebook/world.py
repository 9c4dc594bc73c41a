"""The Pages of the stand-in, in memory: posts, photos, videos and comments, each by its id."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from campaign.clock import Clock

FIRST_ID = 122_100_000_000_000_000  # beyond 2^53, as Facebook's own
SCOPES = ("pages_manage_posts", "pages_read_engagement", "pages_show_list", "read_insights", "pages_manage_engagement")
"""Without pages_read_user_content, as most Pages' tokens: then reactions and comments cannot be counted."""
CHUNK = 4 << 20


@dataclass
class Comment:
    id: str
    message: str
    at: datetime
    number: int = 0


@dataclass
class Photo:
    id: str
    file: int
    mime: str
    alt: str = ""


@dataclass
class Video:
    """``kind``: video or reel. ``stage``: uploading, uploaded, processing, published or failed."""

    id: str
    kind: str
    size: int
    session: str = ""
    stage: str = "uploading"
    content: bytearray = field(default_factory=bytearray, repr=False)
    polls: int = 0
    title: str = ""
    text: str = ""
    thumb: bool = False
    """Did it come with a thumbnail?"""
    at: datetime | None = None
    post_number: int = 0
    file: int = 0
    unseen: int = 0
    comments: list[Comment] = field(default_factory=list)


@dataclass
class Post:
    id: str
    text: str
    at: datetime
    link: str = ""
    photos: list[Photo] = field(default_factory=list)
    app_id: str = ""
    edited: bool = False
    unseen: int = 0
    """Reads of a list that do not show it yet."""
    comments: list[Comment] = field(default_factory=list)
    video_id: str = ""


@dataclass
class Page:
    """One Page, and how its platform behaves."""

    id: str
    name: str
    followers: int = 5400
    scopes: tuple[str, ...] = SCOPES
    expires_at: int = 0
    data_access_expires_at: int = 0
    chunk: int = CHUNK
    lag_reads: int = 0
    empty_pages: int = 0
    upload_polls: int = 0
    processing_polls: int = 0
    processing_error: str = ""
    reach: int | None = None
    hides_unfinished: bool = False
    """Are the nodes of videos that are not published hidden?"""
    phantoms: int = 0
    """So many of the next posts are answered with an id, and are never there."""
    posts: dict[str, Post] = field(default_factory=dict)
    scheduled: dict[str, Post] = field(default_factory=dict)
    """Held back by Facebook until their ``at``."""
    unpublished: dict[str, Post] = field(default_factory=dict)
    """Made with ``published=false``: on no list."""
    photos: dict[str, Photo] = field(default_factory=dict)
    videos: dict[str, Video] = field(default_factory=dict)
    newest: str = ""
    """Id of the newest post: the next one must not read the same."""


class World:
    """Every Page, born when it is first named; ids never come back."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.pages: dict[str, Page] = {}
        self.figures: dict[str, dict[str, Any]] = {}
        self.retired: set[str] = set()
        self.usage: dict[str, str] = {}
        self._last = 0

    def page(self, page_id: str) -> Page:
        return self.pages.setdefault(page_id, Page(page_id, f"Trang {page_id}"))

    def show_due(self) -> None:
        """Scheduled posts whose time has come show."""
        now = self.clock.now()
        for page in self.pages.values():
            for post in [each for each in page.scheduled.values() if each.at <= now]:
                page.posts[post.id] = page.scheduled.pop(post.id)

    def number(self) -> int:
        """A new id: it grows with the clock, so that a restarted world never repeats one."""
        self._last = max(self._last + 1, FIRST_ID + int(self.clock.now().timestamp() * 1000))
        return self._last

    def of_comment(self, page: Page, comment_id: str) -> tuple[Post | Video, Comment] | None:
        parents: list[Post | Video] = [*page.posts.values(), *page.videos.values()]
        for parent in parents:
            for comment in parent.comments:
                if comment.id == comment_id:
                    return parent, comment
        return None

    def reset(self) -> None:
        self.pages.clear()
        self.figures.clear()
        self.retired.clear()
        self.usage.clear()


def rank(node_id: str) -> str:
    """A fixed order that is nobody's: lists are ranked, not sorted."""
    return hashlib.sha256(node_id.encode()).hexdigest()
