"""A total budget of time for one remote call, on a clock that only grows and goes on while the machine sleeps."""

from __future__ import annotations

import time
from dataclasses import dataclass

UPLOAD_BYTES_PER_S = 128 * 1024
"""The slowest upload that is still waited for (DESIGN section 4): a newsroom's 4G on a bad day."""


def elapsed() -> float:
    """Seconds that only grow. On Linux they also count a suspended machine's sleep, which CLOCK_MONOTONIC does not:
    a lid closed between COMMIT 1 and the socket write must be seen. https://man7.org/linux/man-pages/man2/clock_gettime.2.html
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(frozen=True)
class Deadline:
    """The moment, in seconds of ``elapsed``, at which a call must have ended."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(elapsed() + seconds)

    @property
    def left(self) -> float:
        """Seconds left; 0.0 once it has passed."""
        return max(self.at - elapsed(), 0.0)

    @property
    def passed(self) -> bool:
        return self.left <= 0.0


def step_seconds(http_deadline_s: float, upload_bytes: int) -> float:
    """The budget of one step: the HTTP deadline plus the time that its bytes may take."""
    return http_deadline_s + upload_bytes / UPLOAD_BYTES_PER_S
