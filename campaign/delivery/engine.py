"""Engines carry delivery ids to workers and know nothing else. They may lose, double or delay an id without harm:
the row decides. The simplest lives here, threads (thread_engine.py) and Procrastinate (procrastinate_engine.py) beside
it; another needs only these five functions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from sqlmodel import Session

Run = Callable[[int], None]
MAX_THREADS = 256
"""An account has at most two in hand, a post and a look: more than a hundred accounts may hang before another one has
to wait. A thread that waits for a platform weighs some 100 kB, and an idle one ends."""


class Engine(Protocol):
    """The whole contract."""

    def submit(self, session: Session, ids: Sequence[int]) -> None:
        """Inside the transaction that claimed ``ids``."""
        ...

    def flush(self) -> None:
        """After that transaction has been committed."""
        ...

    def start(self, run: Run) -> None: ...

    def stop(self, timeout_s: float) -> bool:
        """Take nothing new, let the steps in hand end. False: some did not end in time."""
        ...

    def reap(self) -> None:
        """Each beat: bring back ids whose worker died, or for whom no worker could be begun."""
        ...


class Buffer:
    """Ids of the open transaction, handed on only once it is committed."""

    def __init__(self) -> None:
        self._mine = threading.local()

    def add(self, ids: Sequence[int]) -> None:
        self._mine.ids = [*getattr(self._mine, "ids", []), *ids]

    def take(self) -> list[int]:
        ids = getattr(self._mine, "ids", [])
        self._mine.ids = []
        return ids


class InlineEngine:
    """Runs each id in the caller's thread: ``campaign tick`` and tests."""

    def __init__(self) -> None:
        self._buffer = Buffer()
        self._run: Run | None = None

    def submit(self, session: Session, ids: Sequence[int]) -> None:
        self._buffer.add(ids)

    def flush(self) -> None:
        for delivery_id in self._buffer.take():
            if self._run:
                self._run(delivery_id)

    def start(self, run: Run) -> None:
        self._run = run

    def stop(self, timeout_s: float) -> bool:
        self._run = None
        return True

    def reap(self) -> None:
        return None
