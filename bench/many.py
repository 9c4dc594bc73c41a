"""The same protocol on PostgreSQL: Procrastinate carries the ids, one worker process and then two."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.newsroom import at_work, fill, fork, fresh, how_many, in_a_while, instant_platform, settings_for
from bench.size import sized
from campaign.db import Database
from campaign.delivery.procrastinate_engine import ProcrastinateEngine
from campaign.delivery.thread_engine import ThreadEngine
from tests.faults.server import Server, a_server

CHANNELS = 100
PATIENCE_S = 300.0


def procrastinate(folder: Path) -> Iterator[Figure]:
    """Control: threads on the same server, where ids need not be carried at all."""
    with a_server() as server:
        control = _rate(server, folder, 1, "threads")
        for workers in (1, 2):
            rate = _rate(server, folder, workers, "procrastinate")
            what = f"deliveries a second, Procrastinate, {workers} worker{'s' if workers > 1 else ''}"
            wanted = ">= 50/s" if workers == 1 else "more than with one"
            yield Figure(what, f"{rate:.0f}/s", f"{control:.0f}/s", "one worker with threads", wanted)


def _each() -> int:
    return sized(8, 1)


def _rate(server: Server, folder: Path, workers: int, engine: str) -> float:
    url = server.fresh()
    database = fresh(url)
    settings = settings_for(url, folder)
    soon = in_a_while(-1)
    fill(database, settings, [f"kenh_{number}" for number in range(CHANNELS)], _each(), lambda _: soon, "telegram")
    database.engine.dispose()
    pids = [fork(lambda: _work(url, folder, engine)) for _ in range(workers)]
    try:
        return _measured(database, CHANNELS * _each())
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        database.close()


def _measured(database: Database, number: int) -> float:
    """From the first published to the last: the start of a process is not what is asked."""
    began, first, had = time.perf_counter(), 0.0, 0
    while (done := how_many(database)) < number:
        if done and not first:
            first, had = time.perf_counter(), done
        if time.perf_counter() - began > PATIENCE_S:
            raise SystemExit(f"only {done} of {number} were published in {PATIENCE_S:.0f} s")
        time.sleep(0.05)
    return (number - had) / (time.perf_counter() - first)


def _work(url: str, folder: Path, engine: str) -> None:
    database, settings = Database(url), settings_for(url, folder)
    made = ProcrastinateEngine(url) if engine == "procrastinate" else ThreadEngine()
    with instant_platform(), at_work(database, settings, made):
        time.sleep(PATIENCE_S)
