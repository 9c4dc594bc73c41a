"""What Facebook has refused to tell, kept for a day: a metric that is retired, a right that a token lacks.

Kept by token: a channel that is connected anew, with more rights, is asked for everything again.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256

from campaign.platforms.seam import Memory

LIFE_S = 86_400.0
TOLD = 12
"""Digits of a token's hash that tell it from the account's other ones."""


class Refusals:
    """Those of one token and API version; ``name``: a metric, or the fields that need a right."""

    def __init__(self, memory: Memory, token: str, version: str) -> None:
        self._memory = memory
        self._prefix = f"refused:{version}:{sha256(token.encode()).hexdigest()[:TOLD]}:"
        self._new: set[str] = set()

    def refuse(self, *names: str) -> None:
        for name in names:
            if name not in self:
                self._new.add(name)
                self._memory.keep(self._prefix + name, "1", LIFE_S)

    def __contains__(self, name: object) -> bool:
        return name in self._new or f"{self._prefix}{name}" in self._known

    @cached_property
    def _known(self) -> Mapping[str, str]:
        return self._memory.facts()
