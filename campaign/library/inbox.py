"""What waits for a person: items that they may say yes or no to, and their own that came back or are not handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Approval, Delivery, Item, ItemReturn, Revision
from campaign.models.approvals import is_author
from campaign.models.item import FILES_APPROVER

SHOWN = 50
"""Rows of one list; more are told by their number."""
EMAIL: sa.BindParameter[str] = sa.bindparam("email", type_=sa.String)
UNIT: sa.BindParameter[str] = sa.bindparam("unit", type_=sa.String)
Asked = str | sa.BindParameter[str]
"""Told at once, or when the statement is asked."""
PLANNED = ("scheduled", "queued", "held")


@dataclass(frozen=True)
class Row:
    """One item as it is now. ``yes``: how many people's yes counts; ``due_at``: when its first delivery should go."""

    item: Item
    revision: Revision
    yes: int
    urgent: bool
    due_at: datetime | None
    returned: ItemReturn | None = None


def awaiting(session: Session, email: str, unit: str, required: int, limit: int = SHOWN) -> list[Row]:
    """What this person may approve now, urgent first, then by the time it should go out, then the longest waiting.

    Submitted (or half approved) by somebody else, of ``unit`` (empty: any) or of none, not yet approved by them.
    """
    urgent, due_at = _urgent(), _due_at()
    rows = session.execute(
        _items(urgent, due_at)
        .where(*_awaits(email, unit, required))
        .order_by(urgent.desc(), due_at.is_(None), due_at, col(Item.updated_at), col(Item.id))
        .limit(limit)
    )
    return [Row(*row) for row in rows]


def count_awaiting(session: Session, email: str, unit: str, required: int) -> int:
    """How many there are."""
    return session.scalar(_awaiting_count(bool(unit), required), {"email": email, "unit": unit}) or 0


def own(session: Session, email: str, unit: str, state: str, required: int, limit: int = SHOWN) -> list[Row]:
    """Items that this person has written or handed in, in one state, the last changed first.

    What enough people have approved waits for nobody and is left out.
    """
    rows = session.execute(
        _items(_urgent(), _due_at())
        .where(col(Item.state) == state, _mine(email), _unit(unit), *([] if state == "returned" else _open(required)))
        .order_by(col(Item.updated_at).desc(), col(Item.id).desc())
        .limit(limit)
    )
    found = [Row(*row) for row in rows]
    if state != "returned" or not found:
        return found
    why = _latest_returns(session, [row.item.id or 0 for row in found])
    return [Row(row.item, row.revision, row.yes, row.urgent, row.due_at, why.get(row.item.id or 0)) for row in found]


def count_returned(session: Session, email: str, unit: str) -> int:
    """How many of this person's items came back."""
    return session.scalar(_returned_count(bool(unit)), {"email": email, "unit": unit}) or 0


def bypassed_since(session: Session, since: datetime, unit: str) -> Sequence[tuple[Item, Revision, Approval]]:
    """What a manager let go alone since then, the latest first: everybody who approves is told."""
    rows = session.execute(
        sa.select(Item, Revision, Approval)
        .join(Revision, _CURRENT)
        .join(Approval, col(Approval.item_id) == col(Item.id))
        .where(col(Approval.bypass_reason) != "", col(Approval.at) >= since, _unit(unit))
        .order_by(col(Approval.at).desc(), col(Approval.id).desc())
        .limit(SHOWN)
    )
    return [(item, revision, approval) for item, revision, approval in rows]


@cache
def _awaiting_count(of_unit: bool, required: int) -> sa.Select[Any]:
    """Made once, as every page asks it."""
    return _COUNT.where(*_awaits(EMAIL, UNIT if of_unit else "", required))


@cache
def _returned_count(of_unit: bool) -> sa.Select[Any]:
    return _COUNT.where(col(Item.state) == "returned", _mine(EMAIL), _unit(UNIT if of_unit else ""))


_CURRENT = (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision))

_COUNT = sa.select(sa.func.count()).select_from(Item).join(Revision, _CURRENT)


def _items(urgent: sa.ColumnElement[Any], due_at: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(Item, Revision, _count(_yes()), urgent, due_at).join(Revision, _CURRENT)


def _awaits(email: Asked, unit: Asked, required: int) -> list[sa.ColumnElement[bool]]:
    handed_in = col(Item.state) == "submitted"
    if required > 1:  # a draft that the first of two has approved as it stands
        handed_in |= (col(Item.state) == "draft") & sa.exists(_yes())
    return [
        handed_in,
        _unit(unit),
        col(Item.submitted_by) != email,
        ~is_author(email, required),
        ~sa.exists(_yes().where(col(Approval.approver) == email)),
        *_open(required),
    ]


def _open(required: int) -> list[sa.ColumnElement[bool]]:
    """Not yet approved by enough people (none is where nobody is asked)."""
    if required == 0:
        return [sa.false()]
    alone = (col(Approval.approver) == FILES_APPROVER) | (col(Approval.bypass_reason) != "")
    return [_count(_yes()) < required, ~sa.exists(_yes().where(alone))]


def _mine(email: Asked) -> sa.ColumnElement[bool]:
    wrote = sa.select(col(Revision.id)).where(col(Revision.item_id) == col(Item.id), col(Revision.author) == email)
    return sa.or_(col(Item.submitted_by) == email, sa.exists(wrote.correlate(Item)))


def _unit(unit: Asked) -> sa.ColumnElement[bool]:
    """``unit``: empty for any."""
    if isinstance(unit, str) and not unit:
        return sa.true()
    return (col(Revision.unit) == "") | (col(Revision.unit) == unit)


def _yes() -> sa.Select[Any]:
    """The approvals that count for what the item says now."""
    return (
        sa.select(col(Approval.id))
        .where(
            col(Approval.item_id) == col(Item.id),
            col(Approval.content_sha256) == col(Item.content_sha256),
            col(Approval.returned_at).is_(None),
        )
        .correlate(Item)
    )


def _count(query: sa.Select[Any]) -> sa.ScalarSelect[int]:
    return query.with_only_columns(sa.func.count()).scalar_subquery()


def _planned() -> sa.Select[Any]:
    return (
        sa.select(col(Delivery.id))
        .where(col(Delivery.item_id) == col(Item.id), col(Delivery.state).in_(PLANNED), col(Delivery.part) == "")
        .correlate(Item)
    )


def _urgent() -> sa.ColumnElement[bool]:
    return sa.exists(_planned().where(col(Delivery.urgent).is_(True)))


def _due_at() -> sa.ColumnElement[Any]:
    return _planned().with_only_columns(sa.func.min(col(Delivery.due_at))).scalar_subquery()


def _latest_returns(session: Session, item_ids: Sequence[int]) -> dict[int, ItemReturn]:
    rows = session.scalars(
        sa.select(ItemReturn).where(col(ItemReturn.item_id).in_(item_ids)).order_by(col(ItemReturn.id))
    )
    return {row.item_id: row for row in rows}
