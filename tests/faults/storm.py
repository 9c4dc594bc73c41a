"""Many deliveries to every platform, faulty answers and random kills: one run, and its ledger.

What is drawn (faults, moments, victims) comes from the seed; what it meets there is up to the machine, so the same seed
is the same storm and not the same run.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from campaign.clock import SystemClock
from campaign.db import Database
from campaign.models import Delivery
from campaign.sandbox import Sandbox
from tests.delivery.stage import Stage
from tests.faults.child import LEASE_S, Setting, fork, kill, stalled, until_killed
from tests.faults.ledger import NEVER, Ledger, count, since_epoch
from tests.platforms.newsroom import Newsroom

FAULTS = "lost=0.02,500-after=0.02,502-after=0.01,200-after=0.01,half=0.02,429=0.02"
"""Done or surely not done: what stays uncertain in the end is the kills' doing. Errors after which nothing was done and
nobody can tell are tried apart (test_platform_faults.py)."""
CHANNELS = ("kenh_mot", "kenh_hai", "kenh_ba", "facebook", "zalo", "ban-tin")
END_S = 600.0
"""A run that is not done by then counts its rest as stuck."""


@dataclass
class Storm:
    """One run. ``workers`` processes work at once (more than one: PostgreSQL); each kill takes one of them, another
    comes in its place. ``between`` is called once in the middle (a database that restarts)."""

    setting: Setting
    posts: int
    kills: int
    seed: int
    workers: int = 1
    stalls: int = 0
    faults: str = FAULTS
    within_s: float = 6.0
    """Due from a second ago to so far ahead."""
    between: Callable[[], None] | None = None
    alive: list[int] = field(default_factory=list)

    def run(self, name: str) -> Ledger:
        """Fill, disturb while it works, let it finish, count."""
        chance = random.Random(self.seed)
        ledger = Ledger(name, self.seed, self.kills, self.stalls)
        database = Database(self.setting.url, SystemClock())
        try:
            with Sandbox(faults=f"{self.faults},seed={self.seed}") as sandbox:
                fill(database, self.setting.folder, sandbox, self.posts, self.within_s, chance)
                disturbances = ["kill"] * self.kills + ["stall"] * self.stalls
                chance.shuffle(disturbances)
                try:
                    self._disturb(chance, disturbances)
                    last = self._finish(database)
                finally:
                    for pid in self.alive:
                        kill(pid)
                return count(ledger, database, sandbox.posts(), last)
        finally:
            database.close()

    def _start(self) -> float:
        """One more worker; when it began."""
        began = since_epoch()
        self.alive.append(fork(lambda: until_killed(self.setting)))
        return began

    def _disturb(self, chance: random.Random, disturbances: list[str]) -> None:
        while len(self.alive) < self.workers:
            self._start()
        for number, what in enumerate(disturbances):
            while len(self.alive) < self.workers:
                self._start()
            time.sleep(chance.uniform(0.05, 0.35))
            victim = chance.choice(self.alive)
            if what == "kill":
                self.alive.remove(victim)
                kill(victim)
            else:
                with stalled(victim):
                    time.sleep(chance.uniform(0.5, 1.5) * LEASE_S)
            if self.between and number == len(disturbances) // 2:
                self.between()

    def _finish(self, database: Database) -> tuple[str, float]:
        """One more worker, unharmed, until nothing moves any more; its name and when it began."""
        began = self._start()
        end = time.monotonic() + END_S
        while time.monotonic() < end and moving(database):
            time.sleep(0.1)
        return f"{os.uname().nodename}:{self.alive[-1]}", began


def fill(
    database: Database, folder: Path, sandbox: Sandbox, posts: int, within_s: float, chance: random.Random
) -> Stage:
    scene = Stage(database, folder, sandbox)
    scene.add_plan()
    room = Newsroom(scene)
    for key in CHANNELS:
        if key in room.rigs:
            room.declare(key)
            room.connect(key)
        else:
            scene.add_channel(key, "rss" if key == "ban-tin" else "telegram")
    start = scene.database.clock.now()
    for number in range(posts):
        slug = f"muc-{number}"
        scene.add_item(slug, approved=number % 20 != NEVER[0])
        due = start + timedelta(seconds=chance.uniform(-1.0, within_s))
        delivery = scene.deliver(slug, chance.choice(CHANNELS), at=due)
        if number % 20 == NEVER[1]:
            with database.write() as session:
                session.get_one(Delivery, delivery).state = "cancelled"
    return scene


def moving(database: Database) -> bool:
    try:
        with database.read() as session:
            busy = sa.select(col(Delivery.id)).where(
                sa.or_(
                    col(Delivery.state).in_(("scheduled", "queued", "sending")),
                    sa.and_(col(Delivery.state) == "uncertain", col(Delivery.next_try_at).is_not(None)),
                )
            )
            return session.scalar(busy.limit(1)) is not None
    except sa.exc.DBAPIError:  # the database is the one that is being disturbed
        return True
