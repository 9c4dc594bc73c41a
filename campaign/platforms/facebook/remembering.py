"""What Facebook has refused to tell, kept for a day: a metric that is retired, a right that a token lacks.

Kept by token: a channel that is connected anew, with more rights, is asked for everything again.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from campaign.net.deadline import elapsed

LIFE_S = 86_400.0


class Memory:
    """One adapter's, in its process alone. ``now``: seconds that only grow."""

    def __init__(self, now: Callable[[], float] = elapsed) -> None:
        self._now = now
        self._until: dict[tuple[str, str, str], float] = {}

    def of(self, token: str, version: str) -> Remembered:
        return Remembered(self, sha256(token.encode()).hexdigest(), version)

    def add(self, key: tuple[str, str, str]) -> None:
        self._until[key] = self._now() + LIFE_S

    def holds(self, key: tuple[str, str, str]) -> bool:
        if self._until.get(key, 0.0) > self._now():
            return True
        self._until.pop(key, None)
        return False


class Remembered:
    """The memory of one token and API version; ``name``: a metric, or the fields that need a right."""

    def __init__(self, memory: Memory, token: str, version: str) -> None:
        self._memory, self._token, self._version = memory, token, version

    def refuse(self, *names: str) -> None:
        for name in names:
            self._memory.add((self._token, self._version, name))

    def __contains__(self, name: object) -> bool:
        return self._memory.holds((self._token, self._version, str(name)))
