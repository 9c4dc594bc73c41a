"""Looks for an uncertain post on its platform, at the given ages; what it cannot settle, a person is asked."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from campaign.delivery import crash
from campaign.delivery.context import Dispatch
from campaign.delivery.effects import apply
from campaign.delivery.heed import heed
from campaign.delivery.restored import in_doubt_since_restore
from campaign.delivery.rows import errand_done, locked
from campaign.errors import PLATFORM_ERRORS, Mistake, Unavailable
from campaign.models import Attempt, Channel, Delivery
from campaign.platforms import platform
from campaign.platforms.seam import STILL_AT_WORK, Absent, Post, Progress, Receipt

log = logging.getLogger(__name__)

Found = Receipt | Absent | Unavailable | None

AT_WORK_AGAIN, AT_WORK_AT_MOST = timedelta(minutes=1), timedelta(hours=2)
"""A film of half an hour is long at work on a platform; after two hours a person is asked."""


def look(dispatch: Dispatch, delivery_id: int) -> None:
    """One look. Found: published. Proved absent: scheduled again. Not seen: the next age, or a person."""
    with dispatch.database.read() as session:
        delivery = session.get(Delivery, delivery_id)
        if delivery is None or delivery.state != "uncertain" or not delivery.post:
            return
        channel = session.get_one(Channel, delivery.channel_key)
        since = began(session, delivery)
    try:
        answer = _find(dispatch, delivery, channel, since)
    except Mistake as ours:  # our own key or database: not a look, and tried again
        log.error("delivery %s: could not look: %s", delivery_id, ours)
        return
    if isinstance(answer, Receipt):
        crash.point("found")
    try:
        _record(dispatch, delivery_id, answer)
    except sa.exc.IntegrityError:  # another delivery has taken that id meanwhile: this look found nothing of ours
        _record(dispatch, delivery_id, None)
    dispatch.wake()


def _record(dispatch: Dispatch, delivery_id: int, answer: Found) -> None:
    with dispatch.database.write() as session:
        row = locked(session, delivery_id)
        if row is not None:
            errand_done(session, row.account)
        if row is not None and row.state == "uncertain":
            _note(dispatch, session, row, answer, dispatch.database.now(session))


def began(session: Session, delivery: Delivery) -> datetime:
    """When the attempt whose fate is unknown began."""
    attempt = session.get(Attempt, delivery.attempt_token) if delivery.attempt_token else None
    return attempt.started_at if attempt else delivery.due_at


def _find(dispatch: Dispatch, delivery: Delivery, channel: Channel, since: datetime) -> Found:
    adapter = platform(channel.platform)
    post = Post.model_validate(delivery.post)
    progress = Progress.model_validate(delivery.progress) if delivery.progress else adapter.start(post)
    to = dispatch.destinations.to(channel, dispatch.settings.http_deadline_s)
    try:
        return adapter.find(to, post, progress, since)
    except Mistake:
        raise
    except Unavailable as error:
        if error.code == STILL_AT_WORK:
            return error
        log.info("delivery %s: look failed: %s", delivery.id, error.detail)
    except PLATFORM_ERRORS as error:
        heed(dispatch, channel, error)  # found while looking, it is the same as found while sending
        log.info("delivery %s: look failed: %s", delivery.id, error.detail)
    except Exception as error:
        log.warning("delivery %s: look failed in an unforeseen way: %s", delivery.id, type(error).__name__)
    return None


def _note(dispatch: Dispatch, session: Session, row: Delivery, answer: Found, now: datetime) -> None:
    if isinstance(answer, Receipt):
        apply(dispatch, session, row, answer, now)
        row.published_at = answer.at or now
        return
    if isinstance(answer, Absent) and not in_doubt_since_restore(session, row):
        apply(dispatch, session, row, Unavailable("absent", "Đã kiểm chứng: bài chưa lên kênh; sẽ gửi lại."), now)
        return
    if isinstance(answer, Unavailable) and now - (row.uncertain_at or now) < AT_WORK_AT_MOST:
        row.next_try_at, row.error_code, row.error_message = now + AT_WORK_AGAIN, answer.code, answer.message
        return
    row.lookups += 1
    ages = dispatch.settings.lookup_s
    if row.lookups < len(ages):
        row.next_try_at = (row.uncertain_at or now) + timedelta(seconds=ages[row.lookups])
    else:
        row.next_try_at = None
        row.error_message = (
            "Chưa rõ bài đã lên kênh hay chưa. Hãy mở kênh xem, rồi chọn “Đã có trên kênh” hoặc “Gửi lại”."
        )
