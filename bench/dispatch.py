"""The delivery protocol with threads on SQLite: throughput, lateness of a burst, accounts that hang, and rest."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.figures import Figure, seconds
from bench.newsroom import (
    HANGING,
    at_work,
    fill,
    fresh,
    in_a_while,
    instant_platform,
    lateness_s,
    settings_for,
    wait_until,
)
from campaign.db import Database
from campaign.delivery.engine import ThreadEngine
from campaign.models import Attempt, Delivery

CHANNELS = 100
THREADS = 32
REST_S = 20.0


def dispatch(folder: Path) -> Iterator[Figure]:
    with instant_platform():
        yield _throughput(folder)
        yield _burst(folder)
        yield _hanging(folder)
        yield _rest(folder)


def _place(folder: Path, name: str) -> tuple[Database, str, Path]:
    place = folder / name
    (place / "var").mkdir(parents=True)
    url = f"sqlite:///{place / 'var' / 'campaign.db'}"
    return fresh(url), url, place


def _throughput(folder: Path, each: int = 15) -> Figure:
    database, url, place = _place(folder, "throughput")
    settings, soon = settings_for(url, place), in_a_while(-1)
    keys = [f"kenh_{number}" for number in range(CHANNELS)]
    fill(database, settings, keys, each, lambda _: soon, "telegram")
    control = _two_commits(folder, CHANNELS * each)
    with at_work(database, settings, ThreadEngine()):
        took = wait_until(database, CHANNELS * each)
    rate = CHANNELS * each / took
    database.close()
    return Figure(
        f"deliveries a second, {CHANNELS} channels, SQLite", f"{rate:.0f}/s ({rate / control:.0%})", f"{control:.0f}/s",
        "the two durable commits alone, as many threads", ">= 60 %",
    )  # fmt: skip


def _two_commits(folder: Path, number: int) -> float:
    """Per second: a delivery's two commits and nothing else, with the program's own lock and rows."""
    database, url, place = _place(folder, "control")
    soon = in_a_while(-1)
    fill(database, settings_for(url, place), ["kenh"], number, lambda _: soon, "rss")

    def deliver(delivery_id: int) -> None:
        token, now = uuid.uuid4().hex, database.clock.now()
        with database.write() as session:
            row = session.get_one(Delivery, delivery_id)
            row.state, row.attempt_token = "sending", token
            row.account = str(delivery_id)
            session.add(
                Attempt(
                    attempt_token=token, delivery_id=delivery_id, number=1, step="x", visible=True, started_at=now,
                    deadline_s=60,
                )
            )  # fmt: skip
        with database.write() as session:
            session.get_one(Delivery, delivery_id).state = "published"
            session.get_one(Attempt, token).finished_at = now

    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(deliver, range(1, number + 1)))
    took = time.perf_counter() - began
    database.close()
    return number / took


def _burst(folder: Path) -> Figure:
    database, url, place = _place(folder, "burst")
    settings = settings_for(url, place)
    keys = [f"kenh_{number}" for number in range(CHANNELS)]
    due = in_a_while(8)
    fill(database, settings, keys, 10, lambda _: due, "telegram")
    with at_work(database, settings, ThreadEngine()):
        wait_until(database, 1000)
    late, middle = lateness_s(database), lateness_s(database, 0.5)
    database.close()
    what = "lateness p99 of 1,000 due at one instant"
    return Figure(what, seconds(late), seconds(middle), "its median", "< 5 s")


def _hanging(folder: Path) -> Figure:
    """Forty accounts whose platform never answers, a post on each; sixty others, two posts a second together."""
    database, url, place = _place(folder, "hanging")
    settings = settings_for(url, place)
    keys = [f"{HANGING}_{number}" for number in range(40)] + [f"kenh_{number}" for number in range(60)]
    start = in_a_while(5)
    fill(database, settings, keys, 1, lambda number: in_a_while(5 + number / 4) if number >= 40 else start, "telegram")
    with at_work(database, settings, ThreadEngine()):
        wait_until(database, 60)
        hanging = sum(thread.name == "delivery-worker" for thread in threading.enumerate())
    late = lateness_s(database)
    database.close()
    what = f"lateness p99 of others while 40 accounts hang ({hanging} threads)"
    return Figure(what, seconds(late), "1.00 s", "the clock's own tick", "< 2 s")


def _rest(folder: Path) -> Figure:
    database, url, place = _place(folder, "rest")
    settings = settings_for(url, place)
    later = in_a_while(86_400)
    fill(database, settings, [f"kenh_{number}" for number in range(CHANNELS)], 1, lambda _: later, "rss")
    with at_work(database, settings, ThreadEngine()):
        time.sleep(1.0)
        began, used = time.perf_counter(), time.process_time()
        time.sleep(REST_S)
        share = (time.process_time() - used) / (time.perf_counter() - began)
    database.close()
    return Figure("clock and protocol at rest", f"{share:.1%} of a core", "0.0 %", "a process that sleeps", "< 2 %")
