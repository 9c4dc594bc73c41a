"""After a person's or a file's change of an item: what was to go out and is approved no longer is held at once."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from campaign.delivery.lapsed import hold_unapproved
from campaign.errors import Mistake
from campaign.models import Item
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals, stored_plan


def hold_what_lapsed(session: Session, settings: Settings | None, item: Item) -> dict[str, Any]:
    """For the audit row: ``{"held": [delivery ids]}``, or nothing. ``settings`` None: as many as the plan says."""
    try:
        required = required_approvals(session, settings) if settings else stored_plan(session).editorial.approvals
    except Mistake:  # no plan yet: nothing goes out anyway
        return {}
    held = hold_unapproved(session, item, required)
    return {"held": held} if held else {}
