"""A set of secrets in the database, as the small port that an adapter sees.

A set has a key: the channel's own, or, where the platform says so, one name for all channels that speak for the same
account (``credential_key``). Such channels then share one row and one lock.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.credentials.vault import Vault
from campaign.db import Database
from campaign.models import Channel, Credential
from campaign.platforms import ADAPTERS, platform
from campaign.platforms.seam import SharesSecrets


def credential_key(channel: Channel) -> str:
    """Under which key the channel's secrets stand: its own, or ``<platform>:<name>`` where channels share them."""
    adapter = platform(channel.platform) if channel.platform in ADAPTERS else None
    shared = adapter.secrets_name(channel.options) if isinstance(adapter, SharesSecrets) else ""
    return f"{channel.platform}:{shared}" if shared else channel.key


def store(session: Session, now: datetime, vault: Vault, key: str, secrets: Mapping[str, str]) -> None:
    """Seal and keep ``secrets`` under that credential key, replacing what was there."""
    sealed = vault.seal(key, secrets)
    row = session.get(Credential, key)
    if row is None:
        session.add(Credential(channel_key=key, sealed=sealed, stored_at=now))
    else:
        row.sealed, row.stored_at = sealed, now


def require_key(database: Database, vault: Vault) -> None:
    """At start: raise Mistake if the key file is not the one that the stored secrets were sealed with."""
    with database.read() as session:
        row = session.scalar(sa.select(Credential).limit(1))
    if row is not None:
        vault.open(row.channel_key, row.sealed)


SEALED = sa.select(col(Credential.sealed)).where(col(Credential.channel_key) == sa.bindparam("key"))


class HeldCredentials:
    """The port for whoever holds the set's lock already; every change is durable when ``replace`` returns."""

    def __init__(self, database: Database, vault: Vault, key: str) -> None:
        self.key = key
        self._database = database
        self._vault = vault

    def read(self) -> Mapping[str, str]:
        with self._database.glance() as connection:
            sealed = connection.scalar(SEALED, {"key": self.key})
        return self._vault.open(self.key, sealed) if sealed else {}

    def replace(self, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        secrets = change(self.read())
        with self._database.write() as session:
            store(session, self._database.now(session), self._vault, self.key, secrets)
        return secrets


class StoredCredentials:
    """Implements ``platforms.seam.Credentials`` for one set of secrets."""

    def __init__(self, database: Database, vault: Vault, key: str) -> None:
        self._database = database
        self._vault = vault
        self._key = key

    def read(self) -> Mapping[str, str]:
        return HeldCredentials(self._database, self._vault, self._key).read()

    def replace(self, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        with self.held() as port:
            return port.replace(change)

    @contextmanager
    def held(self) -> Iterator[HeldCredentials]:
        """One holder over all threads, processes and machines; it spans remote calls, so neither a write lock nor a
        connection of the pool is held."""
        with self._alone():
            yield HeldCredentials(self._database, self._vault, self._key)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._database.is_sqlite:
            name = hashlib.sha256(self._key.encode()).hexdigest()[:16]  # a key may hold what a file name may not
            with _file_lock(self._vault.key_file.with_name(f"credentials-{name}.lock")):
                yield
        else:
            with _advisory_lock(self._database.url, zlib.crc32(self._key.encode()) - 2**31):
                yield


@contextmanager
def _advisory_lock(url: str, number: int) -> Iterator[None]:
    """On a connection of its own, without a transaction; the lock ends with the connection at the latest.
    https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS"""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(7211908, :number)"), {"number": number})
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(7211908, :number)"), {"number": number})


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
