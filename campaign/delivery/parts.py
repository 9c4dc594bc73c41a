"""Parts: what follows a post as a delivery of its own, by the declaration frozen with the post that it follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Delivery
from campaign.platforms.seam import Part, Problem
from campaign.workspace.openings import local_to_utc


def declared(session: Session, delivery: Delivery) -> Part:
    """The part as its post declares it; one of that name without a rule where the post says nothing of it."""
    parent = session.get(Delivery, delivery.after_id) if delivery.after_id else None
    stated = (parent.post or {}).get("parts", ()) if parent else ()
    found = next((part for part in stated if part.get("name") == delivery.part), None)
    return Part.model_validate(found) if found else Part(name=delivery.part)


@dataclass(frozen=True)
class Span:
    """A day or a month in which only so many parts of a kind may go."""

    most: int
    since: datetime
    until: datetime
    """When the next one begins."""
    word: str


def spans(part: Part, at: datetime, zone: ZoneInfo) -> list[Span]:
    """The limited spans that ``at`` falls into, by the zone's clock."""
    local = at.astimezone(zone)
    midnight = local.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0, fold=0)
    first = midnight.replace(day=1)
    limits = (
        (part.per_day, midnight, midnight + timedelta(days=1), "ngày"),
        (part.per_month, first, (first + timedelta(days=31)).replace(day=1), "tháng"),
    )
    return [
        Span(most, local_to_utc(since, zone), local_to_utc(until, zone), word)
        for most, since, until, word in limits
        if most is not None
    ]


def quota_problem(name: str, span: Span, zone: ZoneInfo, goes_on: datetime | None = None) -> Problem:
    """What is told when a span's number is used up; ``goes_on``: the day on which there is one again."""
    since, on = span.since.astimezone(zone), (goes_on or span.until).astimezone(zone)
    when = f"ngày {since:%d/%m}" if span.word == "ngày" else f"tháng {since:%m/%Y}"
    message = f"Đã dùng hết {span.most} lượt {name} của {span.word} này ({when}); sẽ gửi từ ngày {on:%d/%m/%Y}."
    return Problem(code="quota", message=message)


def used_up(session: Session, delivery: Delivery, zone: ZoneInfo, now: datetime) -> Span | None:
    """The day or month of the zone in which the account has sent as many parts of this kind as it may; it waits for
    the next one, however late that makes it.

    Platforms that cannot be asked for their quota are counted here; one whose fate is unknown counts as sent.
    """
    for span in spans(declared(session, delivery), now, zone):
        if sent(session, delivery.account, delivery.part, span.since, but=delivery.id) >= span.most:
            return span
    return None


def sent(session: Session, account: str, name: str, since: datetime, but: int | None = None) -> int:
    """Parts of this kind that went out on the account since then, ``but`` one delivery."""
    when = sa.func.coalesce(col(Delivery.published_at), col(Delivery.uncertain_at))
    query = _counted(account, name).where(col(Delivery.state).in_(("published", "uncertain")), when >= since)
    return session.scalar(query if but is None else query.where(col(Delivery.id) != but)) or 0


def taken(session: Session, account: str, name: str, span: Span, now: datetime) -> int:
    """Those that went out in this span, and those that wait to: some have been put off to a later one."""
    when = sa.func.coalesce(col(Delivery.next_try_at), col(Delivery.due_at))
    waits = col(Delivery.state).in_(("scheduled", "queued", "sending"))
    waiting = _counted(account, name).where(waits, when < span.until)
    if span.since > now:
        waiting = waiting.where(when >= span.since)
    return sent(session, account, name, span.since) + (session.scalar(waiting) or 0)


def _counted(account: str, name: str) -> sa.Select[Any]:
    return sa.select(sa.func.count()).where(col(Delivery.account) == account, col(Delivery.part) == name)
