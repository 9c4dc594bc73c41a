"""Deliveries whose fate the database cannot know, because it came out of a backup after they were due."""

from __future__ import annotations

from sqlmodel import Session

from campaign.models import Delivery, Fact
from campaign.models.delivery import RESTORED_AT


def in_doubt_since_restore(session: Session, delivery: Delivery) -> bool:
    """Was it marked by a restore, and has no person answered "send again" since? What the database holds of it (an id,
    a draft, that there is no entry) may then be older than what went out: absence proves nothing."""
    if delivery.uncertain_at is None:
        return False
    restored = session.get(Fact, RESTORED_AT)
    return restored is not None and delivery.uncertain_at <= restored.at
