"""What every step of the protocol works with, made once by the composition."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from campaign.credentials.destinations import Destinations
from campaign.db import Database
from campaign.delivery.engine import Engine
from campaign.settings import Settings


class Wake(Protocol):
    """Asks for a tick in so many seconds; 0: at once."""

    def __call__(self, in_s: float = 0.0) -> None: ...


def _nobody(in_s: float = 0.0) -> None:
    """Nobody to wake."""


@dataclass(frozen=True)
class Dispatch:
    """One program's hold on the protocol."""

    database: Database
    settings: Settings
    engine: Engine
    destinations: Destinations
    wake: Wake = _nobody
    """An account has just become free, or a post falls due before the next beat."""
    worker: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")

    @property
    def journal(self) -> Path:
        """Receipts that could not be stored at once."""
        return self.settings.var / "receipts.jsonl"
