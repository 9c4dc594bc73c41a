"""A channel's secrets in the database, as the small port that an adapter sees."""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from campaign.credentials.vault import Vault
from campaign.db import Database
from campaign.models import Credential


def store(session: Session, now: datetime, vault: Vault, channel_key: str, secrets: Mapping[str, str]) -> None:
    """Seal and keep ``secrets``, replacing what was there."""
    sealed = vault.seal(channel_key, secrets)
    row = session.get(Credential, channel_key)
    if row is None:
        session.add(Credential(channel_key=channel_key, sealed=sealed, stored_at=now))
    else:
        row.sealed, row.stored_at = sealed, now


def require_key(database: Database, vault: Vault) -> None:
    """At start: raise Mistake if the key file is not the one that the stored secrets were sealed with."""
    with database.read() as session:
        row = session.scalar(sa.select(Credential).limit(1))
    if row is not None:
        vault.open(row.channel_key, row.sealed)


class StoredCredentials:
    """Implements ``platforms.seam.Credentials`` for one channel."""

    def __init__(self, database: Database, vault: Vault, channel_key: str) -> None:
        self._database = database
        self._vault = vault
        self._key = channel_key

    def read(self) -> Mapping[str, str]:
        with self._database.read() as session:
            row = session.get(Credential, self._key)
        return self._vault.open(self._key, row.sealed) if row else {}

    def replace(self, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        with self._alone():
            secrets = change(self.read())
            with self._database.write() as session:
                store(session, self._database.now(session), self._vault, self._key, secrets)
        return secrets

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One holder over all threads, processes and machines; it spans the remote call, so no write lock is used."""
        if self._database.is_sqlite:
            with _file_lock(self._vault.key_file.with_name(f"credentials-{self._key}.lock")):
                yield
            return
        number = zlib.crc32(self._key.encode())
        with self._database.engine.connect() as connection:
            connection.execute(sa.text("SELECT pg_advisory_lock(7211908, :number)"), {"number": number - 2**31})
            connection.commit()
            try:
                yield
            finally:
                connection.execute(sa.text("SELECT pg_advisory_unlock(7211908, :number)"), {"number": number - 2**31})
                connection.commit()


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
