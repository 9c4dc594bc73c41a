"""The public preview of a channel, ``https://t.me/s/<name>``: what anybody can read of it without a token.

About 20 messages a page, ``?before=<id>`` the page before. A channel without a preview is redirected away, an unknown
one is a page without messages. There is no specification: the markup is as seen on real pages (2026-09).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser

from campaign.errors import Rejected, Unavailable
from campaign.net.client import AddressRefused, NoReply, NotConnected, ReplyTooLarge, fetch
from campaign.net.deadline import Deadline

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""A client that does not look like a browser may get an empty page."""
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
KINDS = {
    "tgme_widget_message_photo_wrap": "photo",
    "tgme_widget_message_video_wrap": "video",
    "tgme_widget_message_video_player": "video",
    "tgme_widget_message_document_wrap": "document",
}
SINGLE = re.compile(r"/(\d+)\?single\b")
"""How the pictures of an album are addressed."""
SIZES = {"K": 1_000, "M": 1_000_000, "B": 1_000_000_000}


@dataclass(frozen=True)
class Figure:
    """A count as the page prints it: above 999 only three digits of it are known."""

    value: int
    approximate: bool


@dataclass
class Message:
    """One message of a page."""

    id: int
    at: datetime | None = None
    text: str = ""
    hrefs: list[str] = field(default_factory=list)
    kind: str = "text"
    """text | photo | video | document (recordings too): by what stands first."""
    others: list[int] = field(default_factory=list)
    """The other messages of an album, which the page shows as one."""
    service: bool = False
    """Telegram's own words (a pin, a new title): nobody's post."""
    views: Figure | None = None
    reactions: list[Figure] = field(default_factory=list)


def read_page(web_url: str, username: str, deadline: Deadline, before: int | None = None) -> list[Message]:
    """The messages of one page, oldest first; empty if the channel shows none. Raises Unavailable, Rejected."""
    params = {"before": str(before)} if before else None
    headers = {"User-Agent": BROWSER, "Accept-Language": "en"}
    try:
        reply = fetch(f"{web_url}/s/{username}", deadline, params=params, headers=headers)
    except AddressRefused as refused:
        raise Rejected("web_url", "web_url trong channel.toml phải là https.", str(refused)) from None
    except (NotConnected, NoReply, ReplyTooLarge) as error:
        detail = f"{type(error).__name__}: {error}"
        raise Unavailable("page", "Không đọc được trang công khai của kênh.", detail) from None
    if reply.status >= 400:
        raise Unavailable("page", "Không đọc được trang công khai của kênh.", f"HTTP {reply.status}")
    return parse_page(reply.text) if reply.status == 200 else []


def parse_page(source: str) -> list[Message]:
    """The messages in a page's HTML."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return sorted(reader.messages, key=lambda message: message.id)


def read_figure(text: str) -> Figure | None:
    """``401``, ``1.2K``, ``11.4M``; None for what is no count."""
    text = text.strip().replace(" ", "")
    size = SIZES.get(text[-1:].upper(), 0)
    try:
        number = Decimal(text[:-1] if size else text) * (size or 1)
    except InvalidOperation:
        return None
    if not number.is_finite() or number < 0 or number != int(number):
        return None
    return Figure(int(number), approximate=bool(size))


class _Reader(HTMLParser):
    """Goes by class tokens: elements have several, and their order is nobody's promise."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.messages: list[Message] = []
        self._stack: list[tuple[str, frozenset[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = frozenset(given.get("class", "").split())
        if "tgme_widget_message" in classes:
            number = given.get("data-post", "").rpartition("/")[2]
            if number.isdigit():
                self.messages.append(Message(int(number), service="service_message" in classes))
        if self.messages:
            self._inside(tag, given)
            self._media(classes, given)
        if tag not in VOID:
            self._stack.append((tag, classes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text("\n")

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._stack) - 1, -1, -1):
            if self._stack[place][0] == tag:
                del self._stack[place:]
                return

    def handle_data(self, data: str) -> None:
        self._text(data)
        if not self.messages or not self._stack:
            return
        message, innermost = self.messages[-1], self._stack[-1][1]
        if "tgme_widget_message_views" in innermost:
            message.views = read_figure(data)
        elif "tgme_reaction" in innermost:
            figure = read_figure(data)
            if figure is not None:
                message.reactions.append(figure)

    def _inside(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._text("\n")
        elif tag == "a" and self._under("js-message_text"):
            self.messages[-1].hrefs.append(given.get("href", ""))
        elif tag == "time" and self._under("tgme_widget_message_date"):
            try:
                self.messages[-1].at = datetime.fromisoformat(given.get("datetime", ""))
            except ValueError:
                self.messages[-1].at = None

    def _media(self, classes: frozenset[str], given: dict[str, str]) -> None:
        message, single = self.messages[-1], SINGLE.search(given.get("href", ""))
        if single and int(single[1]) != message.id and int(single[1]) not in message.others:
            message.others.append(int(single[1]))
        for name in classes & KINDS.keys():
            message.kind = KINDS[name] if message.kind == "text" else message.kind

    def _text(self, data: str) -> None:
        if self.messages and self._under("js-message_text"):
            self.messages[-1].text += data

    def _under(self, token: str) -> bool:
        return any(token in classes for _, classes in self._stack)
