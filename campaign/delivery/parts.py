"""Parts: what follows a post as a delivery of its own, by the declaration frozen with the post that it follows."""

from __future__ import annotations

from datetime import datetime
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


def used_up(session: Session, delivery: Delivery, zone: ZoneInfo, now: datetime) -> Problem | None:
    """Whether the account has sent as many parts of this kind as it may in this day or month of the zone.

    Platforms that cannot be asked for their quota are counted here; one whose fate is unknown counts as sent.
    """
    part, local = declared(session, delivery), now.astimezone(zone)
    midnight = local.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0, fold=0)
    for limit, since, span in (
        (part.per_day, midnight, "ngày"),
        (part.per_month, midnight.replace(day=1), "tháng"),
    ):
        if limit is not None and _sent(session, delivery, local_to_utc(since, zone)) >= limit:
            message = f"Đã dùng hết {limit} lượt {delivery.part} của {span} này. Sang {span} sau hãy thử lại."
            return Problem(code="quota", message=message)
    return None


def _sent(session: Session, delivery: Delivery, since: datetime) -> int:
    """Parts of this kind that went out on the account since then, this one aside."""
    when = sa.func.coalesce(col(Delivery.published_at), col(Delivery.uncertain_at))
    query = sa.select(sa.func.count()).where(
        col(Delivery.account) == delivery.account,
        col(Delivery.part) == delivery.part,
        col(Delivery.id) != delivery.id,
        col(Delivery.state).in_(("published", "uncertain")),
        when >= since,
    )
    return session.scalar(query) or 0
