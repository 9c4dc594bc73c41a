"""What a restored database has to know before anything runs on it: that the world went on without it.

Between the backup and its restore posts went out that its rows know nothing of. So everything that was due before the
restore, and is not published there, is *uncertain*: looked for, then asked about; never sent by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import (
    Alert,
    Channel,
    CorrectionStep,
    Delivery,
    Device,
    Fact,
    KeyedAnswer,
    OneTimeLink,
)
from campaign.models import Session as SignedIn
from campaign.models.delivery import RESTORED_AT
from campaign.people.audit import record
from campaign.platforms import ADAPTERS, platform
from campaign.upkeep.manifest import LAST_BACKUP

UNPUBLISHED = ("scheduled", "queued", "sending", "held", "failed", "uncertain")
OF_A_RUN = ("last_tick_at", "planned_at", "backed_up_at", LAST_BACKUP)
"""Facts of the program that ran on the old rows."""

LOOKED_FOR = (
    "Lịch được khôi phục từ bản sao lưu; bài có thể đã lên kênh sau khi bản sao lưu được ghi. Đang tìm lại trên kênh."
)
ASKED = (
    "Lịch được khôi phục từ bản sao lưu; bài có thể đã lên kênh sau khi bản sao lưu được ghi. "
    "Hãy mở kênh xem, rồi chọn “Đã có trên kênh” hoặc “Gửi lại”."
)
ZALO_CLOSED = (
    "Đã khôi phục từ bản sao lưu: mã Zalo chỉ dùng được một lần nên mã trong bản sao lưu có thể đã cũ. "
    "Hãy kết nối lại kênh."
)
STEP_LEFT = "Đã khôi phục từ bản sao lưu, chưa rõ bước này làm xong chưa. Hãy mở kênh xem, rồi làm lại nếu cần."


@dataclass(frozen=True)
class Marked:
    """Numbers for the person: deliveries to answer for, Zalo channels to connect again."""

    uncertain: int
    zalo: int


def settle(session: Session, at: datetime, made_at: datetime, left: Collection[str], actor: str) -> Marked:
    """Mark the restored rows; ``at``: the moment of the restore, ``left``: guids of deliveries that the database which
    is replaced knows to have left. The caller commits."""
    uncertain = _doubt(session, at, left)
    zalo = _close_zalo(session, at)
    for gone in (SignedIn, OneTimeLink, Device):
        session.execute(sa.delete(gone))
    session.execute(sa.delete(KeyedAnswer).where(col(KeyedAnswer.status).is_(None)))
    session.execute(sa.delete(Fact).where(col(Fact.name).in_(OF_A_RUN) | col(Fact.name).startswith("oauth-state:")))
    session.execute(sa.update(Alert).where(col(Alert.state).in_(("pending", "sending"))).values(state="dropped"))
    session.execute(
        sa.update(CorrectionStep)
        .where(col(CorrectionStep.state).in_(("waiting", "working")))
        .values(state="refused", message=STEP_LEFT)
    )
    session.merge(Fact(name=RESTORED_AT, value=made_at.isoformat(), at=at))
    record(session, at, actor, "upkeep.restore", "workspace", made_at=made_at.isoformat(), uncertain=uncertain)
    return Marked(uncertain, zalo)


def _doubt(session: Session, at: datetime, left: Collection[str]) -> int:
    """One that was moved ahead and went out since is due later here: the replaced database's word counts as well."""
    channels = {row.key: row for row in session.scalars(sa.select(Channel))}
    marked = 0
    for row in session.scalars(sa.select(Delivery).where(col(Delivery.state).in_(UNPUBLISHED))):
        if row.due_at >= at and row.state not in ("sending", "uncertain") and row.guid not in left:
            row.uncertain_at = None
            continue
        channel = channels[row.channel_key]
        may_look = row.post is not None and channel.platform in ADAPTERS
        row.uncertain_at = min(row.uncertain_at or row.due_at, at)
        row.state, row.held_reason, row.lookups = "uncertain", None, 0
        row.error_code, row.error_message = "restored", LOOKED_FOR if may_look else ASKED
        row.next_try_at = at if may_look else None
        row.lease_until = row.queued_at = None
        if channel.platform in ADAPTERS:
            row.look_url = platform(channel.platform).look_url(channel.options)
        marked += 1
    return marked


def _close_zalo(session: Session, at: datetime) -> int:
    """One that a person had closed stays closed, and is not connected either."""
    rows = session.scalars(
        sa.select(Channel).where(
            col(Channel.platform) == "zalo", col(Channel.connected_at).is_not(None), col(Channel.removed_at).is_(None)
        )
    ).all()
    for row in rows:
        if row.closed_at is not None and row.closed_by != "platform":
            row.connected_at = None
            continue
        row.closed_at = None
        row.close_by_platform(at, ZALO_CLOSED)
    return len(rows)
