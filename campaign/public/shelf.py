"""A bounded memory of what was read from the database, so that a flood of readers costs one read every few seconds."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeVar

from campaign.clock import Clock

log = logging.getLogger(__name__)

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(slots=True)
class _Kept(Generic[V]):
    value: V
    until: float


class Shelf(Generic[K, V]):
    """Values by key, each good for ``keep_s``; one read per key at a time, off the event loop.

    ``load(key, old)`` runs in ``executor`` and returns the value, or None for what does not exist: that is never kept,
    so guessing keys cannot push out what is real. When ``load`` raises, an old value is served on and the failure
    logged; without one the error goes to the caller.
    """

    def __init__(
        self, load: Callable[[K, V | None], V | None], executor: Executor, clock: Clock, *, keep_s: float, size: int
    ) -> None:
        self._load, self._executor, self._clock = load, executor, clock
        self._keep_s, self._size = keep_s, size
        self._kept: OrderedDict[K, _Kept[V]] = OrderedDict()
        self._under_way: dict[K, asyncio.Future[V | None]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def peek(self, key: K) -> V | None:
        """The value if it is still good. Costs no thread."""
        kept = self._kept.get(key)
        if kept is None or kept.until <= self._clock.monotonic():
            return None
        self._kept.move_to_end(key)
        return kept.value

    def doubt(self, key: K) -> None:
        """Read it again when it is next asked for; what is kept is served on only if that fails."""
        if (kept := self._kept.get(key)) is not None:
            kept.until = self._clock.monotonic()

    async def get(self, key: K) -> V | None:
        """The value, read again if it has grown old; None if there is no such thing. Raises what ``load`` raises."""
        value = self.peek(key)
        if value is not None:
            return value
        reading = self._under_way.get(key)
        if reading is None:
            kept = self._kept.get(key)
            loop = asyncio.get_running_loop()
            reading = asyncio.ensure_future(
                loop.run_in_executor(self._executor, self._load, key, kept.value if kept else None)
            )
            self._under_way[key] = reading
            reading.add_done_callback(lambda done: self._settle(key, done))
        try:
            return await asyncio.shield(reading)
        except Exception:
            kept = self._kept.get(key)
            if kept is None:
                raise
            return kept.value

    def _settle(self, key: K, done: asyncio.Future[V | None]) -> None:
        del self._under_way[key]
        if done.cancelled():
            return
        error = done.exception()
        if error is not None:
            log.warning("reading %r failed: %s", key, error)
            if (kept := self._kept.get(key)) is not None:
                kept.until = self._clock.monotonic() + self._keep_s
            return
        value = done.result()
        if value is None:
            self._kept.pop(key, None)
            return
        self._kept[key] = _Kept(value, self._clock.monotonic() + self._keep_s)
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
