"""What the whole calendar obeys at one moment: the zone, the approvals asked for, the quiet periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Pause
from campaign.settings import Settings
from campaign.workspace.openings import Quiet
from campaign.workspace.stored import required_approvals, stored_zone

DEFAULT_GRACE_S = 6 * 3600.0

PAUSES = sa.select(col(Pause.from_at), col(Pause.to_at), col(Pause.reason), col(Pause.except_tags), col(Pause.channels))


@dataclass(frozen=True)
class Rules:
    """Read once per transaction."""

    zone: ZoneInfo
    approvals: int
    pauses: Sequence[Quiet]


def rules_now(session: Session, settings: Settings) -> Rules:
    """The rules in force. Pauses that are over stay among them: grace counts from the end of one."""
    quiet = [
        Quiet(from_at, to_at, reason, tuple(except_tags), tuple(channels))
        for from_at, to_at, reason, except_tags, channels in session.execute(PAUSES)
    ]
    return Rules(stored_zone(session), required_approvals(session, settings), quiet)
