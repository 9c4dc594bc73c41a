"""Where alerts go: mail server, webhook, the desk's chat, the keys of web push. Sealed, as channels' secrets are."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import Session, col, select

from campaign.credentials import StoredCredentials, Vault, store
from campaign.db import Database
from campaign.models import Credential

PREFIX = "alerts:"
"""No key of a channel holds a colon, so neither is taken for the other."""


class Contacts:
    """One installation's contacts; reading opens the seal anew each time, so that a change counts at once."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault

    def port(self, way: str) -> StoredCredentials:
        return StoredCredentials(self.database, self.vault, PREFIX + way)

    def read(self, way: str) -> Mapping[str, str]:
        """Empty where that way is not connected. Raises Mistake for a key file that does not fit."""
        return self.port(way).read()

    def keep(self, session: Session, way: str, secrets: Mapping[str, str]) -> None:
        store(session, self.database.now(session), self.vault, PREFIX + way, secrets)

    def forget(self, session: Session, way: str) -> bool:
        """False where it was not connected."""
        gone = session.execute(delete(Credential).where(col(Credential.channel_key) == PREFIX + way))
        return bool(gone.rowcount)  # type: ignore[attr-defined]

    def push_keys(self) -> Mapping[str, str]:
        """``private`` and ``public``: made once, when first asked for; a browser's subscription is bound to them."""
        known = self.read("push")
        return known or self.port("push").replace(lambda stored: stored or _new_push_keys())


def connected_ways(session: Session) -> set[str]:
    """The ways by which something can be sent now, as rows say; what is sealed in them is not opened."""
    keys = session.exec(select(Credential.channel_key).where(col(Credential.channel_key).startswith(PREFIX)))
    return {key.removeprefix(PREFIX) for key in keys}


def _new_push_keys() -> dict[str, str]:
    """A P-256 pair, as unpadded base64url: https://www.rfc-editor.org/rfc/rfc8292#section-3.2"""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    number = key.private_numbers().private_value.to_bytes(32, "big")
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return {"private": _url64(number), "public": _url64(point)}


def _url64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
