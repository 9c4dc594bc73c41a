"""publish(id): render and freeze, COMMIT 1, one step at the platform, COMMIT 2. The only code that posts."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from campaign.delivery import crash
from campaign.delivery.allowance import free_at, used_up_problem
from campaign.delivery.cases import queued_case
from campaign.delivery.claim import hold as hold_back
from campaign.delivery.context import Dispatch
from campaign.delivery.departure import Departure, marked_in
from campaign.delivery.freeze import Frozen, freeze_sources
from campaign.delivery.gate import Case, Go, Hold, judge
from campaign.delivery.leavings import take_away
from campaign.delivery.outcome import Outcome, of_exception
from campaign.delivery.own_secrets import OwnSecrets
from campaign.delivery.parts import quota_problem, used_up
from campaign.delivery.rows import hold, write_changes
from campaign.delivery.rules import rules_now
from campaign.delivery.settle import record_outcome
from campaign.delivery.sources import sources_of
from campaign.errors import Mistake, Unavailable
from campaign.models import Attempt, Channel, Delivery
from campaign.net.deadline import Deadline, step_seconds
from campaign.net.departure import nobody, told_first
from campaign.platforms import by_hand, platform
from campaign.platforms.seam import Destination, Post, Progress

LEASE_MARGIN = 0.2
"""A lease outlasts its step's deadline by at least this part of it: the stall survived before a socket write."""
RECHECK_S = 30.0
"""How long a post that failed its preflight waits before it is looked at again."""

ATTEMPT = sa.insert(Attempt)


@dataclass(frozen=True)
class Step:
    """One step that has been put on record and may now be made."""

    attempt_token: str
    delivery_id: int
    channel: Channel
    post: Post
    progress: Progress
    deadline: Deadline
    dropped: Progress | None = None
    """A hidden draft of an earlier content."""


def publish(dispatch: Dispatch, delivery_id: int) -> bool:
    """Make the next step of a queued delivery; False: it is not queued. Called twice, late or for nothing it does no
    harm."""
    frozen = _frozen(dispatch, delivery_id)
    if frozen is None:
        return False
    crash.point("frozen")
    step = _commit_intent(dispatch, delivery_id, frozen)
    if step is None:
        return True
    crash.point("intent")
    outcome = _step(dispatch, step)
    crash.point("answered")
    record_outcome(dispatch, step.attempt_token, step.delivery_id, outcome)
    crash.point("recorded")
    if step.dropped:
        take_away(dispatch, step.channel, step.dropped)
    return True


def _frozen(dispatch: Dispatch, delivery_id: int) -> Frozen | None:
    """The post as frozen before, if steps of it are done and its content still stands; else rendered anew."""
    with dispatch.database.read() as session:
        sources = sources_of(session, delivery_id)
        if sources is None or sources.delivery.state != "queued":
            return None
        delivery = sources.delivery
        stands = delivery.part or delivery.content_sha256 == sources.item.content_sha256
        if delivery.progress and delivery.post and stands:
            post = Post.model_validate(delivery.post)
            return Frozen(post, delivery.content_sha256 or "", delivery.template_sha256 or "", [])
        return freeze_sources(session, dispatch.settings, sources)


def _commit_intent(dispatch: Dispatch, delivery_id: int, frozen: Frozen) -> Step | None:
    """COMMIT 1: the tick's conditions again, then ``sending`` with a fresh attempt, durable before the first byte."""
    with dispatch.database.write() as session:
        hold(session.connection(), delivery_id)
        now = dispatch.database.now(session)
        case = queued_case(session, rules_now(session, dispatch.settings), delivery_id)
        if case is None:
            return None
        delivery = case.delivery
        if case.item.content_sha256 != frozen.content_sha256 and not delivery.part:
            _back(delivery, "content_changed", "Nội dung vừa được sửa; đang chuẩn bị lại.")
            return None
        verdict = judge(case, now)
        if isinstance(verdict, Hold):
            hold_back(delivery, verdict)
            return None
        if not isinstance(verdict, Go):
            _back(delivery, verdict.code, verdict.message)
            return None
        if delivery.part and not _part_may_go(session, case, frozen, now):
            return None
        if frozen.problems or frozen.post is None:
            _hold_preflight(delivery, frozen, now)
            return None
        if not _has_room(session, case, frozen.post, now):
            return None
        if by_hand(case.channel.platform):
            _hand_over(case, frozen, frozen.post, now)
            return None
        return _intent(dispatch, session, case, frozen, frozen.post, now)


def _part_may_go(session: Session, case: Case, frozen: Frozen, now: datetime) -> bool:
    """A part is never held: it waits for the next day or month that has room for it, and what its post makes
    impossible it will not be able to do later either."""
    delivery = case.delivery
    if refusal := next(iter(frozen.problems), None):
        delivery.state, delivery.next_try_at, delivery.queued_at = "failed", None, None
        delivery.error_code, delivery.error_message = refusal.code, refusal.message
        return False
    if span := used_up(session, delivery, case.rules.zone, now):
        told = quota_problem(delivery.part, span, case.rules.zone)
        _back(delivery, told.code, told.message)
        delivery.next_try_at = span.until
        return False
    return True


def _has_room(session: Session, case: Case, post: Post, now: datetime) -> bool:
    """Before its first step a post of a kind of which the account has made all that it may waits for its turn."""
    delivery = case.delivery
    if post.allowance is None or delivery.progress:
        return True
    again_at = free_at(session, delivery.account, post.allowance, now, ())
    if again_at <= now:
        return True
    told = used_up_problem(post.allowance, again_at, case.rules.zone)
    _back(delivery, told.code, told.message)
    delivery.next_try_at = again_at
    return False


def _back(delivery: Delivery, code: str, message: str) -> None:
    delivery.state, delivery.queued_at = "scheduled", None
    delivery.error_code, delivery.error_message = code, message


def _hold_preflight(delivery: Delivery, frozen: Frozen, now: datetime) -> None:
    message = " ".join(problem.message for problem in frozen.problems)
    hold_back(delivery, Hold("preflight", frozen.problems[0].code, message))
    delivery.next_try_at = now + timedelta(seconds=RECHECK_S)


def _hand_over(case: Case, frozen: Frozen, post: Post, now: datetime) -> None:
    """A person posts this one: its frozen text and files wait for them, and from now on nothing makes it late."""
    hold_back(case.delivery, Hold("manual", "manual", "Chờ người đăng tay; đăng xong, hãy báo lại kèm liên kết."))
    case.delivery.queued_at = None
    _keep(case, frozen, post, now)


def _keep(case: Case, frozen: Frozen, post: Post, now: datetime) -> None:
    """Freeze: the row holds the post from here on, and the item's own page is public."""
    delivery = case.delivery
    delivery.content_sha256, delivery.template_sha256 = frozen.content_sha256, frozen.template_sha256
    delivery.post, delivery.text = post.model_dump(mode="json"), post.plain
    delivery.text_sha256 = hashlib.sha256(post.plain.encode()).hexdigest()
    if case.item.first_sent_at is None:
        case.item.first_sent_at = now
    if case.item.withdrawn_at is not None:
        case.item.withdrawn_at = None


def _intent(dispatch: Dispatch, session: Session, case: Case, frozen: Frozen, post: Post, now: datetime) -> Step:
    delivery = case.delivery
    # A part is cut from what its post froze: a later edit of the item does not touch it.
    kept = delivery.progress and (delivery.part or delivery.content_sha256 == frozen.content_sha256)
    progress = Progress.model_validate(delivery.progress) if kept else platform(case.channel.platform).start(post)
    seconds = step_seconds(dispatch.settings.http_deadline_s, post.upload_bytes)
    lease = max(dispatch.settings.lease_s, seconds * (1.0 + LEASE_MARGIN))
    attempt_token = uuid.uuid4().hex
    delivery.state, delivery.attempts = "sending", delivery.attempts + 1
    delivery.attempt_token, delivery.step, delivery.step_visible = attempt_token, progress.step, progress.visible
    dropped = Progress.model_validate(delivery.progress) if delivery.progress and not kept else None
    delivery.progress = progress.model_dump(mode="json") if kept else None
    delivery.lease_until = now + timedelta(seconds=lease)
    delivery.error_code = delivery.error_message = None
    _keep(case, frozen, post, now)
    attempt = {
        "attempt_token": attempt_token, "delivery_id": delivery.id, "number": delivery.attempts, "step": progress.step,
        "visible": progress.visible, "worker": dispatch.worker, "started_at": now, "deadline_s": seconds,
        "marked_in": marked_in(session) if progress.visible else None, "stray": False,
    }  # fmt: skip
    write_changes(session, delivery)
    session.connection().execute(ATTEMPT, attempt)
    return Step(attempt_token, delivery.id or 0, case.channel, post, progress, Deadline.after(seconds), dropped)


def _missing_file(to: Destination, post: Post) -> Unavailable | None:
    """A file that has gone: found before a byte leaves, so nobody has to wonder after."""
    try:
        for media in post.media:
            if media.sha256:  # a cover card is drawn when it is asked for, and has no stored bytes
                to.open_media(media.sha256).close()
    except (Mistake, OSError) as fault:
        return Unavailable("local", str(fault) if isinstance(fault, Mistake) else f"Không đọc được tệp: {fault}")
    return None


def _step(dispatch: Dispatch, step: Step) -> Outcome:
    """One call, with its total deadline looked at once more: a process that slept must not send any longer."""
    if step.deadline.passed:
        return Unavailable("stalled", "Máy bị dừng quá lâu trước khi gửi; sẽ thử lại.")
    to = dispatch.destinations.to(step.channel, 0)
    to = replace(to, deadline=step.deadline, credentials=OwnSecrets(to.credentials))
    if missing := _missing_file(to, step.post):
        return missing
    tell = Departure(dispatch.database, step.attempt_token, step.delivery_id) if step.progress.visible else nobody
    try:
        with told_first(tell):
            return platform(step.channel.platform).publish(to, step.post, step.progress)
    except Exception as error:
        return of_exception(error, step.progress.visible)
