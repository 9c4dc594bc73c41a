"""The bounded memory: one read at a time, old values while the database fails, nothing kept of what does not exist."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from campaign.clock import SetClock
from campaign.public.shelf import Shelf
from tests.conftest import START


class Source:
    """Counts its reads and can fail or wait."""

    def __init__(self) -> None:
        self.reads = 0
        self.fails = False
        self.gate = threading.Event()
        self.gate.set()

    def load(self, key: str, old: int | None) -> int | None:
        self.gate.wait(10)
        self.reads += 1
        if self.fails:
            raise OSError("away")
        return None if key == "nothing" else self.reads


def shelf_over(source: Source, clock: SetClock) -> Shelf[str, int]:
    return Shelf(source.load, ThreadPoolExecutor(4), clock, keep_s=3, size=10)


def test_many_readers_at_once_cost_one_read() -> None:
    source, clock = Source(), SetClock(START)
    shelf = shelf_over(source, clock)

    async def crowd() -> list[int | None]:
        source.gate.clear()
        readers = [asyncio.ensure_future(shelf.get("a")) for _ in range(100)]
        await asyncio.sleep(0)
        source.gate.set()
        return await asyncio.gather(*readers)

    assert asyncio.run(crowd()) == [1] * 100
    assert shelf.peek("a") == 1
    clock.advance(seconds=3)
    assert shelf.peek("a") is None
    assert asyncio.run(shelf.get("a")) == 2


def test_a_failing_read_gives_the_old_value_or_the_error() -> None:
    source, clock = Source(), SetClock(START)
    shelf = shelf_over(source, clock)
    assert asyncio.run(shelf.get("a")) == 1
    source.fails = True
    clock.advance(seconds=10)
    assert asyncio.run(shelf.get("a")) == 1
    with pytest.raises(OSError, match="away"):
        asyncio.run(shelf.get("b"))


def test_what_does_not_exist_is_not_kept() -> None:
    source = Source()
    shelf = shelf_over(source, SetClock(START))
    assert asyncio.run(shelf.get("nothing")) is None
    assert len(shelf) == 0
