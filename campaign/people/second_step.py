"""The second step of signing in: a code of the person's phone, or one of the recovery codes they have on paper.

The phone's secret is stored sealed; who opens it is the caller (campaign.desk), since this room knows no keys.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from campaign.models import RecoveryCode, User
from campaign.people import devices
from campaign.people.audit import record
from campaign.people.secrets import fingerprint
from campaign.people.totp import matching_step

RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 bits: sixteen letters of base32, too many to guess from a stolen hash."""


def turn_on(session: Session, now: datetime, user: User, sealed: str, step: int) -> list[str]:
    """Ask for a code from now on. ``step``: of the code that proved the phone. Returns the recovery codes."""
    user.totp_sealed, user.totp_step = sealed, step
    session.add(user)
    _forget_codes(session, user)
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    assert user.id is not None
    session.add_all(RecoveryCode(code_sha256=fingerprint(_plain(code)), user_id=user.id) for code in codes)
    record(session, now, user.email, "user.second_step", f"user:{user.email}", before="off", after="on")
    return codes


def turn_off(session: Session, now: datetime, user: User, *, actor: str) -> None:
    """Ask for the password alone again."""
    was = "on" if user.totp_sealed else "off"
    user.totp_sealed, user.totp_step = "", 0
    session.add(user)
    _forget_codes(session, user)
    devices.forget_all(session, user)
    record(session, now, actor, "user.second_step", f"user:{user.email}", before=was, after="off")


def accept(session: Session, now: datetime, user: User, secret: str, code: str) -> str:
    """How the code was right: "phone", "paper", or "" if it was not. A right one is used up, also by two at once."""
    text = _plain(code)
    if text.isascii() and text.isdigit():
        return "phone" if _use_phone(session, now, user, secret, text) else ""
    return "paper" if _use_paper(session, now, user, text) else ""


def codes_left(session: Session, user: User) -> int:
    """How many recovery codes are not used yet."""
    query = select(func.count()).where(col(RecoveryCode.user_id) == user.id, col(RecoveryCode.used_at).is_(None))
    return session.exec(query).one()


def _use_phone(session: Session, now: datetime, user: User, secret: str, code: str) -> bool:
    step = matching_step(secret, code, now, after=user.totp_step)
    if step is None:
        return False
    used = session.execute(
        update(User)
        .where(col(User.id) == user.id, col(User.totp_step) < step)
        .values(totp_step=step)
        .execution_options(synchronize_session=False)
    )
    return used.rowcount == 1  # type: ignore[attr-defined, no-any-return]


def _use_paper(session: Session, now: datetime, user: User, code: str) -> bool:
    used = session.execute(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.code_sha256) == fingerprint(code),
            col(RecoveryCode.user_id) == user.id,
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    return used.rowcount == 1  # type: ignore[attr-defined, no-any-return]


def _forget_codes(session: Session, user: User) -> None:
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user.id))


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _plain(code: str) -> str:
    """As stored: people write spaces, hyphens and capitals as they like."""
    return "".join(sign for sign in code.lower() if not sign.isspace() and sign != "-")
