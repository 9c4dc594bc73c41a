"""Has anything been committed since? Who promises "nothing happened" asks here before saying so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Commits:
    """``begun``: a commit of this thread was at least begun (one whose answer is lost may have been made)."""

    begun: bool = False


_WATCHED: ContextVar[Commits | None] = ContextVar("watched_commits", default=None)


@contextmanager
def watched() -> Iterator[Commits]:
    """Notes the commits of this thread's write transactions within the block."""
    seen = Commits()
    token = _WATCHED.set(seen)
    try:
        yield seen
    finally:
        _WATCHED.reset(token)


def begins() -> None:
    """A write transaction is about to be committed."""
    seen = _WATCHED.get()
    if seen is not None:
        seen.begun = True
