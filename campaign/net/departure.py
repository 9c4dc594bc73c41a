"""The moment before the first byte of a request leaves: whoever sends may want it on record first.

Both ways out of the program ask here once they are connected (``campaign.net.watch`` for ``requests``,
``platforms.telegram.bot`` for httpx): a process that is killed before this moment has certainly sent nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class NotOnRecord(OSError):
    """The departure could not be put on record, or no longer may be: nothing is sent."""


def nobody() -> None:
    """Nobody asked to be told."""


_TELL: ContextVar[Callable[[], None]] = ContextVar("before_the_first_byte", default=nobody)


@contextmanager
def told_first(tell: Callable[[], None]) -> Iterator[None]:
    """Within the block ``tell`` is called before the first byte of each request; what it raises stops the request."""
    token = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(token)


def about_to_leave() -> None:
    """Called with an open connection and nothing sent on it. Raises NotOnRecord."""
    _TELL.get()()
