"""What can go wrong, named by what happens next.

A platform call ends in exactly one of six errors; none inherits from another, so an ``except`` can never
catch more than it names (python-telegram-bot's ``BadRequest`` being a ``NetworkError`` is the trap avoided here).
Each carries one text for the reader and, where it differs, one for the log.
"""

from __future__ import annotations


class PlatformError(Exception):
    """The common shape: ``code`` for programs, ``message`` for people (plain words), ``detail`` for the log."""

    def __init__(self, code: str, message: str, detail: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.detail = detail or message


class Rejected(PlatformError):
    """The platform read the request and said no. Trying the same again is useless: a person changes something."""


class Unauthorized(PlatformError):
    """The platform no longer knows us. The channel closes until a person connects it again."""


class RateLimited(PlatformError):
    """Not now. Nothing went out; the account waits ``retry_after`` seconds and no attempt is spent."""

    def __init__(self, code: str, message: str, retry_after: float, detail: str = "") -> None:
        super().__init__(code, message, detail)
        self.retry_after = retry_after


class Unavailable(PlatformError):
    """Certainly nothing visible happened (no connection, DNS, TLS, a refusal before acceptance): backoff."""


class Uncertain(PlatformError):
    """It may have gone out. Never sent again by itself: looked up, then asked."""


class Unsupported(PlatformError):
    """This platform has no such ability (a metric, a retraction, a kind of post)."""


PLATFORM_ERRORS = (Rejected, Unauthorized, RateLimited, Unavailable, Uncertain, Unsupported)


class Mistake(Exception):
    """Something a person asked for cannot be done. ``str()`` is one clear sentence that says what to do instead."""


class NotFound(Mistake):
    """The thing named does not exist (or is not theirs to see)."""


class Conflict(Mistake):
    """The thing exists, but not in a state that allows this (already being sent, already published)."""
