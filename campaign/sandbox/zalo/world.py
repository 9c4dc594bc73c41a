"""The account, its articles, what Zalo is at work on and what went to followers; in memory."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from re import sub
from typing import Any

from campaign.clock import Clock, iso_z
from campaign.sandbox.zalo.refusals import Refusal

OA_ID = "1234567890123456789"
"""The sample of the starter workspace; larger than 2^53, as real ones are."""


@dataclass
class Article:
    """One article as it was last sent. ``shown_at``: when its status became show for the first time."""

    id: str
    fields: dict[str, Any]
    created_at: datetime
    updated_at: datetime | None = None
    shown_at: datetime | None = None
    listed: bool = False
    """The lists have it only once it has been made."""
    unseen: int = 0
    """Reads of a list that do not show it yet."""
    views: int | None = None
    shares: int | None = None

    @property
    def status(self) -> str:
        return str(self.fields.get("status", "show"))

    @property
    def edited(self) -> bool:
        """Was it changed after it showed?"""
        return bool(self.updated_at and self.shown_at and self.updated_at > self.shown_at)

    @property
    def type(self) -> str:
        return str(self.fields["type"])

    @property
    def text(self) -> str:
        """What a reader sees below the title."""
        if self.type == "video":
            return str(self.fields["description"])
        pieces = [piece["content"] for piece in self.fields["body"] if piece["type"] == "text"]
        return "\n\n".join(_visible(piece) for piece in pieces)

    @property
    def picture(self) -> str:
        return str(self.fields.get("avatar") or self.fields.get("cover", {}).get("photo_url", ""))


@dataclass
class Making:
    """Something that Zalo is at work on: ``left`` polls are still told to wait."""

    article_id: str = ""
    video_id: str = ""
    left: int = 0


@dataclass
class Broadcast:
    """An article that was taken in for sending to followers."""

    message_id: str
    article_id: str
    target: dict[str, Any]
    at: datetime


@dataclass
class World:
    """One Official Account. ``polls``: how often a new thing is "being processed" before it is there."""

    clock: Clock
    oa_id: str = OA_ID
    name: str = "OA tập dượt"
    followers: int = 1234
    polls: int = 1
    late_updates: bool = False
    """An update changes the article only when its polls are over."""
    quota: int | None = None
    """How many more articles may be made this month."""
    night: bool = False
    used_up: bool = False
    """Followers have received what they may today: broadcasts are refused."""
    calls: int | None = None
    """How many more calls this minute has room for, told in a header; None: not told."""
    fetches: bool = False
    """Pictures on this machine are really fetched, and an article whose pictures cannot be is refused."""
    list_lag: int = 0
    """So many reads of a list do not show a new article yet."""
    ranked: bool = False
    """Lists stand in nobody's order, instead of the newest first."""
    totals: bool = True
    """Do lists say how many articles there are?"""
    articles: dict[str, Article] = field(default_factory=dict)
    makings: dict[str, Making] = field(default_factory=dict)
    pending: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """Updates that wait: {making: (article id, fields)}."""
    videos: set[str] = field(default_factory=set)
    broadcasts: list[Broadcast] = field(default_factory=list)

    def add(self, fields: dict[str, Any]) -> tuple[str, Article]:
        """A new article and the token of its making."""
        article = Article(secrets.token_hex(10), fields, self.clock.now(), unseen=self.list_lag)
        self.articles[article.id] = article
        self._note_shown(article)
        return self._begin(Making(article_id=article.id, left=self.polls)), article

    def change(self, article: Article, fields: dict[str, Any]) -> str:
        """The token of an update."""
        token = self._begin(Making(article_id=article.id, left=self.polls))
        if self.late_updates:
            self.pending[token] = (article.id, fields)
        else:
            self._apply(article, fields)
        return token

    def _apply(self, article: Article, fields: dict[str, Any]) -> None:
        article.fields, article.updated_at = fields, self.clock.now()
        self._note_shown(article)

    def _note_shown(self, article: Article) -> None:
        if article.status == "show" and article.shown_at is None:
            article.shown_at = article.updated_at or article.created_at

    def add_video(self) -> str:
        return self._begin(Making(video_id=secrets.token_hex(8), left=self.polls))

    def _begin(self, making: Making) -> str:
        token = secrets.token_urlsafe(24)
        self.makings[token] = making
        return token

    def ready(self, token: str) -> Making | None:
        """The making if it is over; each asking brings it one poll nearer."""
        making = self.makings[token]
        if making.left > 0:
            making.left -= 1
            return None
        if token in self.pending:
            article_id, fields = self.pending.pop(token)
            if article_id in self.articles:
                self._apply(self.articles[article_id], fields)
        if making.article_id in self.articles:
            self.articles[making.article_id].listed = True
        if making.video_id:
            self.videos.add(making.video_id)
        return making

    def seen_by_list(self, kind: str) -> list[Article]:
        """The articles of this type that a list shows by now, in its order; each reading brings the others nearer."""
        seen = []
        for article in reversed(self.articles.values()):
            if article.type != kind or not article.listed:
                continue
            if article.unseen:
                article.unseen -= 1
            else:
                seen.append(article)
        return sorted(seen, key=lambda article: sha256(article.id.encode()).digest()) if self.ranked else seen

    def count_call(self) -> None:
        """Raises Refusal where the minute has room for no more."""
        if self.calls is None:
            return
        if self.calls <= 0:
            raise Refusal(-32, "Your application reached limit call api")
        self.calls -= 1

    def time_passes(self) -> None:
        """Whatever is being made comes nearer, whether somebody asks for it or not."""
        for token in list(self.makings):
            self.ready(token)

    def live(self) -> list[dict[str, Any]]:
        """What the public sees: articles that show, and broadcasts."""
        shown = [
            {
                "platform": "zalo", "kind": article.type, "message_id": article.id, "title": article.fields["title"],
                "text": article.text, "at": iso_z(article.shown_at or article.created_at),
                "picture": article.picture, "edited": article.edited,
            }
            for article in self.articles.values()
            if article.status == "show"
        ]  # fmt: skip
        sent = [
            {
                "platform": "zalo", "kind": "broadcast", "message_id": broadcast.message_id, "text": "",
                "article_id": broadcast.article_id, "target": broadcast.target, "at": iso_z(broadcast.at),
            }
            for broadcast in self.broadcasts
        ]  # fmt: skip
        return sorted([*shown, *sent], key=lambda post: str(post["at"]))


def _visible(html: str) -> str:
    return unescape(sub(r"<[^>]*>", "", sub(r"<br\s*/?>", "\n", html.replace("</p><p>", "\n\n"))))


def epoch_ms(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp() * 1000)
