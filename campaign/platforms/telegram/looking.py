"""Looking a post up on the channel's public page: was it sent after all?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from campaign.platforms.seam import Destination, Post
from campaign.platforms.telegram import html
from campaign.platforms.telegram.page import Message, read_page
from campaign.platforms.telegram.table import address_of, read_table

PAGES = 3
SLACK = timedelta(seconds=60)
"""How far the platform's clock may be behind ours."""


def look(to: Destination, post: Post, username: str, since: datetime, taken: Callable[[int], bool]) -> Message | None:
    """The oldest message since then that is this post and is not ``taken`` (message id -> some delivery's already).

    It is this post if it holds the delivery's short link; a post without one, if its text reads the same.
    """
    after = address_of(post.parent.remote_id)[1] if post.parent else 0
    seen = [
        message
        for message in _recent(to, username, since - SLACK)
        if message.id > after and _is(message, post) and not taken(message.id)
    ]
    return min(seen, key=lambda message: message.id, default=None)


def posts_since(to: Destination, username: str, since: datetime) -> list[Message]:
    """Every message since then, newest first: all of them, however many pages, or the deadline's Unavailable."""
    web_url, before, found = read_table(to.options).web_url, None, list[Message]()
    while page := read_page(web_url, username, to.deadline, before):
        found += [each for each in page if not each.service and each.at is not None and each.at >= since]
        oldest = page[0]
        if oldest.at is None or oldest.at < since or (before is not None and oldest.id >= before):
            break
        before = oldest.id
    return sorted(found, key=lambda message: -message.id)


def _recent(to: Destination, username: str, since: datetime) -> Iterator[Message]:
    """Messages not older than ``since``, page after page backwards."""
    web_url, before = read_table(to.options).web_url, None
    for _ in range(PAGES):
        page = read_page(web_url, username, to.deadline, before)
        recent = [message for message in page if message.at is not None and message.at >= since]
        yield from recent
        if not page or len(recent) < len(page):
            return
        before = page[0].id


def _is(message: Message, post: Post) -> bool:
    link = post.draft.link
    if link and link in html.visible(post.text) + " ".join(html.hrefs(post.text)):
        whole = re.compile(re.escape(link) + r"(?![\w-])")
        return any(whole.search(place) for place in (message.text, *message.hrefs))
    if not html.visible(post.text).strip():
        return message.kind == _looks_like(post)
    return _plainly(message.text) == _plainly(html.visible(post.text))


def _looks_like(post: Post) -> str:
    """How a post without a word is shown on the page."""
    file = post.media[0] if post.media else None
    return "text" if file is None else {"image": "photo", "video": "video"}.get(file.kind, "document")


def _plainly(text: str) -> str:
    """Text as compared: white space and the emoji's variation mark do not count."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\ufe0f", "").split())
