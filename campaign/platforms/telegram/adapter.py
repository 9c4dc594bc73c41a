"""The Telegram adapter: one visible step sends one message or album; what follows it are parts.

Receipts: ``remote_id`` is ``<numeric chat id>/<message id>`` (a pin's: ``<chat id>/pin/<message id>``), ``extra`` holds
``kind`` (text, photo, video, album, audio, document, pin) and of an album ``also``, its other messages. The Bot API has
no idempotency key and cannot list a channel's messages, so a lost reply is settled by the public page alone, and only
by seeing: absence there proves nothing.
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
    Found,
    Post,
    Problem,
    Progress,
    Receipt,
    Sample,
    TextLength,
    Trial,
)
from campaign.platforms.telegram import events, layout
from campaign.platforms.telegram.figures import page_samples
from campaign.platforms.telegram.looking import look, posts_since
from campaign.platforms.telegram.moving import following, moved_to
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

    def lengths(self, post: Post) -> list[TextLength]:
        return layout.lengths(post)

    def look_url(self, options: Mapping[str, Any]) -> str:
        table = read_table(options)
        return f"{table.web_url}/s/{table.username}" if table.username else ""

    def verify(self, to: Destination) -> Account:
        from campaign.platforms.telegram import calls
        from campaign.platforms.telegram.refusals import shuts_out

        try:
            account = following(to, calls.account)
        except Rejected as refused:
            problem = shuts_out(refused)
        else:
            moved = moved_to(to)
            notes = (f"Nhóm đã được nâng cấp và bài đang tới nhóm {moved}: hãy ghi mã đó vào channel.toml.",)
            return account.model_copy(update={"notes": (*account.notes, *(notes if moved else ()))})
        raise problem

    def start(self, post: Post) -> Progress:
        if post.part == "pin":
            return Progress(step="pin", visible=False)  # pinning twice is harmless: an unknown outcome is done again
        return Progress(step="send", visible=True)

    def publish(self, to: Destination, post: Post, progress: Progress) -> Progress | Receipt:
        from campaign.platforms.telegram import calls, sending
        from campaign.platforms.telegram.refusals import shuts_out

        if post.part == "pin":
            if post.parent is None:
                raise Rejected("parent_missing", "Không có bài để ghim.")
            return calls.pin(to, post.parent)
        try:
            return following(to, lambda here: sending.send(here, post))
        except Rejected as refused:
            problem = shuts_out(refused)
        raise problem

    def find(self, to: Destination, post: Post, progress: Progress, since: datetime) -> Receipt | Absent | None:
        from campaign.platforms.telegram import calls, sending

        if post.part == "pin":
            return None
        chat = following(to, calls.chat)
        if not chat.username:
            return None
        found = look(to, post, chat.username, since, taken=lambda number: to.recorded(remote_id(chat.id, number)))
        if found is None:
            return None
        link = permalink(read_table(to.options), chat.username, chat.id, found.id)
        also = {"also": [remote_id(chat.id, number) for number in found.others]} if found.others else {}
        extra = {"kind": sending.kind_of(post), **also}
        return Receipt(remote_id=remote_id(chat.id, found.id), permalink=link, at=found.at, extra=extra)

    def amend(self, to: Destination, receipt: Receipt, post: Post) -> Receipt:
        from campaign.platforms.telegram import calls, sending

        if post.part == "pin":
            return receipt
        kind = receipt.extra.get("kind") or sending.kind_of(post)
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
            samples.append(following(to, calls.followers))
            username = username or following(to, calls.chat).username
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

    def try_post(self, to: Destination, post: Post) -> Trial:
        from campaign.platforms.telegram import trying

        return trying.try_post(to, post)

    def read_event(self, to: Destination, headers: Mapping[str, str], body: bytes) -> list[Event]:
        return events.read(to, headers, body)

    def subscribe(self, to: Destination, url: str) -> None:
        """One bot has one webhook: its channels share the address that was given last."""
        from campaign.platforms.telegram import calls

        calls.subscribe(to, url, events.secret_of(to.credentials.read().get("bot_token", "")))

    def list_posts(self, to: Destination, since: datetime) -> list[Found]:
        """From the public page. Raises Unsupported for a channel that has none."""
        from campaign.platforms.telegram import calls

        chat = following(to, calls.chat)
        if not chat.username:
            raise Unsupported("private", "Kênh Telegram riêng tư không có trang công khai: không liệt kê được bài.")
        table = read_table(to.options)
        return [
            Found(
                remote_id=remote_id(chat.id, message.id),
                at=message.at or since,
                text=message.text.strip(),
                permalink=permalink(table, chat.username, chat.id, message.id),
                kind="clip" if message.kind == "video" else "article",
                extra={"also": [remote_id(chat.id, number) for number in message.others]} if message.others else {},
            )
            for message in posts_since(to, chat.username, since)
        ]
