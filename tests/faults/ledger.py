"""One run's figures: what the database says, held against what the public of the stand-ins can see."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.models import Attempt, Delivery, Item, Link

CODE = re.compile(r"/go/([A-Za-z0-9_-]+)")
NEVER = (7, 13)
"""Of each twenty items the seventh is not approved, and the delivery of the thirteenth was cancelled."""


def allowed(number: int) -> bool:
    return number % 20 not in NEVER


@dataclass
class Ledger:
    """One line of figures. Required: lost, doubled, early, forbidden, stuck and unrecorded_requests all 0."""

    run: str
    seed: int
    kills: int = 0
    stalls: int = 0
    database_restarts: int = 0
    due: int = 0
    published: int = 0
    lost: int = 0
    doubled: int = 0
    early: int = 0
    forbidden: int = 0
    stuck: int = 0
    uncertain: int = 0
    uncertain_live: int = 0
    uncertain_by_kill: int = 0
    """Of these, left by a process that died; the others are a platform's doing (an answer that never came)."""
    most_by_one_kill: int = 0
    uncertain_rss: int = 0
    uncertain_without_a_link_to_look: int = 0
    unrecorded_requests: int = 0
    lateness_p50_s: float = 0.0
    lateness_p99_s: float = 0.0
    recovery_s: float = 0.0
    """From the start of the last worker to the first answer that it recorded."""
    _late: list[float] = field(default_factory=list)

    def line(self) -> str:
        return json.dumps({name: value for name, value in asdict(self).items() if name != "_late"})

    @property
    def broken(self) -> dict[str, int]:
        """Which promises were not kept; empty: all were."""
        promises = ("lost", "doubled", "early", "forbidden", "stuck", "unrecorded_requests", "uncertain_rss")
        found = {name: getattr(self, name) for name in promises}
        found["no link to look"] = self.uncertain_without_a_link_to_look
        found["uncertain beyond one per kill"] = max(self.uncertain_by_kill - self.kills, 0)
        found["neither published nor uncertain"] = self.due - self.published - self.uncertain
        return {name: number for name, number in found.items() if number}


def count(ledger: Ledger, database: Database, posts: Iterable[dict[str, Any]], last_worker: tuple[str, float]) -> Ledger:
    """Fill the ledger. ``posts`` is the stand-ins' own list; ``last_worker`` its name and when it began (epoch)."""
    live, first_at = _live(posts)
    with database.read() as session:
        rows = session.execute(
            sa.select(Delivery, col(Link.code), col(Item.slug))
            .join(Link, col(Link.delivery_id) == col(Delivery.id))
            .join(Item, col(Item.id) == col(Delivery.item_id))
        ).all()
        attempts = {attempt.attempt_token: attempt for attempt in session.scalars(sa.select(Attempt))}
    attempted = {attempt.delivery_id for attempt in attempts.values()}
    victims: Counter[str] = Counter()
    for row, code, slug in rows:
        number = int(slug.removeprefix("muc-"))
        ledger.unrecorded_requests += live[code] > 0 and row.id not in attempted
        _judge(ledger, row, live[code], first_at.get(code), allowed(number))
        last = attempts.get(row.attempt_token or "")
        if row.state == "uncertain" and last is not None and last.finished_at is None:
            victims[last.worker] += 1
    ledger.uncertain_by_kill, ledger.most_by_one_kill = victims.total(), max(victims.values(), default=0)
    ledger.lateness_p50_s, ledger.lateness_p99_s = percentile(ledger._late, 0.5), percentile(ledger._late, 0.99)
    name, began = last_worker
    answers = [each.finished_at.timestamp() for each in attempts.values() if each.worker == name and each.finished_at]
    ledger.recovery_s = round(min(answers, default=began) - began, 3)
    return ledger


def _live(posts: Iterable[dict[str, Any]]) -> tuple[Counter[str], dict[str, str]]:
    live: Counter[str] = Counter()
    first_at: dict[str, str] = {}
    for post in posts:
        found = CODE.search(f"{post.get('text')} {post.get('link')}")
        assert found, f"a post without its short link: {post}"
        live[found[1]] += 1
        first_at.setdefault(found[1], str(post["at"]))
    return live, first_at


def _judge(ledger: Ledger, row: Delivery, live: int, at: str | None, may_go: bool) -> None:
    ledger.due += may_go
    ledger.published += row.state == "published"
    ledger.doubled += live > 1
    ledger.forbidden += live > 0 and not may_go
    ledger.early += at is not None and at < row.due_at.isoformat()[:19]
    ledger.stuck += row.state in ("scheduled", "queued", "sending")
    if row.state == "published" and row.published_at:
        ledger._late.append((row.published_at - row.due_at).total_seconds())
    if row.state == "uncertain":
        ledger.uncertain += 1
        ledger.uncertain_live += live > 0
        ledger.uncertain_rss += row.account.startswith("rss")
        ledger.uncertain_without_a_link_to_look += not row.look_url
    elif row.state != "published":
        ledger.lost += may_go
    elif not row.account.startswith("rss"):
        ledger.lost += live == 0


def percentile(values: list[float], share: float) -> float:
    """Seconds; 0.0 of nothing."""
    ordered = sorted(values)
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 3) if ordered else 0.0


def since_epoch() -> float:
    return datetime.now(UTC).timestamp()
