"""By hand: an editor posts it (YouTube, TikTok, an account whose plan has no API), and pastes the link back.

The ``[manual]`` table of a channel.toml: ``page``, the address where people look (may be absent).

Nothing is ever sent: ``by_hand`` tells the protocol to hand the frozen post to a person when it is due. This file is
also the smallest adapter there is: docs/new-platform.md reads it line by line.
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


class ManualPlatform:
    """Prepares posts for a person. It has no network, and so nothing to ask, find or measure."""

    name = "manual"
    default_api_url = ""
    secrets: tuple[str, ...] = ()
    by_hand = True
    limits = Limits(
        markup="plain",
        text=None,  # the person sees what the page takes; nothing is known here
        caption=None,
        media=100,
        kinds=frozenset({"image", "video", "audio", "file"}),
    )

    def account(self, options: Mapping[str, Any]) -> str:
        """The page; empty where none is declared (the channel is then an account of its own)."""
        return self.look_url(options)

    def shape(self, draft: Draft, options: Mapping[str, Any]) -> Post:
        return Post(draft=draft, text=draft.text, plain=draft.text, media=draft.media)

    def check(self, post: Post) -> list[Problem]:
        if post.text.strip() or post.media:
            return []
        return [Problem(code="text_empty", message="Bài không có chữ và không có tệp nào: không có gì để đăng tay.")]

    def verify(self, to: Destination) -> Account:
        return Account(id=self.account(to.options) or to.key, name=to.key)

    def start(self, post: Post) -> Progress:
        return Progress(step="hand_over", visible=False)

    def publish(self, to: Destination, post: Post, progress: Progress) -> Progress | Receipt:
        raise Unsupported("by_hand", "Kênh này do người đăng tay; chương trình không gửi gì.")

    def find(self, to: Destination, post: Post, progress: Progress, since: datetime) -> Receipt | Absent | None:
        return None

    def look_url(self, options: Mapping[str, Any]) -> str:
        return str(options.get("page") or "")

    def amend(self, to: Destination, receipt: Receipt, post: Post) -> Receipt:
        raise Unsupported("by_hand", "Bài này do người đăng tay: hãy tự sửa trên kênh.")

    def retract(self, to: Destination, what: Receipt | Progress) -> None:
        raise Unsupported("by_hand", "Bài này do người đăng tay: hãy tự gỡ trên kênh.")

    def measure(self, to: Destination, receipts: Sequence[Receipt]) -> list[Sample]:
        return []

    def read_event(self, to: Destination, headers: Mapping[str, str], body: bytes) -> list[Event]:
        raise Unsupported("no_webhook", "Kênh đăng tay không nhận sự kiện.")
