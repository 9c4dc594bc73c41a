"""Work that no API sees: its kinds, what of it counts in a period, and the plan's minimum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Activity, ActivityEvidence
from campaign.reach.counted import EVERYTHING, Wanted
from campaign.reach.periods import Period
from campaign.workspace.plan import Minimum

KINDS = {
    "talk_show": "Giao lưu, tọa đàm",
    "programme": "Chương trình phát thanh, truyền hình",
    "film": "Phim, bài hát, phóng sự",
    "contest": "Cuộc thi",
    "training_class": "Lớp tập huấn",
    "conference": "Hội nghị, hội thảo",
    "column_issue": "Kỳ chuyên mục, chuyên trang",
    "print_article": "Tin, bài báo in",
    "online_article": "Tin, bài báo điện tử, trang tin",
    "loudspeaker_airing": "Phát loa truyền thanh",
    "poster": "Áp phích, tờ rơi, pa-nô",
    "service_point": "Tuyên truyền tại điểm dịch vụ, Wi-Fi công cộng",
    "portal_post": "Tin, bài trên cổng, trang, mạng nội bộ",
    "sms_wave": "Đợt nhắn tin SMS",
    "school_programme": "Chương trình tại trường học",
    "career_guidance": "Tư vấn hướng nghiệp",
    "campaign": "Tham gia chiến dịch",
    "other": "Việc khác",
}
"""Kinds of activities and what people call them, in the order in which reports list them."""

LIVE_TALKS = ("giao_luu_toa_dam_truc_tiep",)
"""What a plan's ``minimum.what`` calls live talk shows: only those broadcast as they happened are counted."""


@dataclass(frozen=True)
class Counted:
    """Activities of one kind under one task item. ``audience`` adds up attendances; None: nobody counted any."""

    task: str
    kind: str
    count: int
    audience: int | None
    with_audience: int
    estimates: int
    without_evidence: int

    def as_json(self) -> dict[str, Any]:
        mark = "-" if self.audience is None else "U" if self.estimates else "X"
        return {"kind": self.kind, "count": self.count, "audience": {"value": self.audience, "mark": mark}}


def activities(session: Session, period: Period, unit: str = "", wanted: Wanted = EVERYTHING) -> list[Counted]:
    """What counts in the period, by task item and kind. They stand on no channel and name no audience."""
    shown = sa.exists().where(col(ActivityEvidence.activity_id) == col(Activity.id))
    query = (
        sa.select(
            col(Activity.task),
            col(Activity.kind),
            sa.func.count(),
            sa.func.sum(col(Activity.audience)),
            sa.func.count(col(Activity.audience)),
            sa.func.count(
                sa.case((sa.and_(col(Activity.audience_mark) == "U", col(Activity.audience).is_not(None)), 1))
            ),
            sa.func.count(sa.case((~shown, 1))),
        )
        .where(col(Activity.state) == "counted", *_within(period.from_on, period.to_on, unit), *narrowed(wanted))
        .group_by(col(Activity.task), col(Activity.kind))
    )
    rows = [
        Counted(task, kind, count, None if people is None else int(people), *rest)
        for task, kind, count, people, *rest in session.execute(query)
    ]
    order = list(KINDS)
    return sorted(rows, key=lambda row: (order.index(row.kind) if row.kind in KINDS else len(order), row.kind))


def waiting(session: Session, period: Period, unit: str = "") -> int:
    """How many activities of the period a second reader has not read yet; they do not count."""
    query = sa.select(sa.func.count()).where(
        col(Activity.state) == "waiting", *_within(period.from_on, period.to_on, unit)
    )
    return session.scalar(query) or 0


def units_of(session: Session, period: Period) -> set[str]:
    """Units that did something in the period."""
    query = sa.select(col(Activity.unit)).where(col(Activity.state) == "counted")
    return set(session.scalars(query.where(*_within(period.from_on, period.to_on, "")).distinct()))


def minimum_json(session: Session, task: str, minimum: Minimum, period: Period, unit: str = "") -> dict[str, Any]:
    """How much of the plan's minimum is done: in the whole year (quarter, month) that the period stands in, up to the
    period's end. Over several of them each one has to have its own."""
    start = _start(period.from_on, minimum.per)
    query = sa.select(col(Activity.on_date)).where(
        col(Activity.state) == "counted", col(Activity.task) == task, *_within(start, period.to_on, unit)
    )
    if minimum.what in LIVE_TALKS:
        query = query.where(col(Activity.kind) == "talk_show", col(Activity.live).is_(True))
    elif minimum.what in KINDS:
        query = query.where(col(Activity.kind) == minimum.what)
    days = session.scalars(query).all()
    spans = _spans(start, period.to_on, minimum.per)
    met = all(_done(days, span, minimum.per) >= minimum.count for span in spans)
    return {
        "per": minimum.per, "count": minimum.count, "done": len(days), "result": "met" if met else "not_met",
    }  # fmt: skip


def narrowed(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Conditions on ``Activity``: none of them stands on a channel or names an audience."""
    if wanted.channel or wanted.audience:
        return [sa.false()]
    narrowed = [col(Activity.task) == wanted.task] if wanted.task else []
    return [*narrowed, col(Activity.kind) == wanted.kind] if wanted.kind else narrowed


def _within(from_on: date, to_on: date, unit: str) -> list[sa.ColumnElement[bool]]:
    days = [col(Activity.on_date) >= from_on, col(Activity.on_date) <= to_on]
    return [*days, col(Activity.unit) == unit] if unit else days


MONTHS = {"year": 12, "quarter": 3, "month": 1}


def _start(day: date, per: str) -> date:
    """The first day of the year, quarter or month that a day stands in."""
    size = MONTHS[per]
    return date(day.year, (day.month - 1) // size * size + 1, 1)


def _spans(start: date, end: date, per: str) -> list[date]:
    firsts = []
    while start <= end:
        firsts.append(start)
        months = start.year * 12 + start.month - 1 + MONTHS[per]
        start = date(months // 12, months % 12 + 1, 1)
    return firsts


def _done(days: Sequence[date], span: date, per: str) -> int:
    return sum(_start(day, per) == span for day in days)
