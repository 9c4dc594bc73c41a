"""A total budget of time for one remote call, on the monotonic clock."""

from __future__ import annotations

import time
from dataclasses import dataclass

UPLOAD_BYTES_PER_S = 128 * 1024
"""The slowest upload that is still waited for (DESIGN section 4): a newsroom's 4G on a bad day."""


@dataclass(frozen=True)
class Deadline:
    """The moment, in monotonic seconds, at which a call must have ended."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds left; 0.0 once it has passed."""
        return max(self.at - time.monotonic(), 0.0)

    @property
    def passed(self) -> bool:
        return self.left <= 0.0


def step_seconds(http_deadline_s: float, upload_bytes: int) -> float:
    """The budget of one step: the HTTP deadline plus the time that its bytes may take."""
    return http_deadline_s + upload_bytes / UPLOAD_BYTES_PER_S
