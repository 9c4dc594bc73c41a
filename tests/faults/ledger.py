"""One run's figures: what the database says, held against what the public of the stand-ins can see."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.models import Attempt, Delivery, Item, Link

CODE = re.compile(r"/go/([A-Za-z0-9_-]+)")
NEVER = (7, 13)
"""Of each twenty items the seventh is not approved, and the delivery of the thirteenth was cancelled."""
LINE = (
    "due", "published", "lost", "doubled", "early", "forbidden", "stuck", "uncertain", "uncertain_live",
    "lateness_p50_s", "lateness_p99_s", "recovery_s", "kills", "seed",
)  # fmt: skip
"""What every run ends with, in one line."""
ALWAYS_NOUGHT = ("lost", "doubled", "early", "forbidden", "stuck", "unrecorded_requests", "uncertain_rss", "unlinked")


def allowed(number: int) -> bool:
    return number % 20 not in NEVER


@dataclass
class Ledger:
    """One run. Required: everything in ``ALWAYS_NOUGHT`` is 0, at most one uncertain post for each process that was
    killed or given up while it slept, and every other post that was due published."""

    run: str
    seed: int
    kills: int = 0
    stalls: int = 0
    due: int = 0
    published: int = 0
    lost: int = 0
    doubled: int = 0
    early: int = 0
    forbidden: int = 0
    stuck: int = 0
    uncertain: int = 0
    uncertain_live: int = 0
    uncertain_rss: int = 0
    unlinked: int = 0
    """Uncertain without a link where a person can look."""
    unrecorded_requests: int = 0
    recovery_s: float = 0.0
    """From the start of the last worker to the first answer that it recorded."""
    story: list[str] = field(default_factory=list)
    """Of each delivery that broke a promise: its attempts, in order."""
    late_s: list[float] = field(default_factory=list)

    @property
    def lateness_p50_s(self) -> float:
        return percentile(self.late_s, 0.5)

    @property
    def lateness_p99_s(self) -> float:
        return percentile(self.late_s, 0.99)

    def add(self, other: Ledger) -> None:
        """One more run: numbers summed, the slowest recovery kept."""
        for name in (*ALWAYS_NOUGHT, "kills", "stalls", "due", "published", "uncertain", "uncertain_live"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.recovery_s = max(self.recovery_s, other.recovery_s)
        self.late_s += other.late_s
        self.story += other.story

    def line(self) -> str:
        return json.dumps({name: getattr(self, name) for name in LINE})

    @property
    def broken(self) -> dict[str, int]:
        """Which promises were not kept; empty: all were."""
        found = {name: getattr(self, name) for name in ALWAYS_NOUGHT}
        found["uncertain beyond one per kill"] = max(self.uncertain - self.kills - self.stalls, 0)
        found["neither published nor uncertain"] = self.due - self.published - self.uncertain
        return {name: number for name, number in found.items() if number}


def count(
    ledger: Ledger, database: Database, posts: Iterable[dict[str, Any]], last_worker: tuple[str, float]
) -> Ledger:
    """Fill the ledger. ``posts`` is the stand-ins' own list; ``last_worker`` its name and when it began (epoch)."""
    live, first_at = _live(posts)
    with database.read() as session:
        rows = session.execute(
            sa.select(Delivery, col(Link.code), col(Item.slug))
            .join(Link, col(Link.delivery_id) == col(Delivery.id))
            .join(Item, col(Item.id) == col(Delivery.item_id))
        ).all()
        attempts = session.scalars(sa.select(Attempt).order_by(col(Attempt.started_at))).all()
    attempted = {attempt.delivery_id for attempt in attempts}
    for row, code, slug in rows:
        ledger.unrecorded_requests += live[code] > 0 and row.id not in attempted
        before = [getattr(ledger, name) for name in ALWAYS_NOUGHT]
        _judge(ledger, row, live[code], first_at.get(code), allowed(int(slug.removeprefix("muc-"))))
        if [getattr(ledger, name) for name in ALWAYS_NOUGHT] != before:
            told = [_told(attempt) for attempt in attempts if attempt.delivery_id == row.id]
            ledger.story.append(f"{row.id} {row.account} {row.state} {live[code]} live: {told}")
    name, began = last_worker
    answers = [each.finished_at.timestamp() for each in attempts if each.worker == name and each.finished_at]
    ledger.recovery_s = round(min(answers, default=began) - began, 3)
    return ledger


def _told(attempt: Attempt) -> str:
    moments = (attempt.started_at, attempt.departed_at, attempt.finished_at)
    shown = "/".join(f"{moment:%M:%S.%f}"[:-3] if moment else "-" for moment in moments)
    return f"{attempt.step} by {attempt.worker.rpartition(':')[2]} {shown} {attempt.outcome} {attempt.error_code or ''}"


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
        ledger.late_s.append((row.published_at - row.due_at).total_seconds())
    if row.state == "uncertain":
        ledger.uncertain += 1
        ledger.uncertain_live += live > 0
        ledger.uncertain_rss += row.account.startswith("rss")
        ledger.unlinked += not row.look_url
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
