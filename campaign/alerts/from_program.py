"""The program itself: a clock that stands still, a way of telling that reaches nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.alerts.audience import Audience
from campaign.alerts.condition import Condition
from campaign.models import Alert, AlertCause, Fact

CLOCK_LATE = timedelta(seconds=60)
CLOCK_LATE_TICKS = 30
FAILED_TRIES = 3
"""After so many a way is told of by the other ways."""
WAY_NAMES = {"email": "thư điện tử", "push": "báo trên trình duyệt", "webhook": "webhook", "telegram": "Telegram"}


def clock_stopped(session: Session, now: datetime, tick_s: float) -> Iterator[Condition]:
    """No tick for a minute. Before the first one there is nothing to compare with."""
    fact = session.get(Fact, "last_tick_at")
    if fact is not None and now - fact.at > max(CLOCK_LATE, CLOCK_LATE_TICKS * timedelta(seconds=tick_s)):
        yield Condition(
            kind="clock",
            subject="clock",
            title="Không có nhịp nào từ một phút nay",
            text="Không bài nào đi được cho đến khi chương trình chạy lại. Hãy xem máy chủ và chạy lại chương trình.",
            path="/",
            audience=Audience("manager"),
            urgent=True,
        )


def ways_failing(session: Session) -> Iterator[Condition]:
    """A way by which alerts have failed several times: told to administrators by the other ways."""
    failing = (
        sa.select(col(Alert.way), sa.func.max(col(Alert.error)))
        .join(AlertCause, col(AlertCause.id) == col(Alert.cause_id))
        .where(
            col(Alert.state).in_(("pending", "sending")),
            col(Alert.attempts) >= FAILED_TRIES,
            col(AlertCause.closed_at).is_(None),
        )
        .group_by(col(Alert.way))
    )
    for way, error in session.execute(failing):
        yield Condition(
            kind="way",
            subject=f"way:{way}",
            title=f"Cách báo bằng {WAY_NAMES[way]} đang hỏng",
            text=error,
            path="/alerts",
            audience=Audience("admin"),
        )
