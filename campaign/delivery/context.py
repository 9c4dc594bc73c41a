"""What every step of the protocol works with, made once by the composition."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from campaign.credentials.destinations import Destinations
from campaign.db import Database
from campaign.delivery.engine import Engine
from campaign.settings import Settings


def _nothing() -> None:
    """Nobody to wake."""


@dataclass(frozen=True)
class Dispatch:
    """One program's hold on the protocol."""

    database: Database
    settings: Settings
    engine: Engine
    destinations: Destinations
    wake: Callable[[], None] = _nothing
    """Ask for a tick at once, because an account has just become free."""
    worker: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")

    @property
    def journal(self) -> Path:
        """Receipts that could not be stored at once."""
        return self.settings.var / "receipts.jsonl"
