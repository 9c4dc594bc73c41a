"""Receipts that came for a delivery already published otherwise: perhaps a second copy stands on the channel."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Attempt

TOLD_FOR = timedelta(days=7)
"""How long people are told; the attempt keeps its receipt for ever."""


def stray_receipts(session: Session, now: datetime) -> dict[int, str]:
    """{delivery id: address of the second copy, or ""} of the last days."""
    query = sa.select(Attempt).where(
        col(Attempt.stray).is_(True), col(Attempt.outcome) == "published", col(Attempt.finished_at) >= now - TOLD_FOR
    )
    return {row.delivery_id: str((row.receipt or {}).get("permalink", "")) for row in session.scalars(query)}
