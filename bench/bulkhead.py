"""Accounts that hang, a long film that is fitted and sent: how late the others are, beside the same without."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, seconds
from bench.fitting import fit, telephone_video
from bench.newsroom import (
    FILM,
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
from bench.size import sized
from campaign.delivery.thread_engine import ThreadEngine

HANG = 40
A_SECOND = 4


def bulkhead(folder: Path) -> Iterator[Figure]:
    """Four posts a second on as many other accounts; figures are theirs alone."""
    others = sized(60, 20)
    film = telephone_video(folder / "quay.mp4", sized(60, 10))
    with instant_platform():
        plain, _ = _lateness(folder / "plain", others, [])
        hanging, threads = _lateness(folder / "hanging", others, [f"{HANGING}_{number}" for number in range(HANG)])
        stop = threading.Event()
        fitter = threading.Thread(target=_fit_again_and_again, args=(film, folder / "vua.mp4", stop))
        fitter.start()
        sending, _ = _lateness(folder / "film", others, [FILM])
        stop.set()
        fitter.join()
    same = "the same posts, nothing else going on"
    what = f"lateness p99 of others while {HANG} accounts hang ({threads} threads)"
    yield Figure(what, seconds(hanging), seconds(plain), same, "< 2 s")
    what = "lateness p99 of others while a long film is fitted and another is sent"
    yield Figure(what, seconds(sending), seconds(plain), same, "< 2 s")


def _lateness(place: Path, others: int, disturbing: list[str]) -> tuple[float, int]:
    """p99 in seconds, and how many threads there were. What disturbs never ends, so all that is published is theirs."""
    (place / "var").mkdir(parents=True)
    url = f"sqlite:///{place / 'var' / 'campaign.db'}"
    database, settings = fresh(url), settings_for(url, place)
    keys = [*disturbing, *(f"kenh_{number}" for number in range(others))]
    first, after = len(disturbing), 5.0
    start = in_a_while(after - 1)
    fill(
        database, settings, keys, 1,
        lambda number: start if number < first else in_a_while(after + (number - first) / A_SECOND), "telegram",
    )  # fmt: skip
    with at_work(database, settings, ThreadEngine()):
        wait_until(database, others)
        threads = sum(thread.name == "delivery-worker" for thread in threading.enumerate())
    late = lateness_s(database)
    database.close()
    return late, threads


def _fit_again_and_again(film: Path, out: Path, stop: threading.Event) -> None:
    while not stop.is_set():
        fit(film, out)
        time.sleep(0.1)
