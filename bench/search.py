"""Search over a library of 20,000 items, beside a look through every text with LIKE."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from bench.figures import ROOT, Figure
from bench.size import sized
from campaign.db import Database
from campaign.db.schema import migrate
from campaign.library.fields import ItemFields
from campaign.library.listing import Wanted, read_listing
from campaign.library.revisions import NewItem, create_all

BATCH = 200
NOW = datetime(2026, 12, 1, tzinfo=UTC)
QUESTIONS = ("đường dây", "duong day", "lừa đảo", "mã otp", "khong doc ma otp", "ngan hang", "lua d", "t")
"""Rare and common, with marks and without, finished and not; the last one is in nearly every item."""
LIKE = sa.text(
    "SELECT item_id FROM revision WHERE title LIKE :like OR summary LIKE :like OR body LIKE :like "
    "ORDER BY id DESC LIMIT 50"
)
NEWEST = sa.text("SELECT item_id, title FROM revision ORDER BY id DESC LIMIT 50")


def search(folder: Path) -> Iterator[Figure]:
    database = Database(f"sqlite:///{folder / 'campaign.db'}")
    migrate(database)
    _fill(database)
    asked = _ms(database, lambda session, text: read_listing(session, NOW, Wanted(text), 1))
    like = _ms(database, lambda session, text: session.execute(LIKE, {"like": f"%{text}%"}).all())
    what = f"search over {_items():,} items of some 200 words, a page of 50 with uses and approvals, median / p95"
    yield Figure(what, asked, like, "LIKE over the texts, exact letters only", "< 50 ms")
    plain = _ms(database, lambda session, _: read_listing(session, NOW, Wanted(), 1))
    newest = _ms(database, lambda session, _: session.execute(NEWEST).all())
    what = "the same library, first page without a question, median / p95"
    yield Figure(what, plain, newest, "the newest 50 revisions alone", "< 50 ms")
    database.close()


def _items() -> int:
    return sized(20_000, 400)


def _fill(database: Database) -> None:
    """Texts of words as frequent as those of the starter library: the commonest stand in every item."""
    words = " ".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "content").rglob("*.md"))).split()
    dice = random.Random(7)  # noqa: S311

    def text(count: int) -> str:
        start = dice.randrange(len(words) - count)
        return " ".join(words[start : start + count])

    for start in range(0, _items(), BATCH):
        new = [
            NewItem(
                f"muc-{number}",
                ItemFields(title=text(10), summary=text(25), body=text(170), kind="tip", tags=["otp"][: number % 2]),
                "phong-vien@example.vn",
            )
            for number in range(start, start + BATCH)
        ]
        with database.write() as session:
            create_all(session, NOW, new)


def _ms(database: Database, ask: Callable[[Session, str], object]) -> str:
    """Over every question in turn, ten times."""
    taken = []
    for _ in range(10):
        for text in QUESTIONS:
            with database.read() as session:
                began = time.perf_counter()
                ask(session, text)
                taken.append((time.perf_counter() - began) * 1000)
    return f"{statistics.median(taken):.1f} / {statistics.quantiles(taken, n=20)[18]:.1f} ms"
