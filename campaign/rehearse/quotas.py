"""How near each account comes to what its platform allows: the fullest day, month or span of hours ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import iso_z
from campaign.delivery.parts import declared, spans
from campaign.models import Delivery
from campaign.platforms.seam import Allowance

LOOK_BACK = timedelta(days=32)
"""What went out before the rehearsal counts in the month in which it begins."""


@dataclass(frozen=True)
class Quota:
    """``what``: a part's name, or what the posts are called; ``used`` of ``most`` within ``span`` (day, month, or hours
    such as "24h") from ``since`` on."""

    channel: str
    account: str
    what: str
    span: str
    since: datetime
    used: int
    most: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"since": iso_z(self.since)}


def quotas(session: Session, begin: datetime, end: datetime, zone: ZoneInfo) -> list[Quota]:
    """The fullest span of each kind on each account, of those in which something goes out from ``begin`` to ``end``."""
    query = (
        sa.select(Delivery)
        .where(col(Delivery.state) == "published", col(Delivery.published_at) > begin - LOOK_BACK)
        .where(col(Delivery.published_at) <= end)
        .order_by(col(Delivery.published_at), col(Delivery.id))
    )
    rows = session.scalars(query).all()
    fullest: dict[tuple[str, str, str], Quota] = {}
    for one in [*_of_parts(session, rows, zone), *_of_posts(rows)]:
        key = (one.account, one.what, one.span)
        if one.since + LOOK_BACK > begin and (key not in fullest or one.used > fullest[key].used):
            fullest[key] = one
    return sorted(fullest.values(), key=lambda one: (one.channel, one.what, one.span))


def _of_parts(session: Session, rows: Sequence[Delivery], zone: ZoneInfo) -> Iterator[Quota]:
    used: dict[tuple[str, str, str, datetime], int] = {}
    for row in rows:
        if not row.part or row.published_at is None:
            continue
        for span in spans(declared(session, row), row.published_at, zone):
            word = "day" if span.until - span.since < timedelta(days=2) else "month"
            key = (row.account, row.part, word, span.since)
            used[key] = used.get(key, 0) + 1
            yield Quota(row.channel_key, row.account, row.part, word, span.since, used[key], span.most)


def _of_posts(rows: Sequence[Delivery]) -> Iterator[Quota]:
    gone: dict[tuple[str, str], list[datetime]] = {}
    for row in rows:
        if row.part or row.published_at is None or not (row.post or {}).get("allowance"):
            continue
        allowed = Allowance.model_validate((row.post or {})["allowance"])
        span = timedelta(hours=allowed.hours)
        moments = gone.setdefault((row.account, allowed.name), [])
        moments.append(row.published_at)
        within = [moment for moment in moments if moment > row.published_at - span]
        yield Quota(
            row.channel_key, row.account, allowed.said, f"{allowed.hours:g}h", within[0], len(within), allowed.most
        )
