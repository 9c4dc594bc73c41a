"""A feed's entries: the published rows of its channel, each with the text that its item has now."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Approval, Channel, Delivery, Item, Link, Revision
from campaign.platforms.seam import Draft, MediaFile, Post
from campaign.public.clean import web_address
from campaign.public.shown import shown_revision, subject
from campaign.rendering.addresses import feed_url, item_url
from campaign.rendering.compose import compose
from campaign.rendering.template import TemplateFault
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals, stored_zone

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
    html: str
    published_at: datetime
    updated_at: datetime
    language: str
    tags: Sequence[str]
    task: Sequence[str]
    media: Sequence[MediaFile]


@dataclass(frozen=True)
class Feed:
    """A whole feed before it becomes bytes. ``changed_at`` is None while nothing was ever published in it."""

    path: str
    title: str
    description: str
    home: str
    rss_url: str
    json_url: str
    zone: ZoneInfo
    changed_at: datetime | None
    entries: Sequence[Entry]


def feed_channels(session: Session, path: str) -> list[Channel]:
    """The channels whose posts are entries of ``/feeds/<path>``. Empty: there is no such feed."""
    declared = (
        sa.select(Channel)
        .where(col(Channel.platform) == "rss", col(Channel.removed_at).is_(None))
        .order_by(col(Channel.key))
    )
    return [channel for channel in session.scalars(declared) if channel.options.get("path") == path]


def read_feed(session: Session, settings: Settings, channels: Sequence[Channel]) -> Feed:
    """The feed of these channels (at least one), newest first."""
    by_key = {channel.key: channel for channel in channels}
    reading = _Reading(session, settings, by_key, required_approvals(session, settings))
    found = [reading.entry(delivery, item, code) for delivery, item, code in _published(session, by_key)]
    entries = [entry for entry in found if entry is not None]
    first, base = channels[0], settings.links_url
    path = str(first.options["path"])
    return Feed(
        path=path,
        title=first.title,
        description=str(first.options.get("description") or f"Bài mới trên kênh {first.title}"),
        home=f"{base}/",
        rss_url=feed_url(base, path),
        json_url=feed_url(base, path, "json"),
        zone=stored_zone(session),
        changed_at=_changed_at(session, by_key, entries),
        entries=entries,
    )


def _published(session: Session, keys: Iterable[str]) -> Sequence[tuple[Delivery, Item, str | None]]:
    """The newest posts that stand, each with its item and the code of its short link."""
    rows = session.execute(
        sa.select(Delivery, Item, col(Link.code))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .outerjoin(Link, col(Link.delivery_id) == col(Delivery.id))
        .where(
            col(Delivery.channel_key).in_(list(keys)),
            col(Delivery.state) == "published",
            col(Delivery.part) == "",
            col(Delivery.published_at).is_not(None),
            col(Delivery.retracted_at).is_(None),
            col(Item.withdrawn_at).is_(None),
        )
        .order_by(col(Delivery.published_at).desc(), col(Delivery.id).desc())
        .limit(NEWEST)
    )
    return [(row[0], row[1], row[2]) for row in rows]


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


def _changed_at(session: Session, keys: Iterable[str], entries: Sequence[Entry]) -> datetime | None:
    """When the feed as a whole last changed; taking an entry away is a change too. Never the present moment."""
    taken_away = session.execute(
        sa.select(sa.func.max(col(Delivery.retracted_at)), sa.func.max(col(Item.withdrawn_at)))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .where(col(Delivery.channel_key).in_(list(keys)), col(Delivery.published_at).is_not(None))
    ).one()
    moments = [entry.updated_at for entry in entries] + [moment for moment in taken_away if moment is not None]
    return max(moments, default=None)
