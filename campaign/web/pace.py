"""How often one address may ask for pages that need no sign-in: so many within a minute, then it waits.

Kept in memory: it slows down whoever guesses codes or sends forms without end, and forgets with the process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from campaign.errors import Mistake
from campaign.people.tries import TooSoon

MOST_ADDRESSES = 5000


class TooMany(TooSoon):
    """Too many requests from one address; ``seconds`` are left."""

    def __init__(self, seconds: int) -> None:
        Mistake.__init__(self, f"Nhiều yêu cầu quá. Hãy đợi {seconds} giây rồi thử lại.")
        self.seconds = seconds


class Pace:
    """At most ``most`` requests of one key within ``within``."""

    def __init__(self, most: int, within: timedelta = timedelta(minutes=1)) -> None:
        self.most, self.within = most, within
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, key: str, now: datetime) -> None:
        """One more request. Raises TooMany; what is refused is not counted."""
        with self._lock:
            seen = self._seen.setdefault(key, deque())
            self._seen.move_to_end(key)
            while seen and now - seen[0] >= self.within:
                seen.popleft()
            if len(seen) >= self.most:
                raise TooMany(max(1, round((seen[0] + self.within - now).total_seconds())))
            seen.append(now)
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
