"""Visits by the short links that hang at places (posters, waves of messages), in the period, by task item and place.

They are visits of our own counter (Đ) like those of posts, but no post's: they stand on lines of their own and are
never added to a channel's.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Click, Item, Link, Revision
from campaign.reach.counted import EVERYTHING, Wanted
from campaign.reach.metrics import added_up
from campaign.reach.periods import Period


def visited(
    session: Session, period: Period, unit: str = "", wanted: Wanted = EVERYTHING
) -> dict[str, list[dict[str, Any]]]:
    """{task item: [{"place", "items", "clicks": {"value", "mark"}}]} by place: of links that hung before the period's
    end. A filter by channel or audience leaves none; ``unit`` and kind are those of the item as it stands."""
    if wanted.channel or wanted.audience:
        return {}
    visits = (
        sa.select(added_up("clicks", col(Click.count)))
        .where(col(Click.code) == col(Link.code), col(Click.minute) >= period.from_at, col(Click.minute) < period.to_at)
        .correlate(Link)
        .scalar_subquery()
    )
    own = sa.select(col(Link.task), col(Link.place), visits.label("visits")).select_from(Link)
    own = own.join(Item, col(Item.id) == col(Link.item_id))
    own = own.join(Revision, sa.and_(col(Revision.item_id) == col(Item.id), col(Revision.number) == col(Item.revision)))
    own = own.where(col(Link.place) != "", col(Link.created_at) < period.to_at)
    for asked, column in ((wanted.task, Link.task), (wanted.kind, Item.kind), (unit, Revision.unit)):
        own = own.where(col(column) == asked) if asked else own
    rows = own.subquery()
    query = (
        sa.select(rows.c.task, rows.c.place, sa.func.count(), added_up("clicks", rows.c.visits))
        .group_by(rows.c.task, rows.c.place)
        .order_by(rows.c.task, rows.c.place)
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for task, place, items, clicks in session.execute(query):
        found[task].append({"place": place, "items": items, "clicks": {"value": int(clicks or 0), "mark": "Đ"}})
    return dict(found)
