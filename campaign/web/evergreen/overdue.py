"""Items whose day of review has passed or comes soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Item, Revision, User

SOON = timedelta(days=30)
MOST = 200


@dataclass(frozen=True)
class ToReview:
    """One item whose day of review has passed (slots leave it out since) or comes soon."""

    slug: str
    title: str
    kind: str
    unit: str
    source: str
    review_by: date
    revision: int
    overdue: bool


def to_review(session: Session, user: User, today: date) -> list[ToReview]:
    """Of this person's items, the longest overdue first; archived and expired ones are left alone."""
    query = (
        sa.select(Item, Revision)
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(
            col(Revision.review_by) < today + SOON, col(Item.state) != "archived", col(Item.withdrawn_at).is_(None),
            col(Revision.expires_on).is_(None) | (col(Revision.expires_on) >= today),
        )
        .order_by(col(Revision.review_by), col(Item.slug))
        .limit(MOST)
    )  # fmt: skip
    if user.unit:
        query = query.where(col(Revision.unit).in_(("", user.unit)))
    return [
        ToReview(
            item.slug, revision.title, item.kind, revision.unit, revision.source, revision.review_by, item.revision,
            overdue=revision.review_by < today,
        )
        for item, revision in session.execute(query)
    ]  # fmt: skip


def count_overdue(session: Session, user: User, today: date) -> int:
    """How many of them slots leave out already."""
    return sum(row.overdue for row in to_review(session, user, today))
