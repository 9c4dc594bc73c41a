"""Figures that a person brings: typed in, or by a table. Their mark in the report is X."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import Channel, Delivery, MetricSample
from campaign.models.reach import BY_HAND, LARGEST
from campaign.people.audit import record
from campaign.platforms import by_hand

TYPED = ("views", "reach", "reactions", "comments", "shares")
"""What may be typed in of one post."""


def type_in(database: Database, actor: str, delivery_id: int, figures: Mapping[str, int]) -> int:
    """Append what a person read on the platform's own page; returns how many figures are new.

    Only for what a person posts: elsewhere the platform itself tells. Raises NotFound, Conflict, Mistake.
    """
    unknown = [metric for metric in figures if metric not in TYPED]
    if unknown:
        raise Mistake(f"Không rõ {', '.join(unknown)}; nhập được: {', '.join(TYPED)}.")
    if not figures:
        raise Mistake("Chưa có số nào. Hãy nhập ít nhất một số; số chưa biết thì để trống.")
    if any(not 0 <= value <= LARGEST for value in figures.values()):
        raise Mistake("Số liệu phải là số nguyên từ 0 trở lên.")
    with database.write() as session:
        now = database.now(session)
        row = session.get(Delivery, delivery_id)
        if row is None or row.part:
            raise NotFound(f"Không có bài số {delivery_id}.")
        if row.state != "published":
            raise Conflict(f"Chỉ nhập được số liệu của bài đã đăng (lượt này đang là {row.state}).")
        if not by_hand(session.get_one(Channel, row.channel_key).platform):
            raise Conflict("Số liệu của kênh này do nền tảng báo; không nhập tay được.")
        added = sum(add_by_hand(session, now, row, metric, value, actor) for metric, value in figures.items())
        record(session, now, actor, "type_in", f"delivery:{delivery_id}", figures=dict(figures))
        return added


def add_by_hand(session: Session, now: datetime, row: Delivery, metric: str, value: int, where: str) -> bool:
    """One sample by hand, unless a person's last word on this figure says the same. ``where`` it stood, or by whom."""
    last = session.scalars(
        sa.select(MetricSample)
        .where(col(MetricSample.delivery_id) == row.id, col(MetricSample.metric) == metric)
        .where(col(MetricSample.native_name) == BY_HAND)
        .order_by(col(MetricSample.taken_at).desc(), col(MetricSample.id).desc())
        .limit(1)
    ).first()
    if last is not None and last.value == value:
        return False
    session.add(
        MetricSample(
            delivery_id=row.id, channel_key=row.channel_key, metric=metric, value=value, taken_at=now,
            native_name=BY_HAND, api_version=where[:200],
        )
    )  # fmt: skip
    session.flush()
    return True
