"""Corrections that did not reach every place: a wrong post stands there until somebody sees to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.alerts.audience import Audience
from campaign.alerts.condition import Condition
from campaign.models import Correction, CorrectionStep, Item, Revision

STUCK_AFTER = timedelta(minutes=5)
"""A step takes seconds, and one that was left is taken up again within a minute."""
TOLD_FOR = timedelta(days=7)


def not_done(session: Session, now: datetime) -> Iterator[Condition]:
    """The newest correction of an item with a place that refused, or is not done after five minutes. Told to the
    editors of its unit, at any hour: what is wrong is out."""
    newest = sa.select(sa.func.max(col(Correction.id))).group_by(col(Correction.item_id))
    stuck = col(CorrectionStep.state).in_(("waiting", "working")) & (
        sa.func.coalesce(col(CorrectionStep.started_at), col(Correction.at)) < now - STUCK_AFTER
    )
    rows = session.execute(
        sa.select(col(Correction.id), col(Item.slug), col(Revision.title), col(Revision.unit), sa.func.count())
        .join(CorrectionStep, col(CorrectionStep.correction_id) == col(Correction.id))
        .join(Item, col(Item.id) == col(Correction.item_id))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(
            col(Correction.id).in_(newest), col(Correction.at) > now - TOLD_FOR,
            (col(CorrectionStep.state) == "refused") | stuck,
        )
        .group_by(col(Correction.id), col(Item.slug), col(Revision.title), col(Revision.unit))
        .order_by(col(Correction.id))
    )  # fmt: skip
    for number, slug, title, unit, count in rows:
        yield Condition(
            kind="correction",
            subject=f"correction:{number}",
            title=title or slug,
            text=f"{count} nơi chưa sửa hay gỡ được. Hãy mở trang cải chính và bấm “Thử lại chỗ chưa được”.",
            path=f"/corrections/{slug}",
            audience=Audience("editor", unit),
            urgent=True,
        )
