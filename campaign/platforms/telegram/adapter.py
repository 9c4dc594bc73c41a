"""The Telegram adapter: one visible step sends one message; what follows it are parts.

Receipts: ``remote_id`` is ``<numeric chat id>/<message id>`` (a pin's: ``<chat id>/pin/<message id>``), ``extra`` holds
``kind`` (text, photo, video, pin). The Bot API has no idempotency key and cannot list a channel's messages, so a lost
reply is settled by the public page alone, and only by seeing: absence there proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from campaign.errors import PLATFORM_ERRORS, PlatformError, Rejected, Unsupported
from campaign.platforms.seam import (
    Absent,
    Account,
    Destination,
    Draft,
    Event,
    Post,
    Problem,
    Progress,
    Receipt,
    Sample,
)
from campaign.platforms.telegram import layout
from campaign.platforms.telegram.figures import page_samples
from campaign.platforms.telegram.looking import look
from campaign.platforms.telegram.table import API_URL, permalink, read_table, remote_id


class TelegramPlatform:
    """Publishes to a Telegram channel. The library is loaded with the first call that needs the network."""

    name = "telegram"
    secrets: tuple[str, ...] = ("bot_token",)
    limits = layout.LIMITS
    default_api_url = API_URL

    def account(self, options: Mapping[str, Any]) -> str:
        return read_table(options).chat.lower()

    def shape(self, draft: Draft, options: Mapping[str, Any]) -> Post:
        return layout.lay_out(draft, pin=read_table(options).pin)

    def check(self, post: Post) -> list[Problem]:
        return layout.problems(post)

    def look_url(self, options: Mapping[str, Any]) -> str:
        table = read_table(options)
        return f"{table.web_url}/s/{table.username}" if table.username else ""

    def verify(self, to: Destination) -> Account:
        from campaign.platforms.telegram import calls

        return calls.account(to)

    def start(self, post: Post) -> Progress:
        if post.part == "pin":
            return Progress(step="pin", visible=False)  # pinning twice is harmless: an unknown outcome is done again
        return Progress(step="send", visible=True)

    def publish(self, to: Destination, post: Post, progress: Progress) -> Progress | Receipt:
        from campaign.platforms.telegram import calls

        if post.part == "pin":
            if post.parent is None:
                raise Rejected("parent_missing", "Không có bài để ghim.")
            return calls.pin(to, post.parent)
        return calls.send(to, post)

    def find(self, to: Destination, post: Post, progress: Progress, since: datetime) -> Receipt | Absent | None:
        from campaign.platforms.telegram import calls

        if post.part == "pin":
            return None
        chat = calls.chat(to)
        if not chat.username:
            return None
        found = look(to, post, chat.username, since, taken=lambda number: to.recorded(remote_id(chat.id, number)))
        if found is None:
            return None
        link = permalink(read_table(to.options), chat.username, chat.id, found.id)
        return Receipt(
            remote_id=remote_id(chat.id, found.id), permalink=link, at=found.at, extra={"kind": calls.kind_of(post)}
        )

    def amend(self, to: Destination, receipt: Receipt, post: Post) -> Receipt:
        from campaign.platforms.telegram import calls

        if post.part == "pin":
            return receipt
        kind = receipt.extra.get("kind") or calls.kind_of(post)
        try:
            calls.edit(to, receipt, layout.text_for(post, with_media=kind != "text"), kind)
        except Rejected as refused:
            if refused.code != "not_modified":
                raise
        return receipt

    def retract(self, to: Destination, what: Receipt | Progress) -> None:
        from campaign.platforms.telegram import calls

        if isinstance(what, Progress):
            return  # one visible step: nothing hidden is ever left behind
        try:
            calls.remove(to, what)
        except Rejected as refused:
            if refused.code != "gone":
                raise

    def measure(self, to: Destination, receipts: Sequence[Receipt]) -> list[Sample]:
        """Followers, and what the public page shows of ``receipts``; if only one of the two answers, that one's."""
        from campaign.platforms.telegram import calls

        samples: list[Sample] = []
        trouble: list[PlatformError] = []
        username = read_table(to.options).username
        try:
            samples.append(calls.followers(to))
            username = username or calls.chat(to).username
        except PLATFORM_ERRORS as error:
            trouble.append(error)
        try:
            if username and receipts:
                samples += page_samples(to, username, receipts)
        except PLATFORM_ERRORS as error:
            trouble.append(error)
        if trouble and not samples:
            raise trouble[0]
        return samples

    def read_event(self, to: Destination, headers: Mapping[str, str], body: bytes) -> list[Event]:
        raise Unsupported("no_webhook", "Kênh Telegram không nhận sự kiện: số liệu được đọc theo lịch.")
