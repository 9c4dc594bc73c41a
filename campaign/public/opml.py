"""A list of every feed that there is, for readers of feeds and for offices that take several. Facts: http://opml.org/spec2.opml"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel
from campaign.public.choosing import may_hold
from campaign.public.clean import escape, one_line
from campaign.public.entries import Entry, read_feed
from campaign.public.wanted import WantedFeed, plain_tag
from campaign.rendering.addresses import feed_url
from campaign.settings import Settings
from campaign.workspace.stored import stored_plan, stored_zone

KIND = "text/x-opml; charset=utf-8"
TOPICS = 20
"""Topics listed of a channel: those that most of its newest entries carry."""


@dataclass(frozen=True)
class Outline:
    """One feed, or a channel with its feeds below it."""

    title: str
    url: str
    below: Sequence[Outline] = ()


@dataclass(frozen=True)
class FeedList:
    """Every feed, by channel. ``changed_at`` None: nothing was published yet."""

    title: str
    home: str
    zone: ZoneInfo
    changed_at: datetime | None
    outlines: Sequence[Outline]


def rss_channels(session: Session) -> list[Channel]:
    """Every channel that is a feed, by key."""
    declared = sa.select(Channel).where(col(Channel.platform) == "rss", col(Channel.removed_at).is_(None))
    return list(session.scalars(declared.order_by(col(Channel.key))))


def read_feed_list(session: Session, settings: Settings, channels: Sequence[Channel]) -> FeedList:
    """The feeds of these channels: each with its podcast where it has an episode, its task items and its topics."""
    outlines, moments = [], []
    by_path: dict[str, list[Channel]] = {}
    for channel in channels:
        by_path.setdefault(str(channel.options.get("path")), []).append(channel)
    for path, writing in by_path.items():
        feed = read_feed(session, settings, writing)
        if feed is None:
            continue
        moments += [feed.changed_at] if feed.changed_at else []
        below = list(_below(session, settings, path, writing, feed.entries))
        outlines.append(Outline(feed.title, feed.url("xml"), below))
    return FeedList(
        title="Các bản tin",
        home=f"{settings.links_url}/",
        zone=stored_zone(session),
        changed_at=max(moments, default=None),
        outlines=outlines,
    )


def opml_bytes(listed: FeedList) -> bytes:
    """OPML 2.0, UTF-8."""
    return "\n".join(_lines(listed)).encode() + b"\n"


def _below(
    session: Session, settings: Settings, path: str, channels: Sequence[Channel], entries: Sequence[Entry]
) -> Iterator[Outline]:
    base, by_key = settings.links_url, {channel.key: channel for channel in channels}
    title = str(channels[0].options.get("title") or channels[0].title)
    if may_hold(session, WantedFeed(path, episodes=True), by_key, ""):
        yield Outline(f"{title}: podcast", feed_url(base, path, "podcast.xml"))
    used = {task for entry in entries for task in entry.task} | {channel.task for channel in channels}
    for item in stored_plan(session).task_items:
        if item.id in used and entries:
            yield Outline(f"{title}: nội dung {item.id}", feed_url(base, WantedFeed(path, "task", item.slug).address))
    counted: dict[str, tuple[int, str]] = {}
    for tag in (tag for entry in entries for tag in entry.tags):
        if name := plain_tag(tag):
            counted[name] = (counted.get(name, (0, ""))[0] + 1, counted.get(name, (0, tag))[1])
    most = sorted(counted, key=lambda name: (-counted[name][0], name))[:TOPICS]
    for name in sorted(most):
        yield Outline(f"{title}: {counted[name][1]}", feed_url(base, WantedFeed(path, "tag", name).address))


def _lines(listed: FeedList) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<opml version="2.0">'
    yield "<head>"
    yield f"<title>{escape(one_line(listed.title))}</title>"
    if listed.changed_at is not None:
        moment = listed.changed_at.astimezone(listed.zone).replace(microsecond=0)
        yield f"<dateModified>{format_datetime(moment)}</dateModified>"
    yield "</head>"
    yield "<body>"
    for outline in listed.outlines:
        yield from _outline(outline, listed.home)
    yield "</body>"
    yield "</opml>"


def _outline(outline: Outline, home: str) -> Iterator[str]:
    title = escape(one_line(outline.title))
    said = f'<outline type="rss" text="{title}" title="{title}" xmlUrl="{escape(outline.url)}" htmlUrl="{escape(home)}"'
    if not outline.below:
        yield f"{said}/>"
        return
    yield f"{said}>"
    for each in outline.below:
        yield from _outline(each, home)
    yield "</outline>"
