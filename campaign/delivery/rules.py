"""What the whole calendar obeys at one moment: the zone, the approvals asked for, the quiet periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.errors import Mistake
from campaign.models import Document, Pause
from campaign.settings import Settings
from campaign.workspace.openings import Quiet
from campaign.workspace.stored import NOT_BROUGHT_IN, required_approvals

DEFAULT_GRACE_S = 6 * 3600.0

RULES = (
    sa.select(
        col(Document.body), col(Pause.from_at), col(Pause.to_at), col(Pause.reason), col(Pause.except_tags),
        col(Pause.channels),
    )
    .select_from(Document)
    .outerjoin(Pause, sa.true())
    .where(col(Document.name) == "schedules")
)  # fmt: skip
"""The zone and the pauses in one statement, since every step asks: a row for each pause, or one without."""


@dataclass(frozen=True)
class Rules:
    """Read once per transaction."""

    zone: ZoneInfo
    approvals: int
    pauses: Sequence[Quiet]


def rules_now(session: Session, settings: Settings) -> Rules:
    """The rules in force. Pauses that are over stay among them: grace counts from the end of one."""
    rows = session.connection().execute(RULES).all()
    if not rows:
        raise Mistake(NOT_BROUGHT_IN)
    quiet = [
        Quiet(from_at, to_at, reason, tuple(except_tags), tuple(channels))
        for _, from_at, to_at, reason, except_tags, channels in rows
        if from_at is not None
    ]
    return Rules(ZoneInfo(rows[0].body["timezone"]), required_approvals(session, settings), quiet)
