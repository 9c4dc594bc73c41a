"""Many deliveries, a faulty platform and random kills: one run, and its ledger against the platform's own log."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from campaign.clock import SystemClock
from campaign.db import Database
from campaign.models import Attempt, Delivery, Item, Link
from campaign.sandbox import Sandbox
from campaign.settings import Settings
from tests.delivery.stage import Stage
from tests.faults.child import fork, kill, settings_for, until_killed

FAULTS = "lost=0.03,500=0.03,429=0.02,half=0.02"
END_S = 90.0
"""A run that is not done by then counts its rest as stuck."""


@dataclass
class Ledger:
    """One line of figures. Required: lost, doubled, early, forbidden, stuck all 0."""

    seed: int
    kills: int
    due: int = 0
    published: int = 0
    lost: int = 0
    doubled: int = 0
    early: int = 0
    forbidden: int = 0
    stuck: int = 0
    uncertain: int = 0
    uncertain_live: int = 0
    uncertain_without_a_link_to_look: int = 0
    unrecorded_requests: int = 0

    def line(self) -> str:
        return json.dumps(asdict(self))


def storm(
    url: str, folder: Path, *, posts: int, kills: int, seed: int, channels: int = 6, procrastinate: bool = False
) -> Ledger:
    """Fill, kill while it works, let it finish, count."""
    chance = random.Random(seed)
    database = Database(url, SystemClock())
    with Sandbox(faults=f"{FAULTS},seed={seed}") as sandbox:
        scene = _fill(database, folder, sandbox, posts, channels, chance)
        settings = settings_for(url, folder)
        for _ in range(kills):
            pid = fork(lambda: until_killed(settings, procrastinate))
            time.sleep(chance.uniform(0.05, 0.35))
            kill(pid)
        _finish(settings, database, procrastinate)
        ledger = _count(scene, Ledger(seed=seed, kills=kills))
    database.close()
    return ledger


def _fill(
    database: Database, folder: Path, sandbox: Sandbox, posts: int, channels: int, chance: random.Random
) -> Stage:
    """Telegram channels and one feed; one item in twenty is not approved, one delivery in twenty cancelled."""
    scene = Stage(database, folder, sandbox)
    scene.add_plan()
    keys = [f"kenh_{number}" for number in range(channels - 1)] + ["ban-tin"]
    for key in keys:
        scene.add_channel(key, "rss" if key == "ban-tin" else "telegram")
    start = scene.database.clock.now()
    for number in range(posts):
        slug = f"muc-{number}"
        scene.add_item(slug, approved=number % 20 != 7)
        due = start + timedelta(seconds=chance.uniform(-1.0, 6.0))
        delivery = scene.deliver(slug, keys[number % len(keys)], at=due)
        if number % 20 == 13:
            with database.write() as session:
                session.get_one(Delivery, delivery).state = "cancelled"
    return scene


def _finish(settings: Settings, database: Database, procrastinate: bool) -> None:
    """One more worker, unharmed, until nothing moves any more."""
    pid = fork(lambda: until_killed(settings, procrastinate))
    end = time.monotonic() + END_S
    while time.monotonic() < end and _moving(database):
        time.sleep(0.1)
    kill(pid)


def _moving(database: Database) -> bool:
    with database.read() as session:
        busy = sa.select(col(Delivery.id)).where(
            sa.or_(
                col(Delivery.state).in_(("scheduled", "queued", "sending")),
                sa.and_(col(Delivery.state) == "uncertain", col(Delivery.next_try_at).is_not(None)),
            )
        )
        return session.scalar(busy.limit(1)) is not None


def _count(scene: Stage, ledger: Ledger) -> Ledger:
    live: Counter[str] = Counter()
    first_at: dict[str, str] = {}
    for post in scene.sandbox.posts():
        code = str(post["text"]).rsplit("/go/", 1)[-1].strip()
        live[code] += 1
        first_at.setdefault(code, str(post["at"]))
    with scene.database.read() as session:
        rows = session.execute(
            sa.select(Delivery, col(Link.code), col(Item.slug))
            .join(Link, col(Link.delivery_id) == col(Delivery.id))
            .join(Item, col(Item.id) == col(Delivery.item_id))
        ).all()
        attempted = set(session.scalars(sa.select(col(Attempt.delivery_id))))
    for row, code, slug in rows:
        _judge(ledger, row, live[code], first_at.get(code), int(slug.removeprefix("muc-")), attempted)
    return ledger


def _judge(ledger: Ledger, row: Delivery, live: int, at: str | None, number: int, attempted: set[int]) -> None:
    allowed = number % 20 not in (7, 13)
    ledger.due += allowed
    ledger.published += row.state == "published"
    ledger.doubled += live > 1
    ledger.forbidden += live > 0 and not allowed
    ledger.early += at is not None and at < row.due_at.isoformat()[:19]
    ledger.stuck += row.state in ("scheduled", "queued", "sending")
    ledger.unrecorded_requests += live > 0 and row.id not in attempted
    if row.state == "uncertain":
        ledger.uncertain += 1
        ledger.uncertain_live += live > 0
        ledger.uncertain_without_a_link_to_look += not row.look_url
    elif row.state != "published":
        ledger.lost += allowed
    elif not row.account.startswith("rss"):
        ledger.lost += live == 0
