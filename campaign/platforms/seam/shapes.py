"""The shapes that cross the seam between the program and a platform: values, frozen, most of them kept as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Markup = Literal["plain", "telegram_html"]
MediaKind = Literal["image", "video", "audio", "file"]


STILL_AT_WORK = "still_at_work"
"""Code of an Uncertain or Unavailable: the platform has accepted the post and is working on it. Such a look proves
nothing and uses up none of the looks after which a person is asked."""


class Shape(BaseModel):
    """A frozen value that survives a round trip through a JSON column."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MediaFile(Shape):
    """One stored file: its bytes are opened by ``sha256`` through the destination."""

    sha256: str
    kind: MediaKind
    mime: str
    name: str
    size: int
    """bytes"""
    alt: str = ""
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    """Of the item's own file: fitting cuts nothing off."""
    frame_rate: float | None = None
    """Frames a second, on the average; None: not known."""
    rate_varies: bool | None = None
    """Are they unevenly far apart? None: not known."""
    url: str = ""
    """Where the public can fetch it; empty while the server has no public address."""


class Draft(Shape):
    """An item as one channel will read it: the output of ``post.j2`` (or of the item's variant), before the layout."""

    title: str
    text: str
    """In the platform's ``markup``, already clean."""
    link: str
    """The short link of this delivery."""
    target: str
    """Where the short link leads: the item's own link, or its page here."""
    media: tuple[MediaFile, ...] = ()
    summary: str = ""
    html: str = ""
    """The body as sanitised HTML with absolute addresses (feeds, articles)."""
    tags: tuple[str, ...] = ()
    kind: str = "article"
    language: str = "vi"
    author: str = ""
    slug: str = ""


class Part(Shape):
    """What follows the first visible step as a delivery of its own (second message, pin, first comment)."""

    name: str
    text: str = ""
    """In the platform's markup."""
    plain: str = ""
    """As read: the delivery's ``text``."""
    media: tuple[MediaFile, ...] = ()
    """Files that go with this part alone."""
    needs_parent: bool = False
    """It is done to the post that it follows (pin, comment, broadcast), so that post's id has to be known."""
    send_window: str = ""
    """"06:00-21:59" in the plan's zone: outside it the part waits; empty: at any hour."""
    per_day: int | None = None
    """The most of its kind that the account may send in one day of the plan's zone; None: not limited here."""
    per_month: int | None = None
    """The same in one calendar month."""


class Post(Shape):
    """What is handed to a platform; frozen in the delivery's row at the first attempt. Never rendered again."""

    draft: Draft
    text: str
    """As sent, in the platform's markup."""
    plain: str
    """As read: no markup. This is the delivery's ``text``."""
    media: tuple[MediaFile, ...] = ()
    part: str = ""
    """Empty for the post itself."""
    parts: tuple[Part, ...] = ()
    parent: Receipt | None = None
    """For a part: the receipt of the delivery that it follows."""
    guid: str = ""
    """The delivery's own permanent name (a urn:uuid), made with its row: a feed entry's guid."""
    limits: dict[str, float] = {}
    """Limits of the platform that the channel's table sets otherwise; ``check`` reads them."""
    notes: tuple[str, ...] = ()
    """What of the item this post does not show, in a Vietnamese sentence each. It hinders nothing: where the sense of
    the item would be lost, ``check`` tells a problem instead."""
    allowance: Allowance | None = None
    """How many posts of its kind the account may make; None: not limited here."""

    @property
    def upload_bytes(self) -> int:
        """How many bytes its media need, for the deadline of a step."""
        return sum(media.size for media in self.media)


class Allowance(Shape):
    """So many posts of a kind may go out on one account within any ``hours``; those that went out from here are
    counted. The steps of such a post are named ``<name>-...``."""

    name: str
    most: int
    hours: float
    said: str
    """What they are, for people: "thước phim"."""


class Progress(Shape):
    """Where a post stands between steps. ``visible``: would the NEXT step show anything to the public?"""

    step: str
    visible: bool
    state: dict[str, Any] = {}
    wait_s: float = 0
    """Seconds until the next step may be made: the platform is still at work on this one."""
    rest_s: float = 0
    """Seconds that the whole account should rest: the platform's usage is high, or it said stop."""
    why: str = ""
    """What is waited for, as a Vietnamese sentence; empty: the platform is at work on the step before."""


class Receipt(Shape):
    """The platform's own proof that a post is there."""

    remote_id: str
    permalink: str = ""
    at: datetime | None = None
    """The platform's time of publishing, where it tells."""
    extra: dict[str, Any] = {}
    """What the adapter needs to know later. ``also``: further remote ids of the post (an album's other pictures)."""
    wait_s: float = 0
    """Seconds that the account should rest before its next call: the platform's usage is high."""


class Sample(Shape):
    """One figure as the platform gave it. What it did not report is absent from the list, never 0."""

    remote_id: str | None
    """None: a figure of the whole channel."""
    metric: str
    value: int
    native_name: str
    api_version: str
    approximate: bool = False
    window: str = ""
    """For channel figures over a window (days_28, ...)."""


class Problem(Shape):
    """Why a publish would be refused, known without the network. ``message`` names the limit and what to do."""

    code: str
    message: str


class TextLength(Shape):
    """How long one of a post's texts is, as the platform counts it."""

    name: str
    """Vietnamese: "Bài", "Tiêu đề", "Chú thích"."""
    length: int
    limit: int | None = None
    """The most that the platform takes; None: no limit is known."""


class Account(Shape):
    """Whom the credentials speak for."""

    id: str
    name: str
    expires_at: datetime | None = None
    notes: tuple[str, ...] = ()


class Event(Shape):
    """Something a platform told us by webhook. Two kinds are followed up, whatever the platform:

    * ``published``: a post of the account is there. ``data``: ``text`` as read, ``at`` (ISO 8601), ``permalink``.
    * ``figures``: ``data`` holds ``figures`` {metric: value now, not a difference}, ``at``, ``native_name``,
      ``api_version``.
    """

    id: str
    """The same each time it is told."""
    kind: str
    remote_id: str = ""
    data: dict[str, Any] = {}


class Found(Shape):
    """A post that stands on the account and may have been made anywhere."""

    remote_id: str
    """As this adapter's own receipts name it."""
    at: datetime
    text: str = ""
    """As read."""
    permalink: str = ""
    kind: Literal["article", "clip"] = "article"
    """clip: a video."""
    extra: dict[str, Any] = {}
    """As in a Receipt."""


@dataclass(frozen=True)
class Absent:
    """Proof, by an id that we hold or by our own rows, that a post is not there."""

    why: str


@dataclass(frozen=True)
class Rates:
    """Frames a second that some videos must have, evenly."""

    least: float
    most: float
    of: Callable[[int | None, int | None, float | None], bool]
    """(width, height, seconds) -> does it concern a video like this?"""

    def hold(self, rate: float | None, varies: bool | None) -> bool | None:
        """Is it so? None: not known."""
        if rate is None or varies is None:
            return None
        return not varies and self.least <= rate <= self.most


@dataclass(frozen=True)
class Limits:
    """A platform's declared limits. Each number's source stands beside it in the adapter."""

    markup: Markup
    text: int | None
    """Characters of a post without media, as the platform counts them (``unit``)."""
    caption: int | None
    """Characters of a text that travels with media; None: same as ``text``."""
    media: int
    """Files in one post."""
    kinds: frozenset[str]
    """Kinds of media it takes."""
    image_bytes: int | None = None
    """The most of one image. A larger one is fitted before the platform sees it; so is what breaks the limits below."""
    video_bytes: int | None = None
    needs_image: bool = False
    """Every post has a picture: an item without one gets the cover card drawn from its title."""
    unit: str = "code points"
    image_formats: frozenset[str] = frozenset()
    """Mime types of images; empty: any."""
    image_side: int | None = None
    """Pixels of an image's longer side."""
    image_sum: int | None = None
    """Pixels of width and height together."""
    image_ratio: float | None = None
    """The longer side divided by the shorter one."""
    video_formats: frozenset[str] = frozenset()
    """Mime types of videos; empty: any."""
    video_codecs: frozenset[str] = frozenset()
    """Of picture and sound, by FFmpeg's names ("h264", "aac"); empty: any."""
    video_rates: Rates | None = None
    audio_bytes: int | None = None
    audio_formats: frozenset[str] = frozenset()
    """Mime types of sound; empty: any."""
    video_seconds: float | None = None
    """No fitting shortens a video: a longer one is refused by ``check``."""


class Trial(Shape):
    """What a trial post has shown. ``said``: a Vietnamese sentence that also says what is left of it and where."""

    said: str
    permalink: str = ""


Post.model_rebuild()
