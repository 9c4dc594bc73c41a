"""API tokens: a program that acts as a person, within what that person may. Only the hash is stored."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import ApiToken, User
from campaign.people.audit import record
from campaign.people.secrets import fingerprint, new_secret

SCOPES = ("read", "write")
PREFIX = "cmp_"
"""So that a program that looks for secrets in files recognises one."""
TOUCH_EVERY = timedelta(minutes=5)


def add(session: Session, now: datetime, user: User, name: str, scope: str, *, actor: str) -> str:
    """A new secret for this person's program. Raises Mistake, or Conflict where the person has one of that name."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name or len(name) > 100 or not name.isprintable():
        raise Mistake("Hãy đặt tên cho mã truy cập: 1 đến 100 ký tự, chỉ gồm chữ in được.")
    if scope not in SCOPES:
        raise Mistake(f"Không có phạm vi {scope!r}. Phạm vi là một trong: {', '.join(SCOPES)}.")
    if user.disabled_at is not None:
        raise Conflict(f"Tài khoản {user.email} đã bị khóa nên không có mã truy cập mới.")
    if any(row.name == name for row in _live(session, user)):
        raise Conflict(f"{user.email} đã có mã truy cập tên {name}. Hãy đặt tên khác, hoặc thu hồi mã đó trước.")
    secret = PREFIX + new_secret()
    assert user.id is not None
    session.add(ApiToken(user_id=user.id, name=name, scope=scope, secret_sha256=fingerprint(secret), created_at=now))
    record(session, now, actor, "token.add", f"user:{user.email}", name=name, scope=scope)
    return secret


def who(session: Session, secret: str) -> tuple[User, ApiToken] | None:
    """Whom the program acts for; None if the secret is unknown or revoked, or the person is disabled."""
    return session.exec(
        select(User, ApiToken)
        .join(ApiToken, col(ApiToken.user_id) == col(User.id))
        .where(
            ApiToken.secret_sha256 == fingerprint(secret),
            col(ApiToken.revoked_at).is_(None),
            col(User.disabled_at).is_(None),
        )
    ).first()


def needs_touch(row: ApiToken, now: datetime) -> bool:
    return row.last_used_at is None or now - row.last_used_at >= TOUCH_EVERY


def touch(session: Session, now: datetime, token_id: int) -> None:
    """Remember that it was used just now."""
    session.execute(update(ApiToken).where(col(ApiToken.id) == token_id).values(last_used_at=now))


def list_all(session: Session, user: User | None = None) -> list[tuple[ApiToken, User]]:
    """Everybody's, or one person's, revoked ones too, oldest first."""
    query = select(ApiToken, User).join(User, col(ApiToken.user_id) == col(User.id)).order_by(col(ApiToken.id))
    return list(session.exec(query if user is None else query.where(col(User.id) == user.id)))


def revoke(session: Session, now: datetime, name: str, user: User | None = None, *, actor: str) -> None:
    """It is worth nothing from now on. Raises NotFound, or Conflict where two people have one of that name."""
    found = [(row, owner) for row, owner in list_all(session, user) if row.name == name and row.revoked_at is None]
    if not found:
        raise NotFound(f"Không có mã truy cập nào tên {name} còn hiệu lực. Xem danh sách: campaign token list")
    if len(found) > 1:
        owners = ", ".join(owner.email for _, owner in found)
        raise Conflict(f"Nhiều người có mã tên {name} ({owners}). Hãy chỉ rõ: --user EMAIL")
    row, owner = found[0]
    row.revoked_at = now
    session.add(row)
    record(session, now, actor, "token.revoke", f"user:{owner.email}", name=name)


def _live(session: Session, user: User) -> list[ApiToken]:
    return [row for row, _ in list_all(session, user) if row.revoked_at is None]
