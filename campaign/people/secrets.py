"""Random secrets that are handed out once and kept only as a hash.

256 bits from the operating system: too many to guess, so a plain SHA-256 is enough to store
(OWASP ASVS 5.0, 7.2.3 and 11.5.1).
"""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 32


def new_secret() -> str:
    """256 random bits as 43 letters that are safe in a URL and in a cookie."""
    return secrets.token_urlsafe(SECRET_BYTES)


def fingerprint(secret: str) -> str:
    """What is stored in place of the secret: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
