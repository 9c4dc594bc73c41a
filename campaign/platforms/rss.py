"""RSS: the published row is the feed's entry, so publishing is the database transaction that records it.

There is no remote side: ``publish`` is pure, its step is hidden (nothing shows until the row says published),
and so a crash at any point is simply done again. Facts: RSS 2.0, https://www.rssboard.org/rss-specification
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from campaign.errors import Unsupported
from campaign.platforms.seam import (
    Absent,
    Account,
    Destination,
    Draft,
    Event,
    Limits,
    Post,
    Problem,
    Progress,
    Receipt,
    Sample,
)


class RssPlatform:
    """Publishes by being recorded."""

    name = "rss"
    default_api_url = ""
    secrets: tuple[str, ...] = ()
    limits = Limits(
        markup="plain",
        text=None,  # RSS 2.0 sets no limit on description
        caption=None,
        media=100,
        kinds=frozenset({"image", "video", "audio", "file"}),
    )

    def account(self, options: Mapping[str, Any]) -> str:
        return str(options["path"])

    def shape(self, draft: Draft, options: Mapping[str, Any]) -> Post:
        return Post(draft=draft, text=draft.text, plain=draft.text, media=draft.media)

    def check(self, post: Post) -> list[Problem]:
        if post.draft.title.strip():
            return []
        return [Problem(code="title_missing", message="Mục trên bản tin RSS phải có tiêu đề.")]

    def verify(self, to: Destination) -> Account:
        return Account(id=self.account(to.options), name=to.key)

    def start(self, post: Post) -> Progress:
        return Progress(step="record", visible=False)

    def publish(self, to: Destination, post: Post, progress: Progress) -> Progress | Receipt:
        return Receipt(remote_id=post.guid, permalink=post.draft.target)

    def find(self, to: Destination, post: Post, progress: Progress, since: datetime) -> Receipt | Absent | None:
        return Absent(why="a feed entry exists exactly when its row is published")

    def look_url(self, options: Mapping[str, Any]) -> str:
        return f"/feeds/{options['path']}.xml"

    def amend(self, to: Destination, receipt: Receipt, post: Post) -> Receipt:
        return Receipt(remote_id=receipt.remote_id, permalink=post.draft.target, at=receipt.at)

    def retract(self, to: Destination, what: Receipt | Progress) -> None:
        return None

    def measure(self, to: Destination, receipts: Sequence[Receipt]) -> list[Sample]:
        return []

    def read_event(self, to: Destination, headers: Mapping[str, str], body: bytes) -> list[Event]:
        raise Unsupported("no_webhook", "Kênh RSS không nhận sự kiện.")
