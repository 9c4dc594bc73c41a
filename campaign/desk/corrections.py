"""Everything that an item has said in public, put right by one decision: place by place, on record, repeatable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.desk.correcting import is_left
from campaign.desk.correction_post import Wording, write_post
from campaign.desk.published import approved_subject
from campaign.desk.roles import may_see, person, require_theirs
from campaign.errors import Conflict, Mistake, NotFound
from campaign.library import approvals
from campaign.library.revisions import current_revision
from campaign.models import Channel, Correction, CorrectionStep, Delivery, Item, User
from campaign.models.review import DEEDS
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.text import clean_text

GONE = ("published", "cancelled", "failed")


@dataclass(frozen=True)
class Choice:
    """What to do at one place. ``deed``: amend | retract | post."""

    delivery_id: int
    deed: str


def begin(
    database: Database, settings: Settings, by: str, slug: str, reason: str, choices: Sequence[Choice],
    wording: Wording | None = None, form: str = "",
) -> int:  # fmt: skip
    """Write the decision down; returns its number. Nothing is asked of a platform yet: ``correcting.run`` does that.

    A correction to be posted becomes an item of its own, handed in, with an urgent delivery on each chosen channel: it
    goes out when somebody approves it. ``form``: the name of the form; sent twice it is one correction. A place that is
    being corrected, or waits for a correction to go out, takes no second one. Raises NotFound, Conflict, Mistake.
    """
    reason = clean_text(reason).strip()
    if not reason:
        raise Mistake("Hãy ghi lý do cải chính; lý do này đứng trong hồ sơ.")
    if not choices:
        raise Mistake("Chưa chọn việc gì: hãy chọn sửa, gỡ hoặc đăng cải chính ở ít nhất một nơi.")
    with database.write() as session:
        now, user = database.now(session), person(session, by, "correct")
        item = approvals.item_by_slug(session, slug, for_change=True)
        require_theirs(user, item, current_revision(session, item).unit)
        key = f"{user.email}:{form}" if form else None
        if key and (sent := session.scalars(sa.select(Correction).where(col(Correction.form_key) == key)).first()):
            return sent.id or 0
        if any(choice.deed == "amend" for choice in choices):
            approved_subject(session, settings, item)
        made = Correction(item_id=item.id or 0, made_by=user.email, at=now, reason=reason, form_key=key)
        session.add(made)
        session.flush()
        steps = [_step(session, user, item, made, choice) for choice in choices]
        write_post(session, now, settings, user, item, made, steps, wording)
        record(
            session, now, user.email, "item.correct", f"item:{slug}", reason=reason,
            deliveries=[f"{step.delivery_id} ({step.deed})" for step in steps],
        )  # fmt: skip
        return made.id or 0


def again(database: Database, by: str, slug: str) -> int | None:
    """What was refused, or left by a program that ended, waits anew; the number of the correction, None: nothing does.

    Raises NotFound, Mistake.
    """
    with database.write() as session:
        now, user = database.now(session), person(session, by, "correct")
        item = approvals.item_by_slug(session, slug, for_change=True)
        require_theirs(user, item, current_revision(session, item).unit)
        latest = session.scalars(
            sa.select(Correction).where(col(Correction.item_id) == item.id).order_by(col(Correction.id).desc()).limit(1)
        ).one_or_none()
        steps = [step for step in steps_of(session, latest.id or 0) if may_repeat(step, now)] if latest else []
        for step in steps:
            step.state, step.message, step.started_at = "waiting", "", now
        if steps:
            record(
                session,
                now,
                user.email,
                "item.correct_again",
                f"item:{slug}",
                deliveries=[s.delivery_id for s in steps],
            )
        return latest.id if latest and steps else None


def steps_of(session: Session, correction_id: int) -> Sequence[CorrectionStep]:
    """In the order in which they are done."""
    return session.scalars(
        sa.select(CorrectionStep)
        .where(col(CorrectionStep.correction_id) == correction_id)
        .order_by(col(CorrectionStep.id))
    ).all()


def may_repeat(step: CorrectionStep, now: datetime) -> bool:
    """Refused, or so old that nobody is at it any more."""
    return step.state == "refused" or is_left(step, now)


def _step(session: Session, user: User, item: Item, made: Correction, choice: Choice) -> CorrectionStep:
    delivery = session.get(Delivery, choice.delivery_id)
    if delivery is None or delivery.item_id != item.id or delivery.part or choice.deed not in DEEDS:
        raise NotFound("Không có bài đăng này.")
    channel = session.get_one(Channel, delivery.channel_key)
    if not may_see(user, channel.unit):
        raise NotFound("Không có bài đăng này.")
    if delivery.state != "published" or delivery.retracted_at is not None:
        raise Conflict(f"Bài trên {channel.title} không còn đó nữa. Hãy tải lại trang rồi chọn lại.")
    _require_free(session, channel, choice)
    step = CorrectionStep(
        correction_id=made.id or 0, delivery_id=choice.delivery_id, deed=choice.deed, started_at=made.at
    )
    session.add(step)
    session.flush()
    return step


def _require_free(session: Session, channel: Channel, choice: Choice) -> None:
    """Raises Conflict where an earlier decision about this place is not carried out yet."""
    theirs = col(CorrectionStep.delivery_id) == choice.delivery_id
    under_way = sa.select(col(CorrectionStep.id)).where(theirs, col(CorrectionStep.state).in_(("waiting", "working")))
    if session.scalar(under_way.limit(1)) is not None:
        raise Conflict(f"Bài trên {channel.title} đang được cải chính rồi. Hãy tải lại trang và chờ kết quả.")
    if choice.deed != "post":
        return
    to_come = (
        sa.select(col(Delivery.id))
        .join(CorrectionStep, col(CorrectionStep.post_delivery_id) == col(Delivery.id))
        .where(theirs, col(Delivery.state).not_in(GONE))
    )
    if session.scalar(to_come.limit(1)) is not None:
        raise Conflict(f"Lời cải chính cho bài trên {channel.title} đã có và đang chờ đăng. Hãy duyệt hoặc hủy bài đó.")
