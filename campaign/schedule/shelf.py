"""The library as a slot sees it: what each item is, when it may run, and whether people have said yes to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Approval, Delivery, Item, PostFigures, Revision
from campaign.models.approvals import approved_items


@dataclass(frozen=True)
class Candidate:
    """One item at its current revision."""

    item_id: int
    slug: str
    kind: str
    tags: frozenset[str]
    tasks: tuple[str, ...]
    not_before: date | None
    expires_on: date | None
    review_by: date | None
    verified: bool
    gone: bool
    """Archived or withdrawn."""
    approved: bool
    """The content that it has now carries the approvals asked for."""
    newest_at: datetime
    """When the item was first approved by anyone; until then, when it was made."""
    views: int | None
    """The latest "views" of each of its posts, added up; None: nothing was measured."""


Shelf = dict[int, Candidate]
"""Every item of the library by its id, in the order of slugs."""


def read_shelf(session: Session, required: int, *, views: bool = False) -> Shelf:
    """The whole library, read once for a round of planning.

    ``required``: how many approvals an item needs (0, 1, 2). ``views``: read them too, for slots of order best_reach.
    """
    approved = set(session.scalars(approved_items(required)))
    first_yes = _first_approvals(session)
    seen = _views(session) if views else {}
    rows = sorted(session.execute(_ITEMS), key=lambda row: row.slug)
    return {row.id: _candidate(row, row.id in approved, first_yes.get(row.id), seen.get(row.id)) for row in rows}


_ITEMS = sa.select(
    *(col(column) for column in (Item.id, Item.slug, Item.kind, Item.state, Item.withdrawn_at, Item.created_at)),
    *(col(column) for column in (Revision.tags, Revision.task, Revision.not_before, Revision.expires_on)),
    *(col(column) for column in (Revision.review_by, Revision.verified)),
).join(Revision, sa.and_(col(Revision.item_id) == col(Item.id), col(Revision.number) == col(Item.revision)))


def _candidate(row: Any, approved: bool, first_yes: datetime | None, views: int | None) -> Candidate:
    return Candidate(
        item_id=row.id,
        slug=row.slug,
        kind=row.kind,
        tags=frozenset(row.tags),
        tasks=tuple(row.task),
        not_before=row.not_before,
        expires_on=row.expires_on,
        review_by=row.review_by,
        verified=row.verified,
        gone=row.state == "archived" or row.withdrawn_at is not None,
        approved=approved,
        newest_at=first_yes or row.created_at,
        views=views,
    )


def _first_approvals(session: Session) -> dict[int, datetime]:
    item_id = col(Approval.item_id)
    rows = session.execute(sa.select(item_id, sa.func.min(col(Approval.at))).group_by(item_id))
    return {item: at for item, at in rows}


def _views(session: Session) -> dict[int, int]:
    """item id -> views: of each post the newest figure, added up over the item's posts (never over days)."""
    views = sa.func.sum(col(PostFigures.views))
    query = (
        sa.select(col(Delivery.item_id), views)
        .join(PostFigures, col(PostFigures.delivery_id) == col(Delivery.id))
        .where(col(PostFigures.views).is_not(None))
        .group_by(col(Delivery.item_id))
    )
    return {item: int(seen) for item, seen in session.execute(query)}
