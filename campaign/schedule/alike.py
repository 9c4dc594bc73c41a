"""Items that say nearly the same as one that is about to go out: shown to people before it does; nothing is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Delivery, Item, Revision
from campaign.schedule.marks import LEAST_WORDS, are_alike, words_of

MOST = 5


@dataclass(frozen=True)
class Alike:
    """Another item. ``same_link``: both lead to one address; else their titles share nearly every word. ``used_at``:
    when it last went out or will next; None: never."""

    slug: str
    title: str
    same_link: bool
    used_at: datetime | None


def alike_items(session: Session, title: str, link: str, *, but: int | None = None, unit: str = "") -> list[Alike]:
    """Items with nearly this title or this very link, the same link first. ``but``: the item itself. ``unit``: only its
    items and those of no unit."""
    said, address = words_of(title), link.rstrip("/")
    query = (
        sa.select(col(Item.id), col(Item.slug), col(Revision.title), col(Revision.link))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(col(Item.withdrawn_at).is_(None), col(Item.state) != "archived")
        .order_by(col(Item.id).desc())
    )
    if unit:
        query = query.where(col(Revision.unit).in_(("", unit)))
    found: list[tuple[int, str, str, bool]] = []
    for item_id, slug, other, other_link in session.execute(query):
        same_link = bool(address) and other_link.rstrip("/") == address
        close = len(said) >= LEAST_WORDS and are_alike(said, words_of(other))
        if item_id != but and (same_link or close):
            found.append((item_id, slug, other, same_link))
    found.sort(key=lambda one: not one[3])
    used = _used(session, [item_id for item_id, *_ in found[:MOST]])
    return [Alike(slug, other, same, used.get(item_id)) for item_id, slug, other, same in found[:MOST]]


def _used(session: Session, ids: list[int]) -> dict[int, datetime]:
    at = sa.func.max(sa.func.coalesce(col(Delivery.published_at), col(Delivery.due_at)))
    query = (
        sa.select(col(Delivery.item_id), at)
        .where(col(Delivery.item_id).in_(ids), col(Delivery.part) == "", col(Delivery.state) != "cancelled")
        .group_by(col(Delivery.item_id))
    )
    return {item_id: moment for item_id, moment in session.execute(query)}
