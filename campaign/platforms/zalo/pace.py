"""How many calls are left in this minute, as Zalo's headers tell, and how long to rest when they are few.

``X-RateLimit-Limit`` and ``X-RateLimit-Remain``: an account has 100 or 2,000 calls a minute by its plan, counted anew
with the next minute (https://developers.zalo.me/docs/official-account, limits). UNVERIFIED on a real account: where
the headers are absent nothing is held back, and -32 is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from email.utils import parsedate_to_datetime

from campaign.errors import RateLimited
from campaign.platforms.seam import Destination

MINUTE_S = 60.0
FEW = 20
"""Fewer than a step may need: the account rests until the next minute."""
LAST = 3
"""So few are left to others that speak for the account; a long list is not read on."""
WHY = "Gần hết lượt gọi Zalo của phút này; chương trình chờ sang phút sau."
pause = time.sleep


@dataclass
class Pace:
    """What the newest answer told. ``at``: its time by Zalo's clock."""

    remain: int | None = None
    at: datetime | None = None

    def note(self, headers: Mapping[str, str]) -> None:
        """``headers`` by lower-case names; an answer without the header says nothing new about calls."""
        told = headers.get("x-ratelimit-remain", "").strip()
        if told.isdigit():
            self.remain = int(told)
        try:
            self.at = parsedate_to_datetime(headers.get("date", ""))
        except ValueError:
            self.at = None

    @property
    def rest_s(self) -> float:
        """Seconds to the next minute where few calls are left, else 0."""
        return self._next_minute_s if self.remain is not None and self.remain < FEW else 0.0

    @property
    def _next_minute_s(self) -> float:
        return MINUTE_S - self.at.second + 1 if self.at else MINUTE_S

    def before_another(self, left_s: float) -> None:
        """Before one more call of many: waits for the next minute within ``left_s``, else raises RateLimited."""
        if self.remain is None or self.remain > LAST:
            return
        wait_s = self._next_minute_s
        if wait_s + MINUTE_S > left_s:
            raise RateLimited("rate_limited", WHY, wait_s, f"x-ratelimit-remain: {self.remain}")
        pause(wait_s)
        self.remain = None


@dataclass(frozen=True)
class Listening(Destination):
    """A destination whose answers are listened to, for one call of the adapter."""

    pace: Pace = field(default_factory=Pace)


def listening(to: Destination) -> Listening:
    """The same destination, listened to."""
    if isinstance(to, Listening):
        return to
    return Listening(**{each.name: getattr(to, each.name) for each in fields(Destination)})


def pace_of(to: Destination) -> Pace:
    """Where the answers of ``to`` are noted; nowhere, if nobody listens."""
    return to.pace if isinstance(to, Listening) else Pace()
