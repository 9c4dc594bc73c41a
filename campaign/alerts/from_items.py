"""Items that wait for somebody: for those who may approve, or for their author."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.alerts.audience import Audience
from campaign.alerts.condition import Condition
from campaign.errors import Mistake
from campaign.models import Approval, Delivery, Item, ItemReturn, Revision
from campaign.models.approvals import approvers_of, authors_of, content_is_approved
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals

BYPASS_TOLD_FOR = timedelta(days=1)
UNSENT = ("scheduled", "queued", "held")


def awaiting_approval(session: Session, settings: Settings) -> Iterator[Condition]:
    """Submitted items whose very content is not approved yet: told to those who can approve it, not to its author nor
    to who has said yes already. Urgent: an urgent post waits for it."""
    required = _required(session, settings)
    if not required:
        return
    urgent = sa.select(col(Delivery.item_id)).where(col(Delivery.urgent).is_(True), col(Delivery.state).in_(UNSENT))
    urgent_ids = set(session.scalars(urgent))
    for item, revision in session.execute(_of_state("submitted")):
        if content_is_approved(session, item.id, item.content_sha256, required):
            continue
        authors = _authors(session, item, required)
        done = {*approvers_of(session, item.id, item.content_sha256), *authors, item.submitted_by} - {""}
        yield Condition(
            kind="approval",
            subject=f"item:{item.slug}",
            mark=item.content_sha256[:16],
            title=revision.title,
            path=f"/inbox/{item.slug}",
            audience=Audience("editor", revision.unit, but=tuple(sorted(done))),
            urgent=item.id in urgent_ids,
        )


def returned(session: Session, settings: Settings) -> Iterator[Condition]:
    """Items sent back, with the reason: told to all who wrote them; several returns are several causes."""
    required = _required(session, settings)
    for item, revision in session.execute(_of_state("returned")):
        newest = sa.select(ItemReturn).where(col(ItemReturn.item_id) == item.id).order_by(col(ItemReturn.id).desc())
        sent_back = session.scalars(newest.limit(1)).first()
        yield Condition(
            kind="returned",
            subject=f"item:{item.slug}",
            mark=str(sent_back.id) if sent_back else "",
            title=revision.title,
            text=f"{sent_back.returned_by}: {sent_back.reason}" if sent_back else "",
            path=f"/inbox/{item.slug}",
            audience=Audience("editor", revision.unit, only=tuple(sorted(_authors(session, item, required)))),
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


def _of_state(state: str) -> Any:
    return (
        sa.select(Item, Revision)
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(col(Item.state) == state)
        .order_by(col(Item.id))
    )


def _authors(session: Session, item: Item, required: int) -> set[str]:
    """Who wrote any of it since it was last approved; "files" is nobody who could hear."""
    return {author for author in authors_of(session, item, required) if "@" in author}


def _required(session: Session, settings: Settings) -> int:
    try:
        return required_approvals(session, settings)
    except Mistake:  # no plan yet: nothing can wait for an approval
        return 0
