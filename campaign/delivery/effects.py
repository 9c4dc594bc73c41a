"""What an outcome does to its row. The caller has locked the row and knows that the outcome counts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.context import Dispatch
from campaign.delivery.outcome import Outcome
from campaign.delivery.restored import ask_about, in_doubt_since_restore
from campaign.errors import RateLimited, Rejected, Unauthorized, Unavailable, Uncertain, Unsupported
from campaign.models import AccountPace, Channel, Delivery
from campaign.models.birth import born
from campaign.platforms import platform
from campaign.platforms.seam import Post, Progress, Receipt

RESTS = "Nền tảng yêu cầu kênh tạm nghỉ trước bước tiếp theo."
SLOWER = "Lượt gọi của nền tảng sắp hết nên chương trình tự giãn bài."
"""The platform said nothing of waiting: its answers tell how much is used up, and the pace is ours."""
AT_WORK = "Nền tảng đang xử lý bước trước; chương trình sẽ hỏi lại."


INTERVAL = sa.select(col(Channel.min_interval_s)).where(col(Channel.key) == sa.bindparam("key"))


def apply(dispatch: Dispatch, session: Session, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    """Give the row its new state. The caller has locked it and knows that the outcome counts."""
    delivery.lease_until = delivery.queued_at = None
    match outcome:
        case Receipt():
            published(session, delivery, outcome, now)
        case Progress():
            _advance(session, delivery, outcome, now)
        case RateLimited():
            _limited(session, delivery, outcome, now)
        case Unavailable():
            _again(dispatch, delivery, outcome, now)
        case Unauthorized():
            _unauthorized(session, delivery, outcome, now)
        case Uncertain():
            uncertain(session, delivery, outcome.code, outcome.message, now, dispatch.settings.lookup_s)
        case Rejected() | Unsupported():
            delivery.state, delivery.next_try_at = "failed", None
            delivery.error_code, delivery.error_message = outcome.code, outcome.message


def published(session: Session, delivery: Delivery, receipt: Receipt, now: datetime) -> None:
    """It is there. Its parts are born in the same transaction, so that none is lost."""
    delivery.state, delivery.published_at = "published", now
    delivery.held_reason = delivery.error_code = delivery.error_message = delivery.next_try_at = None
    delivery.remote_id, delivery.permalink = receipt.remote_id, receipt.permalink
    delivery.receipt = receipt.model_dump(mode="json")
    pace_after(session, delivery, now)
    if receipt.wait_s > 0:
        _pace(session, delivery.account).rest(now + timedelta(seconds=receipt.wait_s), SLOWER)
    if delivery.part or not (delivery.post or {}).get("parts"):
        return
    channel = session.get_one(Channel, delivery.channel_key)
    in_doubt = in_doubt_since_restore(session, delivery)
    for part in Post.model_validate(delivery.post).parts:
        row = born(
            session, now=now, item_id=delivery.item_id, channel=channel, due_at=now, created_by="clock",
            slot_key=delivery.slot_key, local_time=delivery.local_time, fold=delivery.fold, part=part.name,
            after_id=delivery.id, urgent=delivery.urgent, urgent_by=delivery.urgent_by,
        )  # fmt: skip
        if in_doubt:
            ask_about(row, now)


def uncertain(
    session: Session, delivery: Delivery, code: str, message: str, now: datetime, lookup_s: tuple[float, ...]
) -> None:
    """Maybe there: looked up at the given ages, then asked. The account keeps its interval as if it were there."""
    channel = session.get_one(Channel, delivery.channel_key)
    delivery.state, delivery.uncertain_at, delivery.lookups = "uncertain", now, 0
    delivery.error_code, delivery.error_message = code, message
    delivery.next_try_at = now + timedelta(seconds=lookup_s[0]) if lookup_s else None
    delivery.lease_until = None
    delivery.look_url = platform(channel.platform).look_url(channel.options)
    pace_after(session, delivery, now)


def pace_after(session: Session, delivery: Delivery, now: datetime) -> None:
    """The account's next post keeps its distance from this one."""
    if delivery.part:
        return
    if interval_s := session.connection().scalar(INTERVAL, {"key": delivery.channel_key}):
        _pace(session, delivery.account).next_allowed_at = now + timedelta(seconds=interval_s)


def _advance(session: Session, delivery: Delivery, progress: Progress, now: datetime) -> None:
    delivery.state, delivery.next_try_at = "scheduled", now + timedelta(seconds=max(progress.wait_s, progress.rest_s))
    if progress.rest_s > 0:
        _pace(session, delivery.account).rest(now + timedelta(seconds=progress.rest_s), progress.why or RESTS)
        delivery.error_code, delivery.error_message = "rate_limited", progress.why or RESTS
    elif progress.wait_s > 0:
        delivery.error_code, delivery.error_message = "at_work", progress.why or AT_WORK
    delivery.progress = progress.model_dump(mode="json")
    delivery.attempts -= 1  # a step done is not an attempt spent


def _limited(session: Session, delivery: Delivery, limit: RateLimited, now: datetime) -> None:
    until = now + timedelta(seconds=max(limit.retry_after, 1.0))
    delivery.state, delivery.next_try_at = "scheduled", until
    delivery.error_code, delivery.error_message = limit.code, limit.message
    delivery.attempts -= 1  # told to wait is not an attempt spent
    _pace(session, delivery.account).rest(until)


def _again(dispatch: Dispatch, delivery: Delivery, error: Unavailable, now: datetime) -> None:
    steps = dispatch.settings.retry_s
    delivery.error_code, delivery.error_message = error.code, error.message
    if delivery.part and delivery.attempts > len(steps):
        delivery.state, delivery.next_try_at = "failed", None  # a part has no grace that would end its tries
        return
    wait = steps[min(max(delivery.attempts, 1), len(steps)) - 1]
    delivery.state, delivery.next_try_at = "scheduled", now + timedelta(seconds=jittered(wait))


def jittered(wait_s: float, chance: Callable[[], float] = random.random) -> float:
    """``wait_s`` and up to a fifth more, so that many posts do not come back in the same second."""
    return wait_s * (1.0 + 0.2 * chance())


def _unauthorized(session: Session, delivery: Delivery, error: Unauthorized, now: datetime) -> None:
    delivery.state, delivery.held_reason, delivery.next_try_at = "held", "unauthorized", None
    delivery.error_code, delivery.error_message = error.code, error.message
    session.get_one(Channel, delivery.channel_key).close_by_platform(now, error.message)


def _pace(session: Session, account: str) -> AccountPace:
    row = session.get(AccountPace, account)
    if row is None:
        row = AccountPace(account=account)
        session.add(row)
    return row
