"""The delivery protocol with threads on SQLite: throughput, lateness of a burst, and rest."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from bench.figures import Figure, seconds
from bench.newsroom import (
    at_work,
    fill,
    fresh,
    in_a_while,
    instant_platform,
    lateness_s,
    settings_for,
    wait_until,
)
from bench.size import sized
from campaign.db import Database
from campaign.delivery.thread_engine import ThreadEngine
from campaign.models import Attempt, Delivery

CHANNELS = 100
THREADS = (1, 32)
"""Of the control: the better of both counts."""


def throughput(folder: Path) -> Iterator[Figure]:
    with instant_platform():
        yield from _throughput(folder, sized(15, 2))


def burst(folder: Path) -> Iterator[Figure]:
    with instant_platform():
        yield _burst(folder, sized(10, 2))


def rest(folder: Path) -> Iterator[Figure]:
    with instant_platform():
        yield _rest(folder, sized(20, 3))


def _place(folder: Path, name: str) -> tuple[Database, str, Path]:
    place = folder / name
    (place / "var").mkdir(parents=True)
    url = f"sqlite:///{place / 'var' / 'campaign.db'}"
    return fresh(url), url, place


def _throughput(folder: Path, each: int) -> Iterator[Figure]:
    database, url, place = _place(folder, "throughput")
    settings, soon = settings_for(url, place), in_a_while(-1)
    keys = [f"kenh_{number}" for number in range(CHANNELS)]
    fill(database, settings, keys, each, lambda _: soon, "telegram")
    control, plain = (
        max(_two_commits(folder, CHANNELS * each, deliver, threads) for threads in THREADS)
        for deliver in (_by_session, _by_statements)
    )
    with at_work(database, settings, ThreadEngine()):
        took = wait_until(database, CHANNELS * each)
    rate = CHANNELS * each / took
    database.close()
    what = f"deliveries a second, {CHANNELS} channels, SQLite"
    told = [(control, "the two durable commits alone, rows by the session", ">= 60 %"),
            (plain, "the same two commits by plain statements", "-")]  # fmt: skip
    for beside, is_what, wanted in told:
        yield Figure(what, f"{rate:.0f}/s ({rate / beside:.0%})", f"{beside:.0f}/s", is_what, wanted)


def _attempt(delivery_id: int, token: str, now: datetime) -> dict[str, Any]:
    return {"attempt_token": token, "delivery_id": delivery_id, "number": 1, "step": "x", "visible": True,
            "started_at": now, "deadline_s": 60.0}  # fmt: skip


def _by_session(database: Database, delivery_id: int) -> None:
    token, now = uuid.uuid4().hex, database.clock.now()
    with database.write() as session:
        row = session.get_one(Delivery, delivery_id)
        row.state, row.attempt_token, row.account = "sending", token, str(delivery_id)
        session.add(Attempt(**_attempt(delivery_id, token, now)))
    with database.write() as session:
        session.get_one(Delivery, delivery_id).state = "published"
        session.get_one(Attempt, token).finished_at = now


ROW = sa.update(Delivery).where(col(Delivery.id) == sa.bindparam("row"))
SENDING = ROW.values(state="sending", attempt_token=sa.bindparam("token"), account=sa.bindparam("own"))
PUBLISHED = ROW.values(state="published")
BEGUN = sa.insert(Attempt)
FINISHED = (
    sa.update(Attempt).where(col(Attempt.attempt_token) == sa.bindparam("token")).values(finished_at=sa.bindparam("at"))
)


def _by_statements(database: Database, delivery_id: int) -> None:
    token, now = uuid.uuid4().hex, database.clock.now()
    with database.write() as session:
        connection = session.connection()
        connection.execute(SENDING, {"row": delivery_id, "token": token, "own": str(delivery_id)})
        connection.execute(BEGUN, _attempt(delivery_id, token, now))
    with database.write() as session:
        connection = session.connection()
        connection.execute(PUBLISHED, {"row": delivery_id})
        connection.execute(FINISHED, {"token": token, "at": now})


def _two_commits(folder: Path, number: int, deliver: Callable[[Database, int], None], threads: int) -> float:
    """Per second: a delivery's two commits and nothing else, with the program's own lock and rows."""
    database, url, place = _place(folder, f"control{deliver.__name__}{threads}")
    soon = in_a_while(-1)
    fill(database, settings_for(url, place), ["kenh"], number, lambda _: soon, "rss")
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda delivery_id: deliver(database, delivery_id), range(1, number + 1)))
    took = time.perf_counter() - began
    database.close()
    return number / took


def _burst(folder: Path, each: int) -> Figure:
    database, url, place = _place(folder, "burst")
    settings = settings_for(url, place)
    keys = [f"kenh_{number}" for number in range(CHANNELS)]
    due = in_a_while(8)
    fill(database, settings, keys, each, lambda _: due, "telegram")
    with at_work(database, settings, ThreadEngine()):
        wait_until(database, CHANNELS * each)
    late, middle = lateness_s(database), lateness_s(database, 0.5)
    database.close()
    what = f"lateness p99 of {CHANNELS * each:,} due at one instant"
    return Figure(what, seconds(late), seconds(middle), "its median", "< 5 s")


def _rest(folder: Path, for_s: int) -> Figure:
    database, url, place = _place(folder, "rest")
    settings = settings_for(url, place)
    later = in_a_while(86_400)
    fill(database, settings, [f"kenh_{number}" for number in range(CHANNELS)], 1, lambda _: later, "rss")
    with at_work(database, settings, ThreadEngine()):
        time.sleep(1.0)
        began, used = time.perf_counter(), time.process_time()
        time.sleep(for_s)
        share = (time.process_time() - used) / (time.perf_counter() - began)
    database.close()
    return Figure("clock and protocol at rest", f"{share:.1%} of a core", "0.0 %", "a process that sleeps", "< 2 %")
