"""Parts: what follows a post as a delivery of its own, by the declaration frozen with the post that it follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
    word: str


def spans(part: Part, at: datetime, zone: ZoneInfo) -> list[Span]:
    """The limited spans that ``at`` falls into, by the zone's clock."""
    local = at.astimezone(zone)
    midnight = local.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0, fold=0)
    limits = ((part.per_day, midnight, "ngày"), (part.per_month, midnight.replace(day=1), "tháng"))
    return [Span(most, local_to_utc(since, zone), word) for most, since, word in limits if most is not None]


def quota_problem(name: str, span: Span) -> Problem:
    """What is told when a span's number is used up."""
    message = f"Đã dùng hết {span.most} lượt {name} của {span.word} này. Sang {span.word} sau hãy thử lại."
    return Problem(code="quota", message=message)


def used_up(session: Session, delivery: Delivery, zone: ZoneInfo, now: datetime) -> Problem | None:
    """Whether the account has sent as many parts of this kind as it may in this day or month of the zone.

    Platforms that cannot be asked for their quota are counted here; one whose fate is unknown counts as sent.
    """
    for span in spans(declared(session, delivery), now, zone):
        if sent(session, delivery.account, delivery.part, span.since, but=delivery.id) >= span.most:
            return quota_problem(delivery.part, span)
    return None


def sent(session: Session, account: str, name: str, since: datetime, but: int | None = None) -> int:
    """Parts of this kind that went out on the account since then, ``but`` one delivery."""
    when = sa.func.coalesce(col(Delivery.published_at), col(Delivery.uncertain_at))
    query = _counted(account, name).where(col(Delivery.state).in_(("published", "uncertain")), when >= since)
    return session.scalar(query if but is None else query.where(col(Delivery.id) != but)) or 0


def taken(session: Session, account: str, name: str, since: datetime) -> int:
    """Those that went out since then, and those that still wait to."""
    waiting = _counted(account, name).where(col(Delivery.state).in_(("scheduled", "queued", "sending")))
    return sent(session, account, name, since) + (session.scalar(waiting) or 0)


def _counted(account: str, name: str) -> sa.Select[Any]:
    return sa.select(sa.func.count()).where(col(Delivery.account) == account, col(Delivery.part) == name)
