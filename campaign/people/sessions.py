"""Signed-in browsers. The cookie holds 256 random bits; the row holds only their hash.

Ends after 8 hours without use and after 7 days at the latest (OWASP ASVS 5.0, 7.3), at sign-out, and at once when the
person is disabled or their password or role changes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from campaign.models import Session as SessionRow
from campaign.models import User
from campaign.people.secrets import fingerprint, new_secret

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
TOUCH_EVERY = timedelta(minutes=5)
"""``last_seen_at`` is written at most this often: looking at a page should not cost a write each time."""


def start(session: Session, now: datetime, user: User, replaces: str = "") -> str:
    """A fresh secret for this person's browser; the one it carried until now (``replaces``) ends."""
    end(session, replaces)
    forget_expired(session, now)
    secret = new_secret()
    assert user.id is not None
    session.add(SessionRow(secret_sha256=fingerprint(secret), user_id=user.id, created_at=now, last_seen_at=now))
    return secret


def who(session: Session, now: datetime, secret: str) -> User | None:
    """The person behind a cookie, or None if it is unknown, too old, unused too long, or the person is disabled."""
    if not secret:
        return None
    found = session.exec(
        select(User, SessionRow)
        .join(SessionRow, col(SessionRow.user_id) == col(User.id))
        .where(SessionRow.secret_sha256 == fingerprint(secret), col(User.disabled_at).is_(None))
    ).first()
    if found is None or _over(found[1], now):
        return None
    return found[0]


def touch(session: Session, now: datetime, secret: str) -> None:
    """Remember that the browser was used just now."""
    session.execute(
        update(SessionRow)
        .where(
            col(SessionRow.secret_sha256) == fingerprint(secret),
            col(SessionRow.last_seen_at) <= now - TOUCH_EVERY,
            col(SessionRow.last_seen_at) > now - IDLE,
        )
        .values(last_seen_at=now)
    )


def needs_touch(session: Session, now: datetime, secret: str) -> bool:
    """Whether ``touch`` would change anything; a read."""
    row = session.get(SessionRow, fingerprint(secret))
    return row is not None and now - row.last_seen_at >= TOUCH_EVERY


def end(session: Session, secret: str) -> None:
    """Sign this browser out. An unknown secret is no mistake."""
    session.execute(delete(SessionRow).where(col(SessionRow.secret_sha256) == fingerprint(secret)))


def end_all(session: Session, user: User) -> None:
    """Sign the person out everywhere."""
    session.execute(delete(SessionRow).where(col(SessionRow.user_id) == user.id))


def forget_expired(session: Session, now: datetime) -> None:
    """Delete rows that can no longer sign anybody in."""
    session.execute(
        delete(SessionRow).where(
            (col(SessionRow.created_at) <= now - ABSOLUTE) | (col(SessionRow.last_seen_at) <= now - IDLE)
        )
    )


def _over(row: SessionRow, now: datetime) -> bool:
    return now - row.created_at >= ABSOLUTE or now - row.last_seen_at >= IDLE
