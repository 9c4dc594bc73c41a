"""Channels that can send nothing, or soon cannot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.alerts.audience import Audience
from campaign.alerts.condition import Condition
from campaign.models import Channel

AHEAD_DAYS = (1, 3, 7)
"""A token's end is told when so many days are left."""
OPENS = {"zalo": "Zalo cấp lại quyền bằng một lần đồng ý của người quản trị OA."}


def closed_by_themselves(session: Session) -> Iterator[Condition]:
    """The platform no longer knows us; only connecting again opens it."""
    for row in session.scalars(_channels().where(col(Channel.closed_by) == "platform")):
        mark = row.closed_at.isoformat() if row.closed_at else ""
        yield _of(row, "channel", mark=mark, text=row.closed_reason)


def to_be_reconnected(session: Session) -> Iterator[Condition]:
    """Connected once and no longer (after a restore, Zalo's single-use tokens are another copy's)."""
    which = _channels().where(col(Channel.connected_at).is_(None), col(Channel.account_name) != "")
    for row in session.scalars(which.where(col(Channel.enabled).is_(True))):
        yield _of(row, "reconnect", text=OPENS.get(row.platform, ""))


def tokens_ending(session: Session, now: datetime) -> Iterator[Condition]:
    """Seven, three and one day ahead; each is a cause of its own."""
    soon = now + timedelta(days=AHEAD_DAYS[-1])
    which = _channels().where(col(Channel.connected_at).is_not(None), col(Channel.token_expires_at) <= soon)
    for row in session.scalars(which):
        assert row.token_expires_at is not None
        left = row.token_expires_at - now
        days = next(days for days in AHEAD_DAYS if left <= timedelta(days=days))
        said = f"Còn không quá {days} ngày." if left > timedelta() else "Quyền đăng đã hết hạn."
        yield _of(row, "token", mark=f"{days}:{row.token_expires_at:%Y-%m-%d}", text=said)


def _channels() -> sa.Select[Any]:
    return sa.select(Channel).where(col(Channel.removed_at).is_(None)).order_by(col(Channel.key))


def _of(row: Channel, kind: str, *, mark: str = "", text: str = "") -> Condition:
    return Condition(
        kind=kind,
        subject=f"channel:{row.key}",
        mark=mark,
        title=row.title,
        text=text,
        path=f"/channels#c-{row.key}",
        audience=Audience("editor", row.unit),
        platform=row.platform,
    )
