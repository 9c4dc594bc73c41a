"""Items that wait for somebody: for those who may approve, or for their author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.alerts.audience import Audience
from campaign.alerts.condition import Condition
from campaign.errors import Mistake
from campaign.models import Approval, Delivery, Item, ItemReturn, Revision
from campaign.models.approvals import approved_items, approvers_of_each, authors_of_each
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals

BYPASS_TOLD_FOR = timedelta(days=1)
RETURN_TOLD_FOR = timedelta(minutes=1)
"""Many rounds: a return is seen by one of them, whatever became of the item meanwhile."""
UNSENT = ("scheduled", "queued", "held")


def awaiting_approval(session: Session, settings: Settings) -> Iterator[Condition]:
    """Submitted items whose very content is not approved yet: told to those who can approve it, not to its author nor
    to who has said yes already. Urgent: an urgent post waits for it. Handed in after a return is another cause."""
    required = _required(session, settings)
    if not required:
        return
    rows = _read(session, col(Item.state) == "submitted")
    ids = [item.id for item, _ in rows]
    approved = set(session.scalars(approved_items(required).where(col(Item.id).in_(ids))))
    urgent = sa.select(col(Delivery.item_id)).where(col(Delivery.urgent).is_(True), col(Delivery.state).in_(UNSENT))
    urgent_ids = set(session.scalars(urgent))
    said_yes, authors = approvers_of_each(session, ids), _authors(session, ids, required)
    returns = _latest_returns(session, ids)
    for item, revision in rows:
        if item.id in approved:
            continue
        done = {*said_yes.get(item.id, []), *authors[item.id], item.submitted_by} - {""}
        before = f"-{returns[item.id].id}" if item.id in returns else ""
        yield Condition(
            kind="approval",
            subject=f"item:{item.slug}",
            mark=f"{item.content_sha256[:16]}{before}",
            title=revision.title,
            path=f"/inbox/{item.slug}",
            audience=Audience("editor", revision.unit, but=tuple(sorted(done))),
            urgent=item.id in urgent_ids,
        )


def returned(session: Session, now: datetime, settings: Settings) -> Iterator[Condition]:
    """Items sent back, with the reason: told to all who wrote them; several returns are several causes. One that was
    handed in again before anybody looked is still told: not everybody who wrote it has heard why it came back."""
    required = _required(session, settings)
    lately = sa.select(col(ItemReturn.item_id)).where(col(ItemReturn.at) > now - RETURN_TOLD_FOR)
    rows = _read(session, (col(Item.state) == "returned") | col(Item.id).in_(lately))
    ids = [item.id for item, _ in rows]
    authors, returns = _authors(session, ids, required), _latest_returns(session, ids)
    for item, revision in rows:
        sent_back = returns.get(item.id)
        yield Condition(
            kind="returned",
            subject=f"item:{item.slug}",
            mark=str(sent_back.id) if sent_back else "",
            title=revision.title,
            text=f"{sent_back.returned_by}: {sent_back.reason}" if sent_back else "",
            path=f"/inbox/{item.slug}",
            audience=Audience("editor", revision.unit, only=tuple(sorted(authors[item.id]))),
        )


def bypassed(session: Session, now: datetime) -> Iterator[Condition]:
    """What a manager let go alone: told for a day to everybody who could have read it, with the reason."""
    rows = session.execute(
        sa.select(Item, Revision, Approval)
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .join(Approval, col(Approval.item_id) == col(Item.id))
        .where(col(Approval.bypass_reason) != "", col(Approval.at) > now - BYPASS_TOLD_FOR)
        .order_by(col(Approval.id))
    )
    for item, revision, approval in rows:
        yield Condition(
            kind="bypass",
            subject=f"item:{item.slug}",
            mark=approval.content_sha256[:16],
            title=revision.title,
            text=f"{approval.approver}: {approval.bypass_reason}",
            path=f"/inbox/{item.slug}",
            audience=Audience("editor", revision.unit, but=(approval.approver,)),
            urgent=True,
        )


def _read(session: Session, which: sa.ColumnElement[bool]) -> Sequence[Any]:
    """(item, what it says now) of those."""
    query = (
        sa.select(Item, Revision)
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(which)
        .order_by(col(Item.id))
    )
    return session.execute(query).all()


def _authors(session: Session, ids: Sequence[int], required: int) -> dict[int, set[str]]:
    """Who wrote any of each since it was last approved; "files" is nobody who could hear."""
    written = authors_of_each(session, ids, required)
    return {each: {author for author in authors if "@" in author} for each, authors in written.items()}


def _latest_returns(session: Session, ids: Sequence[int]) -> dict[int, ItemReturn]:
    """The newest return of each that was ever sent back."""
    of_each = col(ItemReturn.item_id)
    newest = sa.select(sa.func.max(col(ItemReturn.id))).where(of_each.in_(ids)).group_by(of_each)
    rows = session.scalars(sa.select(ItemReturn).where(col(ItemReturn.id).in_(newest)))
    return {row.item_id: row for row in rows}


def _required(session: Session, settings: Settings) -> int:
    try:
        return required_approvals(session, settings)
    except Mistake:  # no plan yet: nothing can wait for an approval
        return 0
