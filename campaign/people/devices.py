"""Browsers that have passed the second step and are not asked again for 30 days.

So nobody is locked out in the middle of an alert by a phone left at home. The cookie holds 256 random bits; the row
holds only their hash. It replaces the second step alone, never the password.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from campaign.models import Device, User
from campaign.people.secrets import fingerprint, new_secret

KEPT = timedelta(days=30)


def remember(session: Session, now: datetime, user: User) -> str:
    """A secret for this browser."""
    session.execute(delete(Device).where(col(Device.expires_at) <= now))
    secret = new_secret()
    assert user.id is not None
    session.add(
        Device(secret_sha256=fingerprint(secret), user_id=user.id, created_at=now, expires_at=now + KEPT),
    )
    return secret


def is_known(session: Session, now: datetime, user: User, secret: str) -> bool:
    """Whether this browser is one that the person told to remember."""
    row = session.get(Device, fingerprint(secret)) if secret else None
    return row is not None and row.user_id == user.id and now < row.expires_at


def forget_all(session: Session, user: User, but: str = "") -> None:
    """No browser of the person is remembered any more, except ``but``."""
    session.execute(delete(Device).where(col(Device.user_id) == user.id, col(Device.secret_sha256) != fingerprint(but)))
