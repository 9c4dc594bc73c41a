"""What will fail, and why, if nobody does anything: planned posts judged as at their due time, without the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.allowance import free_at, used_up_problem
from campaign.delivery.cases import cases_of
from campaign.delivery.claim import WITHOUT_POST
from campaign.delivery.fit import WAITING
from campaign.delivery.freeze import Frozen, freeze, subject_of
from campaign.delivery.gate import Case, Hold, Verdict, Wait, judge
from campaign.delivery.parts import Span, quota_problem, spans, taken
from campaign.delivery.rules import rules_now
from campaign.models import Credential, Delivery
from campaign.platforms.seam import Part, Problem
from campaign.settings import Settings

MOST_SPANS = 40
"""So many days (or months) ahead room is looked for."""
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True)
class Foreseen:
    """One reason why one delivery will not go out, or not with everything that follows it."""

    delivery_id: int
    code: str
    message: str


Forecast = Mapping[int, Sequence[Foreseen]]


def forecast(
    session: Session, settings: Settings, now: datetime, days: int = 14, delivery_id: int | None = None
) -> Forecast:
    """For every planned post that is due within ``days`` (or for that one): what is foreseen; nothing: no entry.

    A post that waits for its window, its pace or its files is not failing. Posts that are held tell their own reason.
    """
    rules = rules_now(session, settings)
    planned = _planned(session, now + timedelta(days=days))
    uses: Counter[tuple[str, str, datetime]] = Counter()
    planned_kinds: dict[tuple[str, str], list[datetime]] = {}
    found: dict[int, list[Foreseen]] = {}
    for case in cases_of(session, rules, planned):
        due, row_id = max(case.delivery.due_at, now), case.delivery.id or 0
        frozen = freeze(session, settings, case.delivery, case.channel, subject_of(session, case.item))
        quota = list(_quota(session, case, frozen.post.parts if frozen.post else (), due, now, uses))
        quota += _allowed(session, case, frozen, due, planned_kinds)
        if delivery_id in (None, row_id) and (why := _why(session, case, frozen, due) + quota):
            found[row_id] = [Foreseen(row_id, problem.code, problem.message) for problem in why]
    return found


def as_json(foreseen: Sequence[Foreseen]) -> list[dict[str, Any]]:
    """``[{"code", "message"}]``"""
    return [{name: value for name, value in asdict(one).items() if name != "delivery_id"} for one in foreseen]


def _planned(session: Session, until: datetime) -> Sequence[Delivery]:
    query = (
        sa.select(Delivery)
        .where(col(Delivery.state) == "scheduled", col(Delivery.part) == "", col(Delivery.due_at) <= until)
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .options(*WITHOUT_POST)
    )
    return session.scalars(query).all()


def _why(session: Session, case: Case, frozen: Frozen, due: datetime) -> list[Problem]:
    lasting = [problem for problem in frozen.problems if problem.code != WAITING]
    return [*_verdict(judge(case, due)), *_token(session, case, due), *_review(case, due), *lasting]


def _verdict(verdict: Verdict) -> Iterator[Problem]:
    """What the gate will say and no hour will change."""
    if isinstance(verdict, Hold) or (isinstance(verdict, Wait) and verdict.code.startswith("channel_")):
        yield Problem(code=verdict.code, message=verdict.message)


def _token(session: Session, case: Case, due: datetime) -> Iterator[Problem]:
    channel = case.channel
    ends, checked = channel.token_expires_at, channel.token_checked_at
    if ends is None or ends > due:
        return
    stored_at = session.scalar(sa.select(col(Credential.stored_at)).where(col(Credential.channel_key) == channel.key))
    if stored_at is not None and checked is not None and stored_at > checked:
        return  # renewed since the platform was asked; what we know is of the old one
    local = ends.astimezone(case.rules.zone)
    moment = f"{local:%H:%M} {WEEKDAYS[local.weekday()]} {local:%d/%m/%Y}"
    message = f"Quyền truy cập của kênh hết hạn lúc {moment}, trước giờ đăng. Hãy kết nối lại kênh {channel.key}."
    yield Problem(code="token_ends", message=message)


def _review(case: Case, due: datetime) -> Iterator[Problem]:
    by = case.revision.review_by
    if by and due.astimezone(case.rules.zone).date() > by:
        yield Problem(code="review_by", message=f"Mục phải được rà soát trước {by:%d/%m/%Y}. Hãy rà soát rồi dời hạn.")


def _allowed(
    session: Session, case: Case, frozen: Frozen, due: datetime, planned: dict[tuple[str, str], list[datetime]]
) -> list[Problem]:
    """A post of a kind of which the account makes too many in too few hours goes later, and takes its place there."""
    allowance = frozen.post.allowance if frozen.post else None
    if allowance is None:
        return []
    account = case.delivery.account
    others = planned.setdefault((account, allowance.name), [])
    at = due
    while (again_at := free_at(session, account, allowance, at, others)) > at:
        at = again_at
    others.append(at)
    return [used_up_problem(allowance, at, case.rules.zone)] if at > due else []


def _quota(
    session: Session, case: Case, parts: Sequence[Part], due: datetime, now: datetime, uses: Counter[Any]
) -> Iterator[Problem]:
    """What went out in the day and month of the due time, and what is planned there before this one. What finds no
    room goes on the first day that has some, and takes its place there."""
    account, zone = case.delivery.account, case.rules.zone
    for part in parts:
        at, full = due, list[Span]()
        for _ in range(MOST_SPANS):
            open_spans = spans(part, at, zone)
            for span in open_spans:
                key = (account, part.name, span.since)
                if key not in uses:
                    uses[key] = taken(session, account, part.name, span, now)
            used = [span for span in open_spans if uses[account, part.name, span.since] >= span.most]
            if not used:
                uses.update((account, part.name, span.since) for span in open_spans)
                break
            full += used
            at = max(span.until for span in used)
        if full:
            yield quota_problem(part.name, full[0], zone, at)
