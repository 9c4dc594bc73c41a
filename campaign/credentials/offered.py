"""Secrets that a person offers, kept durably before anybody uses them.

Asking a platform whom a pair of tokens speaks for may renew the pair, and what was offered is then worth nothing. So
they stand in a row of their own, named by what was offered, until they are taken over or refused. After a crash in
between, or a renewal for the wrong channel, the same secrets offered again find what has become of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from campaign.credentials.stored import StoredCredentials
from campaign.credentials.vault import Vault
from campaign.db import Database
from campaign.models import Credential

PREFIX = "offered:"
LIVES = timedelta(days=90)
"""No refresh token of a platform lives longer; what nobody asked for until then is thrown away."""


@dataclass(frozen=True)
class Offered:
    """``port``: the offered secrets as an adapter sees them, its changes durable."""

    key: str
    port: StoredCredentials
    given: Mapping[str, str]

    @classmethod
    def kept(cls, database: Database, vault: Vault, secrets: Mapping[str, str]) -> Offered:
        """Store them durably, unless they were offered before and something has become of them."""
        told = json.dumps(sorted(secrets.items())).encode()
        key = PREFIX + hashlib.sha256(told).hexdigest()
        port = StoredCredentials(database, vault, key)
        port.replace(lambda known: known or dict(secrets))
        with database.write() as session:
            old = col(Credential.stored_at) < database.now(session) - LIVES
            session.execute(delete(Credential).where(col(Credential.channel_key).startswith(PREFIX), old))
        return cls(key, port, dict(secrets))

    def forget(self, session: Session) -> None:
        """They were taken over."""
        session.execute(delete(Credential).where(col(Credential.channel_key) == self.key))

    def refused(self, session: Session) -> None:
        """The platform does not take them, or not for this channel. What it renewed meanwhile stays."""
        now = self.port.read()
        if all(now.get(name) == value for name, value in self.given.items()):
            self.forget(session)
