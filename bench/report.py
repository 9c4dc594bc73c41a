"""The report over 50,000 posts with 1,200,000 samples, beside one plain sum over the same rows."""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.figures import CAMPAIGN, Figure, run
from bench.size import sized
from campaign.db import Database
from campaign.desk import reports
from campaign.reach.charts.drawn import forget_drawings
from campaign.reach.exports import printed
from campaign.settings import Settings
from campaign.web.report.asked import Asked
from campaign.web.report.view import read_view
from campaign.web.site import Site

CHANNELS = ("facebook", "rss", "telegram", "zalo")
METRICS = ("views", "reach", "reactions", "comments", "shares", "platform_clicks")
AGES = (timedelta(hours=1), timedelta(hours=24), timedelta(days=7), timedelta(days=28))
TASKS = ("1a", "1b", "1d", "1đ")
BODY = "Đừng đọc mã OTP cho ai. " * 60
START = datetime(2025, 1, 1, tzinfo=UTC)
CONTROL = "SELECT metric, sum(value), count(*) FROM metric_sample WHERE delivery_id IS NOT NULL GROUP BY metric"
"""What any report would have to read that kept no newest figures: every sample once."""


def _posts() -> int:
    return sized(50_000, 1_000)


def report(folder: Path) -> Iterator[Figure]:
    workspace = folder / "workspace"
    run([*CAMPAIGN, "init", str(workspace)], folder)
    run([*CAMPAIGN, "sync"], workspace)
    path = workspace / "var" / "campaign.db"
    samples = _fill(path)
    database = Database(f"sqlite:///{path}")
    with sqlite3.connect(path) as control:
        plain = _median(lambda: control.execute(CONTROL).fetchall())
    yield from _files(path, database, plain)
    for what, period in (("a year", "2025"), ("a month long past", "2025-03"), ("a year without posts", "2024")):
        took = _median(lambda period=period: reports.report(database, period))  # type: ignore[misc]
        full = f"report of {what}: {_posts():,} posts, {samples:,} samples"
        yield Figure(full, _ms(took), _ms(plain), "one sum over all samples", "< 500 ms")
    yield from _pages(workspace, database, plain)
    database.close()


def _pages(workspace: Path, database: Database, plain: float) -> Iterator[Figure]:
    """The page as it is read, charts apart: they are drawn beside requests. ``page_cpu``: the process's own time, which
    other programs on the machine do not lengthen."""
    site = Site(database, Settings(workspace=workspace, database_url=database.url))
    for what, asked in (
        ("a year, nothing in the one before", Asked(period="2025")),
        (
            "twelve months with half of the posts, the other half a year before",
            Asked(start="2025-07-01", end="2026-06-30"),
        ),
    ):
        took = _median(lambda asked=asked: read_view(site, asked))  # type: ignore[misc]
        cpu = _median(lambda asked=asked: read_view(site, asked), clock=time.process_time)  # type: ignore[misc]
        yield Figure(f"report page of {what}", _ms(took), _ms(plain), "one sum over all samples", "< 500 ms")
        yield Figure("the same, page_cpu", _ms(cpu), _ms(plain), "as above, on the clock", "-")


def _files(path: Path, database: Database, plain: float) -> Iterator[Figure]:
    """Each form from asking to the last byte, charts drawn anew; the control again, as a measure of the machine."""
    asked = _median(lambda: reports.report(database, "2025", detailed=True), 3)
    yield Figure("with the rows of its annexes", _ms(asked), _ms(plain), "one sum over all samples", "-")
    for form, wanted in (("docx", "< 10 s"), ("xlsx", "-"), ("pdf", "-")):
        began = time.perf_counter()
        forget_drawings()
        file = printed(reports.report(database, "2025", detailed=True), form, path.parent.parent)
        took = time.perf_counter() - began
        yield Figure(f"the same as {form}, {len(file) / 1e6:.1f} MB", _ms(took), _ms(plain), "as above", wanted)


def _fill(path: Path) -> int:
    """Each item goes to every channel, all through 2025; samples come in the order in which they were taken."""
    dice = random.Random(5)  # noqa: S311
    items, start = _posts() // len(CHANNELS), _at(START)
    taken = sorted((_published(n) + age, n) for n in range(_posts()) for age in AGES)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous = OFF")
        _add(database, "item", (
            {"id": _item(n), "slug": f"thu-{n}", "guid": f"urn:{n}", "kind": "tip", "state": "draft", "revision": 1,
             "content_sha256": "x", "created_at": start, "updated_at": start}
            for n in range(items)
        ))  # fmt: skip
        _add(database, "revision", (
            {"item_id": _item(n), "number": 1, "content_sha256": "x", "title": "Mẹo", "body": BODY, "tags": "[]",
             "audience": "[]", "task": json.dumps([TASKS[n % len(TASKS)]]), "media": "[]", "variants": "{}",
             "created_at": start}
            for n in range(items)
        ))  # fmt: skip
        _add(database, "delivery", (
            {"id": n + 1, "guid": f"urn:d{n}", "item_id": _item(n // len(CHANNELS)), "channel_key": _channel(n),
             "account": "x", "slot_key": "s", "local_time": str(n), "due_at": at, "state": "published",
             "created_at": at, "published_at": at, "text": BODY[:400], "post": json.dumps({"text": BODY[:1200]})}
            for n, at in ((n, _at(_published(n))) for n in range(_posts()))
        ))  # fmt: skip
        _add(database, "link", (
            {"code": f"m{n:07}", "delivery_id": n + 1, "created_at": start} for n in range(_posts())
        ))  # fmt: skip
        _add(database, "click", (
            {"code": f"m{dice.randrange(_posts()):07}", "minute": _at(START + timedelta(minutes=n)), "count": 2}
            for n in range(sized(200_000, 4_000))
        ))  # fmt: skip
        _add(database, "metric_sample", (
            {"delivery_id": n + 1, "channel_key": _channel(n), "metric": metric, "value": dice.randrange(5000),
             "taken_at": _at(moment), "native_name": "native", "api_version": "v1"}
            for moment, n in taken
            for metric in METRICS
        ))  # fmt: skip
        return int(database.execute("SELECT count(*) FROM metric_sample").fetchone()[0])


def _add(database: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Rows with an empty text, 0 or nothing in every column that they do not name."""
    columns = list(database.execute(f"PRAGMA table_info({table})"))
    empty = {
        name: ("" if "CHAR" in kind else 0) if needed and not key else None for _, name, kind, needed, _, key in columns
    }
    names = ", ".join(empty)
    marks = ", ".join(f":{name}" for name in empty)
    database.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", (empty | row for row in rows))  # noqa: S608


def _channel(number: int) -> str:
    return CHANNELS[number % len(CHANNELS)]


def _item(number: int) -> int:
    """Beyond those of the starter workspace."""
    return 10_000 + number


def _published(number: int) -> datetime:
    return START + timedelta(days=364) * number / _posts()


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def _median(work: Callable[[], object], times: int = 5, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds by ``clock``; after one run that warms the disk."""
    taken = []
    for _ in range(times + 1):
        began = clock()
        work()
        taken.append(clock() - began)
    return statistics.median(taken[1:])


def _ms(value: float) -> str:
    return f"{value * 1000:.0f} ms"
