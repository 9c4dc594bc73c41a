"""Short links: a code leads to what is stored with it and nowhere else. Nothing in a request changes the address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlmodel import Session

from campaign.db import Database
from campaign.models import Delivery, Item, Link
from campaign.public.answer import NO_STORE, Answer, answer
from campaign.public.clean import web_address
from campaign.public.pages import notice
from campaign.public.shown import shown_revision
from campaign.rendering.addresses import item_url
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals

CHECK_S = 10.0
"""A link that was switched off stops within this many seconds."""
SIZE = 20_000
"""Codes kept in memory, about 1 kB each."""
_CODE = re.compile(r"[A-Za-z0-9_-]{4,64}")


@dataclass(frozen=True, slots=True)
class Way:
    """Where a code leads. ``counted`` False: it leads nowhere, so nothing is counted."""

    answer: Answer
    counted: bool


def may_be_code(text: str) -> bool:
    """Worth asking the database about?"""
    return _CODE.fullmatch(text) is not None


class LinkReader:
    """Loads ``Way``s for a Shelf."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings

    def load(self, code: str, old: Way | None) -> Way | None:
        """None: no such code, or a target that is no web address."""
        with self.database.read() as session:
            link = session.get(Link, code)
            if link is None:
                return None
            if link.disabled_at is not None:
                return Way(notice(410), counted=False)
            target = self._target(session, link)
        if not target:
            return None
        more = [("location", target), ("x-robots-tag", "noindex")]
        return Way(answer(302, "", cache=NO_STORE, more=more), counted=True)

    def _target(self, session: Session, link: Link) -> str:
        """The link's own target; else the item's link, by the text that the public reads; else the item's page."""
        if link.target:
            return web_address(link.target)
        item = self._item(session, link)
        if item is None:
            return ""
        revision = shown_revision(session, item, required_approvals(session, self.settings))
        if revision is not None and revision.link:
            return web_address(revision.link)
        return item_url(self.settings.links_url, item.slug)

    def _item(self, session: Session, link: Link) -> Item | None:
        item_id = link.item_id
        if item_id is None and link.delivery_id is not None:
            delivery = session.get(Delivery, link.delivery_id)
            item_id = delivery.item_id if delivery else None
        return session.get(Item, item_id) if item_id is not None else None
