"""An item as the public sees it: its page as a ready answer, and which of its files may be opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import sqlalchemy as sa
from markupsafe import Markup
from sqlmodel import Session, col

from campaign.db import Database
from campaign.models import Channel, Item, MediaRow
from campaign.public.answer import REVALIDATE, Answer, Ask
from campaign.public.clean import one_line, web_address
from campaign.public.conditional import Validated, validated
from campaign.public.covers import covers_of
from campaign.public.pages import HTML, ItemPage, item_page, notice
from campaign.public.shown import open_files, sent_revisions, shown_revision, subject
from campaign.public.tracks import made_from, tracks_of
from campaign.rendering.addresses import feed_url, item_url, media_url
from campaign.rendering.compose import Subject, cover_file, media_files
from campaign.rendering.defang import defang
from campaign.rendering.page import item_html
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals, stored_plan, stored_zone

CHECK_S = 3.0
"""A page and a withdrawal show within this many seconds."""
SIZE = 500


@dataclass(frozen=True)
class ShownItem:
    """``page`` None: it was withdrawn; then it has no files either."""

    page: Validated | None
    files: Mapping[str, MediaRow]
    """name -> stored file, detached from any session."""
    covers: Mapping[str, str] = field(default_factory=dict)
    """name -> title of the cover cards."""

    def has(self, name: str) -> bool:
        """May a file or card of this name be opened?"""
        return name in self.files or name in self.covers or made_from(name, self.files) is not None

    def answer_to(self, ask: Ask) -> Answer:
        return self.page.answer_to(ask) if self.page else notice(410)


class ItemReader:
    """Loads ``ShownItem``s for a Shelf."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings

    def load(self, slug: str, old: ShownItem | None) -> ShownItem | None:
        """None: no such item, or nothing of it was ever sent."""
        with self.database.read() as session:
            item = session.scalars(sa.select(Item).where(col(Item.slug) == slug)).first()
            if item is None or item.first_sent_at is None:
                return None
            if item.withdrawn_at is not None:
                return ShownItem(None, {})
            revision = shown_revision(session, item, required_approvals(session, self.settings))
            if revision is None:
                return None
            shown = subject(session, item, revision)
            body = item_page(_page(session, self.settings, shown))
            files = open_files(session, item, shown)
            covers = covers_of([revision, *sent_revisions(session, item)])
        return ShownItem(validated(HTML, body, cache=REVALIDATE), files, covers)


def _page(session: Session, settings: Settings, shown: Subject) -> ItemPage:
    item, revision = shown.item, shown.revision
    safe = defang if revision.defang else str
    plan, base = stored_plan(session), settings.links_url
    files = media_files(shown, "", base)
    here = [file.model_copy(update={"url": media_url("", item.slug, file.name)}) for file in files]
    unit = plan.unit_by_id.get(revision.unit)
    link = web_address(revision.link)
    assert item.first_sent_at is not None
    return ItemPage(
        language=revision.language,
        title=one_line(safe(revision.title)),
        summary=one_line(safe(revision.summary)),
        body=Markup(item_html(revision)),  # noqa: S704  (sanitised by the rendering room)
        kind=plan.kinds.get(item.kind, item.kind),
        unit=unit.name if unit else "",
        tags=revision.tags,
        source=safe(revision.source),
        link=link,
        link_host=urlsplit(link).hostname or "",
        url=item_url(base, item.slug),
        first_sent_at=item.first_sent_at,
        updated_at=revision.created_at if revision.created_at > item.first_sent_at else None,
        media=here,
        tracks=tracks_of(here, revision.language),
        card_image=next((file for file in files if file.kind == "image"), None) or cover_file(shown, base),
        feeds=_feeds(session, base),
        zone=stored_zone(session),
    )


def _feeds(session: Session, base: str) -> list[tuple[str, str]]:
    declared = (
        sa.select(Channel)
        .where(col(Channel.platform) == "rss", col(Channel.removed_at).is_(None))
        .order_by(col(Channel.key))
    )
    return [(channel.title, feed_url(base, str(channel.options["path"]))) for channel in session.scalars(declared)]
