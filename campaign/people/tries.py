"""Slows down whoever guesses passwords: each failure of one account from one address makes the next try wait longer.

A delay and never a lockout (OWASP ASVS 5.0, 6.3.1): the wait ends by itself after half a minute at most, and another
address or a browser that is remembered is not held up by it. A try counts when it begins, so many at once gain nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from campaign.errors import Mistake
from campaign.models import Tries
from campaign.people.secrets import fingerprint

FREE = 5
"""Tries without any delay."""
LONGEST_S = 30.0
FORGOTTEN = timedelta(hours=24)


class TooSoon(Mistake):
    """The wait of an earlier failure is not over; ``seconds`` are left."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Đã thử sai nhiều lần. Hãy đợi {seconds} giây rồi thử lại.")
        self.seconds = seconds


def begin(session: Session, now: datetime, *key: str) -> int:
    """Count a try; returns the how manieth in a row it is. Raises TooSoon while the last failure makes it wait."""
    row = _row(session, now, fingerprint("\n".join(key)))
    if now < row.wait_until:
        raise TooSoon(max(1, round((row.wait_until - now).total_seconds())))
    row.count = row.count + 1 if now - row.last_at < FORGOTTEN else 1
    row.last_at, row.wait_until = now, now + timedelta(seconds=delay_s(row.count))
    session.add(row)
    return row.count


def succeed(session: Session, *key: str) -> None:
    """It was the right person: the failures before are forgotten."""
    session.execute(delete(Tries).where(col(Tries.key_sha256) == fingerprint("\n".join(key))))


def delay_s(count: int) -> float:
    """How long to wait after so many failures in a row."""
    return min(2.0 ** min(count - FREE - 1, 10), LONGEST_S) if count > FREE else 0.0


def _row(session: Session, now: datetime, key: str) -> Tries:
    """The row of this key, locked. Old ones are swept when a new one comes."""
    query = select(Tries).where(Tries.key_sha256 == key).with_for_update()
    if (found := session.exec(query).first()) is not None:
        return found
    session.execute(delete(Tries).where(col(Tries.last_at) <= now - FORGOTTEN))
    try:
        with session.begin_nested():
            session.add(Tries(key_sha256=key, count=0, last_at=now, wait_until=now))
    except IntegrityError:
        pass
    return session.exec(query).one()
