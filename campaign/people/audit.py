"""The record of who did what. Append-only: triggers refuse any change of a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from campaign.models import AuditEntry


def record(session: Session, now: datetime, actor: str, action: str, subject: str, **detail: Any) -> None:
    """Add one row in the transaction of the action itself. ``actor``: an e-mail, "cli", "files", "clock" or "demo"."""
    session.add(AuditEntry(at=now, actor=_one_line(actor), action=action, subject=_one_line(subject), detail=detail))


def _one_line(text: str) -> str:
    """Line breaks would let a name forge a second entry in a printed log."""
    return text.replace("\r", "\\r").replace("\n", "\\n")
