"""What every step of the protocol works with, made once by the composition."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlmodel import col

from campaign.credentials import StoredCredentials, Vault
from campaign.db import Database
from campaign.delivery.engine import Engine
from campaign.media.store import MediaStore
from campaign.models import Channel, Delivery
from campaign.net.deadline import Deadline
from campaign.platforms.seam import Destination
from campaign.settings import Settings


def _nothing() -> None:
    """Nobody to wake."""


@dataclass(frozen=True)
class Dispatch:
    """One program's hold on the protocol."""

    database: Database
    settings: Settings
    engine: Engine
    wake: Callable[[], None] = _nothing
    """Ask for a tick at once, because an account has just become free."""
    worker: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")

    @property
    def vault(self) -> Vault:
        return Vault(self.settings.secret_key_file)

    @property
    def journal(self) -> Path:
        """Receipts that could not be stored at once."""
        return self.settings.var / "receipts.jsonl"

    def open_media(self, sha256: str) -> BinaryIO:
        return MediaStore(self.settings.media_folder).open(sha256)

    def destination(self, channel: Channel, deadline: Deadline) -> Destination:
        """The channel as its adapter sees it, for one call."""
        return Destination(
            key=channel.key,
            options=channel.options,
            credentials=StoredCredentials(self.database, self.vault, channel.key),
            deadline=deadline,
            open_media=self.open_media,
            recorded=lambda remote_id: self._recorded(channel.account, remote_id),
        )

    def _recorded(self, account: str, remote_id: str) -> bool:
        with self.database.read() as session:
            known = sa.select(col(Delivery.id)).where(col(Delivery.account) == account)
            return session.scalar(known.where(col(Delivery.remote_id) == remote_id).limit(1)) is not None
