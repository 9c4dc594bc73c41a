"""Secrets of channels: sealed at rest, opened only for the adapter that needs them."""

from campaign.credentials.stored import HeldCredentials, StoredCredentials, credential_key, require_key, store
from campaign.credentials.vault import Vault

__all__ = ["HeldCredentials", "StoredCredentials", "Vault", "credential_key", "require_key", "store"]
