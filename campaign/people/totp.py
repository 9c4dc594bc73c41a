"""Codes of the second step: time-based one-time passwords.

RFC 6238 (https://www.rfc-editor.org/rfc/rfc6238) over RFC 4226: HMAC-SHA-1, six digits, a new one every 30 seconds,
which is what every authenticator reads from an ``otpauth://`` address
(https://github.com/google/google-authenticator/wiki/Key-Uri-Format).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
"""160 bits: RFC 4226, section 4, R6."""
DRIFT = (0, -1, 1)
"""Steps around the present one that are accepted: phones' clocks differ, and people type slowly (RFC 6238, 5.2)."""
ISSUER = "Lịch truyền thông"


def new_secret() -> str:
    """A fresh secret in base32, as authenticators take it: 32 letters."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether ``text`` is such a secret and not something shorter."""
    try:
        return len(base64.b32decode(text)) == SECRET_BYTES
    except ValueError:
        return False


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S


def code_at(secret: str, step: int) -> str:
    """The six digits of one time step."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step whose code this is, if it is around now and newer than ``after``; else None."""
    matches = [
        step
        for step in (step_at(now) + drift for drift in DRIFT)
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after
    ]
    return max(matches, default=None)


def address(secret: str, email: str) -> str:
    """What the square picture says."""
    parameters = urlencode({"secret": secret, "issuer": ISSUER}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{ISSUER}:{email}')}?{parameters}"
