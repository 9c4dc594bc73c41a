"""Secrets of channels: sealed at rest, opened only for the adapter that needs them."""

from campaign.credentials.stored import StoredCredentials, require_key, store
from campaign.credentials.vault import Vault

__all__ = ["StoredCredentials", "Vault", "require_key", "store"]
