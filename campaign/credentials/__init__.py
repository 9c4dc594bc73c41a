"""Secrets of channels: sealed at rest, opened only for the adapter that needs them."""

from campaign.credentials.stored import StoredCredentials, store
from campaign.credentials.vault import Vault

__all__ = ["StoredCredentials", "Vault", "store"]
