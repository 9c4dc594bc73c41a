"""What an edit or a return takes the approval from is held at once, with that reason; the next approval frees it.

The gate judges the same again before anything leaves; this is so that people see, and are told, the day it happens and
not at the due time.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.claim import hold
from campaign.delivery.gate import NOT_APPROVED
from campaign.models import Delivery, Item
from campaign.models.approvals import is_approved

OURS = ("unauthorized", "preflight")
"""Reasons for which the program holds: they give way to the one that a person must see to first."""


def hold_unapproved(session: Session, item: Item, required: int) -> list[int]:
    """In the transaction that changed the item: its unsent posts become held where what it says now is not approved.

    Returns their ids. One that is on the wire, waits for a person, is late or has failed stays what it is; parts follow
    their post. ``campaign.delivery.releases`` gives them back, at their own time, once enough people have said yes.
    """
    if is_approved(session, item, required):
        return []
    waits = col(Delivery.state).in_(("scheduled", "queued"))
    ours = (col(Delivery.state) == "held") & col(Delivery.held_reason).in_(OURS)
    query = sa.select(Delivery).where(col(Delivery.item_id) == item.id, col(Delivery.part) == "", waits | ours)
    held = []
    for delivery in session.scalars(query.order_by(col(Delivery.id)).with_for_update()):
        hold(delivery, NOT_APPROVED)
        delivery.queued_at = None
        held.append(delivery.id or 0)
    session.flush()
    return held
