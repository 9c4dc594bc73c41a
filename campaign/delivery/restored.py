"""Deliveries whose fate the database cannot know, because it came out of a backup after they were due."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from campaign.models import Delivery, Fact
from campaign.models.delivery import RESTORED_AT

PART = "Bài chính đã lên kênh trước khi khôi phục; phần đi kèm này có thể cũng đã lên. Hãy mở kênh xem rồi trả lời."


def in_doubt_since_restore(session: Session, delivery: Delivery) -> bool:
    """Was it marked by a restore, and has no person answered "send again" since? What the database holds of it (an id,
    a draft, that there is no entry) may then be older than what went out: absence proves nothing."""
    if delivery.uncertain_at is None:
        return False
    restored = session.get(Fact, RESTORED_AT)
    return restored is not None and delivery.uncertain_at <= restored.at


def ask_about(part: Delivery, now: datetime) -> None:
    """What follows a post that went out before the restore has most likely gone out with it: a person says."""
    part.state, part.uncertain_at, part.next_try_at = "uncertain", now, None
    part.error_code, part.error_message = "restored", PART
