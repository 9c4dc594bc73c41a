"""The ``[telegram]`` table of a channel.toml, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

API_URL = "https://api.telegram.org"
WEB_URL = "https://t.me"


@dataclass(frozen=True)
class Table:
    """Where a channel is and how it wants its posts."""

    chat: str
    """``@name`` or a numeric id as text."""
    api_url: str
    web_url: str
    silent: bool
    pin: bool
    link_preview: Literal["on", "off", "small", "large"]
    test_chat: str
    """A chat of the newsroom's own for trial posts; empty: none."""

    @property
    def username(self) -> str:
        """The public name without @; empty for a numeric id."""
        return self.chat.removeprefix("@") if self.chat.startswith("@") else ""


def read_table(options: Mapping[str, Any]) -> Table:
    """The options with their defaults. A name without its @ gets one; an unknown preview size is the default."""
    chat = str(options.get("chat", "")).strip()
    if chat and not chat.startswith("@") and not chat.lstrip("-").isdigit():
        chat = f"@{chat}"
    asked = options.get("link_preview", "on")
    preview: Any = "off" if asked is False else asked
    return Table(
        chat=chat,
        api_url=str(options.get("api_url") or API_URL).rstrip("/"),
        web_url=str(options.get("web_url") or WEB_URL).rstrip("/"),
        silent=bool(options.get("silent", False)),
        pin=bool(options.get("pin", False)),
        test_chat=str(options.get("test_chat") or "").strip(),
        link_preview=preview if preview in ("off", "small", "large") else "on",
    )


def permalink(table: Table, username: str, chat_id: int, message_id: int) -> str:
    """Where a post is seen: by name if the channel has one, else the form that its members can open."""
    if username:
        return f"{table.web_url}/{username}/{message_id}"
    return f"{table.web_url}/c/{str(chat_id).removeprefix('-100')}/{message_id}"


def remote_id(chat_id: int, message_id: int) -> str:
    """``<numeric chat id>/<message id>``: the same however the channel is named, and after it was renamed."""
    return f"{chat_id}/{message_id}"


def address_of(remote: str) -> tuple[int, int]:
    """(chat id, message id) of a remote id; of a pin's (``<chat>/pin/<message>``) too."""
    chat, _, rest = remote.partition("/")
    return int(chat), int(rest.removeprefix("pin/"))
