"""The chats and messages of the stand-in, in memory."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from campaign.clock import Clock, iso_z
from campaign.sandbox.telegram.markup import Marked

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
SUPERGROUP = re.compile(r"-100\d{6,13}")
ID_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass
class Message:
    """One message. ``kind``: text, photo, video, audio or document."""

    id: int
    kind: str
    marked: Marked
    at: datetime
    edited: bool = False
    file: int = 0
    mime: str = ""
    size: tuple[int, int] = (0, 0)
    name: str = ""
    """Of a document, as uploaded."""
    group: str = ""
    """Messages of one album share it."""
    pinned: bool = False
    views: int | None = None
    reactions: dict[str, int] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    """What was asked beside the text: link preview, silence."""

    def views_at(self, now: datetime) -> int:
        """Set by a test, else a figure that grows by the hour and is the same in every run."""
        if self.views is not None:
            return self.views
        hours = max((now - self.at).total_seconds(), 0.0) / 3600
        return 1 + int(hours * (3 + self.id % 17))


@dataclass
class Chat:
    """One channel. Message ids start at the seconds since 2025, so that a restarted world never repeats one."""

    id: int
    title: str
    next_id: int
    username: str = ""
    members: int = 120
    public: bool = True
    kicked: bool = False
    can_post: bool = True
    can_pin: bool = True
    migrated_to: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    last_post: datetime | None = None

    def add(self, message: Message) -> Message:
        self.messages[message.id] = message
        self.next_id = message.id + 1
        self.last_post = message.at
        return message


class World:
    """Every chat, born when it is first named: any well-formed @name or -100... id exists."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.chats: dict[int, Chat] = {}
        self.updates: list[dict[str, Any]] = []
        self.last_update = 0
        self.webhook: dict[str, Any] = {}
        """As set: url, secret_token, allowed_updates; empty: none."""

    def clear(self) -> None:
        """As new, but update ids go on: Telegram never gives one twice."""
        self.chats.clear()
        self.updates.clear()
        self.webhook = {}

    def changed(self, chat: Chat, message: Message) -> None:
        """A post's reactions are not what they were: an update for whoever asked for such."""
        self.last_update += 1
        self.updates.append(
            {
                "update_id": self.last_update,
                "message_reaction_count": {
                    "chat": {"id": chat.id, "title": chat.title, "type": "channel"},
                    "message_id": message.id,
                    "date": int(self._clock.now().timestamp()),
                    "reactions": [
                        {"type": {"type": "emoji", "emoji": emoji}, "total_count": count}
                        for emoji, count in message.reactions.items()
                    ],
                },
            }
        )

    def chat(self, name_or_id: str) -> Chat | None:
        """The chat of that @name or numeric id; None for what cannot be one."""
        name = name_or_id.removeprefix("@")
        if name != name_or_id and NAME.fullmatch(name):
            chat = self._born(numeric_id(name))
            if not chat.username:
                chat.username, chat.title = name, name
            return chat
        return self._born(int(name_or_id)) if SUPERGROUP.fullmatch(name_or_id) else None

    def named(self, name: str) -> Chat | None:
        """The chat with that username if it was ever named."""
        return self.chats.get(numeric_id(name))

    def _born(self, number: int) -> Chat:
        if number not in self.chats:
            first = int((self._clock.now() - ID_EPOCH).total_seconds())
            self.chats[number] = Chat(number, f"Kênh {number}", max(first, 2))
        return self.chats[number]

    def live(self) -> list[dict[str, Any]]:
        posts = [(chat, message) for chat in self.chats.values() for message in chat.messages.values()]
        return [
            {
                "platform": "telegram", "chat": chat.id, "username": chat.username, "message_id": message.id,
                "kind": message.kind, "group": message.group, "text": message.marked.text, "at": iso_z(message.at),
                "edited": message.edited, "pinned": message.pinned, **message.extra,
            }
            for chat, message in sorted(posts, key=lambda pair: (pair[1].at, pair[1].id))
        ]  # fmt: skip


def numeric_id(name: str) -> int:
    """The same id for the same name in every run, as large as Telegram's own."""
    digest = hashlib.sha256(name.lower().encode()).digest()
    return -1_000_000_000_000 - (1_000_000_000 + int.from_bytes(digest[:4], "big") % 2_000_000_000)
