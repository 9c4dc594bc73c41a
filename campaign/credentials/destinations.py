"""Channels as adapters see them: declared options, secrets behind their port, media by hash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import sqlalchemy as sa
from sqlmodel import col

from campaign.credentials.remembered import StoredMemory
from campaign.credentials.stored import StoredCredentials, credential_key
from campaign.credentials.vault import Vault
from campaign.db import Database
from campaign.models import Channel, Delivery
from campaign.net.deadline import Deadline
from campaign.platforms.seam import Destination


@dataclass(frozen=True)
class Destinations:
    """Makes destinations; one for each call, since each call has its own deadline."""

    database: Database
    vault: Vault
    open_media: Callable[[str], BinaryIO]

    def credentials(self, channel_key: str) -> StoredCredentials:
        """The secrets of the channel of that key, which must be there."""
        with self.database.read() as session:
            return self.secrets_of(session.get_one(Channel, channel_key))

    def secrets_of(self, channel: Channel) -> StoredCredentials:
        """The secrets that the channel has, alone or with others of its account."""
        return StoredCredentials(self.database, self.vault, credential_key(channel))

    def to(self, channel: Channel, within_s: float) -> Destination:
        """The channel for one call that must end within so many seconds."""
        return Destination(
            key=channel.key,
            options=channel.options,
            credentials=self.secrets_of(channel),
            deadline=Deadline.after(within_s),
            open_media=self.open_media,
            recorded=lambda remote_id: self._recorded(channel.account, remote_id),
            memory=StoredMemory(self.database, channel.account),
        )

    def _recorded(self, account: str, remote_id: str) -> bool:
        known = sa.select(col(Delivery.id)).where(
            col(Delivery.account) == account, col(Delivery.remote_id) == remote_id
        )
        with self.database.read() as session:
            return session.scalar(known.limit(1)) is not None
