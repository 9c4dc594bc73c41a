"""Does what a correction has decided, one place after the other. Long: nobody's page waits for it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from campaign.delivery.context import Dispatch
from campaign.desk import published
from campaign.errors import Mistake
from campaign.models import Correction, CorrectionStep

log = logging.getLogger(__name__)
DONE = ("corrected", "unchanged")
LEFT_AFTER = {"waiting": timedelta(minutes=1), "working": timedelta(minutes=5)}
"""Steps are done one after the other, each within seconds; what is older was left by a program that ended."""
OUR_FAULT = "Có lỗi trong chương trình. Hãy thử lại; nếu vẫn lỗi, báo người quản trị."


def run(dispatch: Dispatch, correction_id: int) -> None:
    """Every step that waits, each taken by one program only. No connection is held while a platform is asked."""
    while (taken := _take(dispatch, correction_id)) is not None:
        step, made = taken
        try:
            done, message = _do(dispatch, step, made)
        except Mistake as mistake:
            done, message = False, str(mistake)
        except Exception:
            log.exception("correction %s, delivery %s", correction_id, step.delivery_id)
            done, message = False, OUR_FAULT
        _note(dispatch, step.id or 0, "done" if done else "refused", message)


def run_left(dispatch: Dispatch) -> int:
    """Corrections that nobody is at any more: begun by a program that ended. Returns how many there were."""
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        query = sa.select(CorrectionStep).where(col(CorrectionStep.state).in_(("waiting", "working")))
        left = [step for step in session.scalars(query.with_for_update(skip_locked=True)) if is_left(step, now)]
        for step in left:
            step.state, step.started_at = "waiting", now
    numbers = sorted({step.correction_id for step in left})
    for number in numbers:
        run(dispatch, number)
    return len(numbers)


def is_left(step: CorrectionStep, now: datetime) -> bool:
    """Has it waited, or been at work, for so long that whoever should do it has ended?"""
    if step.state not in LEFT_AFTER:
        return False
    return step.started_at is None or step.started_at < now - LEFT_AFTER[step.state]


def _do(dispatch: Dispatch, step: CorrectionStep, made: Correction) -> tuple[bool, str]:
    if step.deed == "amend":
        result = published.correct_place(dispatch, made.made_by, step.delivery_id)
        return result.code in DONE, result.message
    notes = published.retract(dispatch, made.made_by, step.delivery_id, made.reason)
    return True, " ".join(notes) or "Đã gỡ bài khỏi kênh."


def _take(dispatch: Dispatch, correction_id: int) -> tuple[CorrectionStep, Correction] | None:
    with dispatch.database.write() as session:
        step = session.scalars(
            sa.select(CorrectionStep)
            .where(col(CorrectionStep.correction_id) == correction_id, col(CorrectionStep.state) == "waiting")
            .order_by(col(CorrectionStep.id))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if step is None:
            return None
        step.state, step.started_at = "working", dispatch.database.now(session)
        return step, session.get_one(Correction, correction_id)


def _note(dispatch: Dispatch, step_id: int, state: str, message: str) -> None:
    with dispatch.database.write() as session:
        step = session.get_one(CorrectionStep, step_id)
        step.state, step.message, step.finished_at = state, message, dispatch.database.now(session)
