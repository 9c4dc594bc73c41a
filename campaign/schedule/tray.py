"""Approved items without a date: what lies ready and stands nowhere on the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Delivery, Item, Revision, Slot
from campaign.models.approvals import approved_items
from campaign.schedule.rotation import matches
from campaign.schedule.shelf import Candidate


@dataclass(frozen=True)
class Undated:
    """One item. ``by_itself``: a slot picks it sooner or later."""

    item_id: int
    slug: str
    title: str
    kind: str
    unit: str
    updated_at: datetime
    by_itself: bool


def undated(session: Session, required: int, today: date, unit: str = "") -> list[Undated]:
    """Items that are approved, may still run and were never put on the calendar; those no slot will pick come first,
    then the newest. ``unit``: only its items and those of no unit."""
    used = sa.select(col(Delivery.item_id)).where(col(Delivery.state) != "cancelled")
    rows = session.execute(
        sa.select(Item, Revision)
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(
            col(Item.id).in_(approved_items(required)), col(Item.id).not_in(used), col(Item.withdrawn_at).is_(None),
            col(Item.state) != "archived", sa.true() if not unit else col(Revision.unit).in_(("", unit)),
            col(Revision.expires_on).is_(None) | (col(Revision.expires_on) >= today),
        )
        .order_by(col(Item.updated_at).desc(), col(Item.id).desc())
    )  # fmt: skip
    slots = session.scalars(sa.select(Slot).where(col(Slot.removed_at).is_(None))).all()
    found = [_undated(item, revision, slots) for item, revision in rows]
    return sorted(found, key=lambda each: each.by_itself)


def _undated(item: Item, revision: Revision, slots: Sequence[Slot]) -> Undated:
    candidate = Candidate(
        item_id=item.id or 0, slug=item.slug, kind=item.kind, tags=frozenset(revision.tags), tasks=tuple(revision.task),
        not_before=revision.not_before, expires_on=revision.expires_on, review_by=revision.review_by,
        verified=revision.verified, gone=False, approved=True, newest_at=item.updated_at, views=None,
    )  # fmt: skip
    by_itself = revision.verified and any(matches(candidate, slot.pick) for slot in slots)
    return Undated(item.id or 0, item.slug, revision.title, item.kind, revision.unit, item.updated_at, by_itself)
