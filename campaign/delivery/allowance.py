"""How many posts of a kind an account may make in so many hours (``platforms.seam.Allowance``), by our own rows.

What other programs or people post by the same interface is not known here; the platform's own refusal remains.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Delivery
from campaign.platforms.seam import Allowance, Problem

CODE = "allowance"


def free_at(session: Session, account: str, allowance: Allowance, at: datetime, others: Sequence[datetime]) -> datetime:
    """From when on there is room for one more, at the earliest ``at``. ``others``: when such posts are planned before.

    One whose fate is unknown, or that is being sent, counts as made.
    """
    span = timedelta(hours=allowance.hours)
    when = sa.func.coalesce(col(Delivery.published_at), col(Delivery.uncertain_at))
    made = (
        sa.select(when)
        .where(col(Delivery.account) == account, col(Delivery.part) == "", when > at - span)
        .where(col(Delivery.state).in_(("published", "uncertain")), col(Delivery.step).startswith(f"{allowance.name}-"))
    )
    known = [moment for moment in session.scalars(made) if moment <= at]
    moments = sorted([*known, *(moment for moment in others if at - span < moment <= at)])
    if len(moments) < allowance.most:
        return at
    return moments[len(moments) - allowance.most] + span


def used_up_problem(allowance: Allowance, again_at: datetime, zone: ZoneInfo) -> Problem:
    """What is told of a post that waits for its turn."""
    message = (
        f"Tài khoản đã đăng {allowance.most} {allowance.said} trong {allowance.hours:g} giờ, hết mức của nền tảng; "
        f"sẽ gửi từ {again_at.astimezone(zone):%H:%M ngày %d/%m/%Y}."
    )
    return Problem(code=CODE, message=message)
