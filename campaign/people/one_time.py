"""Links that work once: to sign in, to be invited. Only the hash of the code is stored."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col

from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import OneTimeLink, User
from campaign.people.secrets import fingerprint, new_secret

SIGN_IN = "sign-in"
SECOND_STEP = "second-step"
"""The password was right; the code of the phone is still to come."""
SECOND_STEP_HOURS = 10 / 60
KEPT = timedelta(days=30)
"""How long a spent link still answers "already used" rather than "unknown"."""


def make_sign_in_link(session: Session, now: datetime, user: User, purpose: str = SIGN_IN, hours: float = 24) -> str:
    """A new code for ``/sign-in/<code>``, good once and for ``hours``. Raises Conflict if the person is disabled."""
    if user.disabled_at is not None:
        raise Conflict(f"Tài khoản {user.email} đã bị khóa nên không lấy được liên kết đăng nhập.")
    assert user.id is not None
    session.execute(delete(OneTimeLink).where(col(OneTimeLink.expires_at) <= now - KEPT))
    code = new_secret()
    session.add(
        OneTimeLink(
            code_sha256=fingerprint(code), user_id=user.id, purpose=purpose, expires_at=now + timedelta(hours=hours)
        )
    )
    return code


def look(session: Session, now: datetime, code: str, purpose: str = SIGN_IN) -> User:
    """Whom the code would sign in; changes nothing. Raises Mistake in the words that ``use`` would say."""
    link = session.get(OneTimeLink, fingerprint(code))
    user = None if link is None else session.get(User, link.user_id)
    if link is None or user is None or link.purpose != purpose:
        raise NotFound("Liên kết đăng nhập này không có. Hãy chép lại trọn vẹn liên kết, hoặc xin một liên kết mới.")
    if link.used_at is not None:
        raise Conflict(
            "Liên kết đăng nhập này đã được dùng rồi. Mỗi liên kết chỉ dùng một lần: hãy xin một liên kết mới."
        )
    if now >= link.expires_at:
        raise Conflict("Liên kết đăng nhập này đã hết hạn. Hãy xin một liên kết mới.")
    if user.disabled_at is not None:
        raise Mistake("Tài khoản này đã bị khóa. Hãy hỏi người quản trị.")
    return user


def use(session: Session, now: datetime, code: str, purpose: str = SIGN_IN) -> User:
    """Spend the code. Of two at the same moment one gets the user, the other Conflict, as for one already used."""
    user = look(session, now, code, purpose)
    spent = session.execute(
        update(OneTimeLink)
        .where(col(OneTimeLink.code_sha256) == fingerprint(code), col(OneTimeLink.used_at).is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    if spent.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(
            "Liên kết đăng nhập này đã được dùng rồi. Mỗi liên kết chỉ dùng một lần: hãy xin một liên kết mới."
        )
    return user
