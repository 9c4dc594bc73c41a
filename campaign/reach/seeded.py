"""Whether the figures of this workspace were invented: then every page and every export says so."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from campaign.models import Fact

FACT = "seeded"
WATERMARK = "SỐ LIỆU GIẢ LẬP để chạy thử, không phải kết quả thật: không dùng để báo cáo."


def watermark(session: Session) -> str:
    """The sentence to print; empty for a workspace with figures of its own."""
    return WATERMARK if session.get(Fact, FACT) is not None else ""


def mark_seeded(session: Session, now: datetime, seed: int) -> None:
    """From now on, for ever: invented rows cannot be told from others afterwards."""
    session.merge(Fact(name=FACT, value=str(seed), at=now))
