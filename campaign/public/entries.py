"""A feed's entries: the published rows of its channel, each with the text that its item has now."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Approval, Channel, Delivery, Item, Link, Revision
from campaign.platforms.seam import Draft, MediaFile, Post
from campaign.public.choosing import belongs, episode_file, may_hold
from campaign.public.clean import web_address
from campaign.public.shown import shown_revision, subject
from campaign.public.wanted import WantedFeed, plain_tag
from campaign.rendering.addresses import feed_url, item_url
from campaign.rendering.compose import compose
from campaign.rendering.template import TemplateFault
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals, stored_plan, stored_zone

log = logging.getLogger(__name__)

NEWEST = 50


@dataclass(frozen=True)
class Entry:
    """One entry as every kind of feed needs it. ``summary`` is plain text, ``html`` sanitised, addresses absolute."""

    guid: str
    title: str
    link: str
    page: str
    summary: str
    """The post's text, as the channel's ``post.j2`` writes it."""
    teaser: str
    """The item's own summary; empty where it has none."""
    html: str
    published_at: datetime
    updated_at: datetime
    language: str
    tags: Sequence[str]
    task: Sequence[str]
    media: Sequence[MediaFile]


@dataclass(frozen=True)
class Show:
    """What podcast directories ask about a feed. ``email`` empty: no owner is named."""

    author: str
    email: str
    category: str
    explicit: bool
    cover_title: str


@dataclass(frozen=True)
class Feed:
    """A whole feed before it becomes bytes. ``changed_at`` is None while nothing was ever published in it."""

    wanted: WantedFeed
    title: str
    description: str
    home: str
    base: str
    zone: ZoneInfo
    changed_at: datetime | None
    entries: Sequence[Entry]
    show: Show

    def url(self, ending: str) -> str:
        """Its own address."""
        return feed_url(self.base, self.wanted.address, ending)


def feed_channels(session: Session, path: str) -> list[Channel]:
    """The channels whose posts are entries of ``/feeds/<path>``. Empty: there is no such feed."""
    declared = (
        sa.select(Channel)
        .where(col(Channel.platform) == "rss", col(Channel.removed_at).is_(None))
        .order_by(col(Channel.key))
    )
    return [channel for channel in session.scalars(declared) if channel.options.get("path") == path]


def read_feed(
    session: Session, settings: Settings, channels: Sequence[Channel], wanted: WantedFeed | None = None
) -> Feed | None:
    """The feed of these channels (at least one), newest first; without ``wanted`` everything in it. None: the plan has
    no such task item, or nothing that is out carries the tag.
    """
    by_key = {channel.key: channel for channel in channels}
    wanted = wanted or WantedFeed(str(channels[0].options["path"]))
    task = _task_id(session, wanted)
    items = may_hold(session, wanted, by_key, task)
    if (wanted.about == "task" and not task) or (wanted.about == "tag" and not items):
        return None
    reading = _Reading(session, settings, by_key, required_approvals(session, settings))
    found = _standing(reading, wanted, task, _published(session, by_key, items))
    entries = list(islice(found, NEWEST))
    first = channels[0]
    title = _title(first, wanted, task, entries)
    own = first.options.get("description") if not wanted.about else None
    return Feed(
        wanted=wanted,
        title=title,
        description=str(own or f"Bài mới trên kênh {title}"),
        home=f"{settings.links_url}/",
        base=settings.links_url,
        zone=stored_zone(session),
        changed_at=_changed_at(session, by_key, entries, whole=items is None),
        entries=entries,
        show=_show(session, first, title),
    )


def _task_id(session: Session, wanted: WantedFeed) -> str:
    if wanted.about != "task":
        return ""
    return next((each.id for each in stored_plan(session).task_items if each.slug == wanted.name), "")


def _title(channel: Channel, wanted: WantedFeed, task: str, entries: Sequence[Entry]) -> str:
    """A topic goes by the tag as the newest entry writes it."""
    name = str(channel.options.get("title") or channel.title)
    if wanted.about == "task":
        return f"{name}: nội dung {task}"
    if wanted.about == "tag":
        tags = (tag for entry in entries for tag in entry.tags if plain_tag(tag) == wanted.name)
        return f"{name}: {next(tags, wanted.name)}"
    return name


def _show(session: Session, channel: Channel, title: str) -> Show:
    options, unit = channel.options, stored_plan(session).unit_by_id.get(channel.unit)
    return Show(
        author=str(options.get("author") or (unit.name if unit else channel.title)),
        email=str(options.get("email") or ""),
        category=str(options.get("category") or "Government"),
        explicit=bool(options.get("explicit")),
        cover_title=title,
    )


def _standing(
    reading: _Reading, wanted: WantedFeed, task: str, published: Iterable[tuple[Delivery, Item, str | None]]
) -> Iterator[Entry]:
    """The entries that belong to the feed as the public reads them now."""
    for delivery, item, code in published:
        entry = reading.entry(delivery, item, code)
        if entry is None:
            continue
        tasks = entry.task or [reading.channels[delivery.channel_key].task]
        if belongs(wanted, task, entry.tags, tasks) and not (wanted.episodes and episode_file(entry.media) is None):
            yield entry


def _published(
    session: Session, keys: Iterable[str], items: set[int] | None
) -> Iterator[tuple[Delivery, Item, str | None]]:
    """The posts that stand, newest first, each with its item and the code of its short link. ``items``: only these;
    None: of the newest ones, whatever they are about.
    """
    stands = (
        col(Delivery.channel_key).in_(list(keys)),
        col(Delivery.state) == "published",
        col(Delivery.part) == "",
        col(Delivery.published_at).is_not(None),
        col(Delivery.retracted_at).is_(None),
    )
    newest_first = (col(Delivery.published_at).desc(), col(Delivery.id).desc())
    query = (
        sa.select(Delivery, Item, col(Link.code))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .outerjoin(Link, col(Link.delivery_id) == col(Delivery.id))
        .where(*stands, col(Item.withdrawn_at).is_(None))
        .order_by(*newest_first)
    )
    if items is None:
        yield from ((row[0], row[1], row[2]) for row in session.execute(query.limit(NEWEST)))
        return
    ids = sa.select(col(Delivery.id), col(Delivery.item_id)).where(*stands).order_by(*newest_first)
    chosen = [delivery_id for delivery_id, item_id in session.execute(ids) if item_id in items]
    for start in range(0, len(chosen), NEWEST):
        part = query.where(col(Delivery.id).in_(chosen[start : start + NEWEST]))
        yield from ((row[0], row[1], row[2]) for row in session.execute(part).all())


@dataclass(frozen=True)
class _Reading:
    """What reading one feed needs throughout."""

    session: Session
    settings: Settings
    channels: Mapping[str, Channel]
    required: int

    def entry(self, delivery: Delivery, item: Item, code: str | None) -> Entry | None:
        revision = shown_revision(self.session, item, self.required)
        if revision is None or delivery.published_at is None:
            return None
        draft = self._draft(delivery, item, revision, code or "")
        page = item_url(self.settings.links_url, item.slug)
        # The short link: a click is the only figure of a feed that says anything about readers.
        link = draft.link if code else draft.target
        return Entry(
            guid=delivery.guid,
            title=draft.title,
            link=web_address(link) or page,
            page=page,
            summary=draft.text,
            teaser=draft.summary,
            html=draft.html,
            published_at=delivery.published_at,
            updated_at=_updated_at(self.session, delivery, item, revision),
            language=draft.language,
            tags=draft.tags,
            task=revision.task,
            media=[media for media in draft.media if web_address(media.url)],
        )

    def _draft(self, delivery: Delivery, item: Item, revision: Revision, code: str) -> Draft:
        """As rendering composes it now; as it was frozen, if the channel's template has been broken since."""
        channel = self.channels[delivery.channel_key]
        whole = subject(self.session, item, revision)
        try:
            return compose(whole, channel, code, self.settings.links_url, delivery.guid).draft
        except TemplateFault as fault:
            log.warning("post.j2 of %s cannot render %s: %s", channel.key, item.slug, fault)
            if delivery.post is None:
                raise
            return Post.model_validate(delivery.post).draft


def _updated_at(session: Session, delivery: Delivery, item: Item, revision: Revision) -> datetime:
    """When what the entry says was last changed: published, corrected, or a newer revision approved."""
    moments = [delivery.published_at, delivery.corrected_at]
    if revision.content_sha256 != delivery.content_sha256:
        approved = sa.select(sa.func.max(col(Approval.at))).where(
            col(Approval.item_id) == item.id, col(Approval.content_sha256) == revision.content_sha256
        )
        moments += [revision.created_at, session.scalar(approved)]
    return max(moment for moment in moments if moment is not None)


def _changed_at(session: Session, keys: Iterable[str], entries: Sequence[Entry], *, whole: bool) -> datetime | None:
    """When the feed as a whole last changed; taking an entry away is a change too. Never the present moment. In a feed
    of some entries (not ``whole``) an edit may have taken one out, so every edit on the channel counts as a change.
    """
    here = (col(Delivery.channel_key).in_(list(keys)), col(Delivery.published_at).is_not(None))
    taken_away = session.execute(
        sa.select(sa.func.max(col(Delivery.retracted_at)), sa.func.max(col(Item.withdrawn_at)))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .where(*here)
    ).one()
    moments = [entry.updated_at for entry in entries] + [moment for moment in taken_away if moment is not None]
    if not whole:
        out = sa.select(col(Delivery.item_id)).where(*here)
        for newest, item_id in ((Revision.created_at, Revision.item_id), (Approval.at, Approval.item_id)):
            said = session.scalar(sa.select(sa.func.max(col(newest))).where(col(item_id).in_(out)))
            moments += [said] if said is not None else []
    return max(moments, default=None)
