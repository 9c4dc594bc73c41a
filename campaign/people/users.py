"""The people who may sign in. There is no default account: somebody with the command line adds the first."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from sqlmodel import Session, col, select

from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import User
from campaign.models.person import ROLES
from campaign.people import sessions
from campaign.people.audit import record

_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]+@[^\s@<>\"',;:()\[\]\\]+\.[^\s@<>\"',;:()\[\]\\.]{2,}")
MAX_EMAIL = 254
"""Characters: RFC 5321, section 4.5.3.1.3, less the angle brackets."""
MAX_NAME = 100


def add_user(
    session: Session, now: datetime, email: str, name: str, role: str, unit: str = "", *, actor: str = "cli"
) -> User:
    """A new person, who signs in by a one-time link. Raises Mistake for what cannot be, Conflict for a known e-mail."""
    email, name = _email(email), _name(name)
    _role(role)
    if find(session, email) is not None:
        raise Conflict(f"Đã có người dùng {email}. Xem danh sách: campaign user list")
    user = User(email=email, name=name, role=role, unit=unit.strip(), created_at=now)
    session.add(user)
    session.flush()
    record(session, now, actor, "user.add", f"user:{email}", role=role, unit=user.unit)
    return user


def list_users(session: Session) -> list[User]:
    """Everybody, disabled ones too, by e-mail."""
    return list(session.exec(select(User).order_by(col(User.email))))


def find(session: Session, email: str) -> User | None:
    """The person with this e-mail, in whatever case it is written; None if there is none."""
    return session.exec(select(User).where(User.email == email.strip().lower())).first()


def get_user(session: Session, email: str) -> User:
    """As ``find``; raises NotFound."""
    user = find(session, email)
    if user is None:
        raise NotFound(f"Không có người dùng {email.strip().lower()!r}. Xem danh sách: campaign user list")
    return user


def change_role(session: Session, now: datetime, user: User, role: str, unit: str | None = None, *, actor: str) -> None:
    """Another role (and unit, where given) from this moment; every browser of the person is signed out.

    Raises Conflict where nobody would be left to add people.
    """
    _role(role)
    unit = user.unit if unit is None else unit.strip()
    if (role, unit) != ("admin", ""):
        _keep_one_admin(session, user)
    before, after = {"role": user.role, "unit": user.unit}, {"role": role, "unit": unit}
    record(session, now, actor, "user.role", f"user:{user.email}", before=before, after=after)
    user.role, user.unit = role, unit
    session.add(user)
    sessions.end_all(session, user)


def disable(session: Session, now: datetime, user: User, *, actor: str) -> None:
    """The person can no longer sign in and is signed out everywhere. The row stays for what they did.

    Raises Conflict where nobody would be left to add people.
    """
    _keep_one_admin(session, user)
    user.disabled_at = user.disabled_at or now
    session.add(user)
    sessions.end_all(session, user)
    record(session, now, actor, "user.disable", f"user:{user.email}")


def enable(session: Session, now: datetime, user: User, *, actor: str) -> None:
    """The person may sign in again, with the role they had."""
    user.disabled_at = None
    session.add(user)
    record(session, now, actor, "user.enable", f"user:{user.email}")


def _keep_one_admin(session: Session, user: User) -> None:
    if (user.role, user.unit) != ("admin", "") or user.disabled_at is not None:
        return
    others = select(User.id).where(
        User.role == "admin", User.unit == "", col(User.disabled_at).is_(None), col(User.id) != user.id
    )
    if session.exec(others.limit(1)).first() is None:
        raise Conflict(f"{user.email} là quản trị duy nhất của mọi đơn vị. Hãy thêm một quản trị khác trước.")


def _email(text: str) -> str:
    email = unicodedata.normalize("NFC", text).strip().lower()
    if len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email):
        raise Mistake(f"{text.strip()!r} không phải là địa chỉ thư điện tử. Ví dụ đúng: bien-tap@example.vn")
    return email


def _name(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise Mistake("Hãy cho biết họ tên của người dùng.")
    if len(name) > MAX_NAME or not name.isprintable():
        raise Mistake(f"Họ tên dài nhất {MAX_NAME} ký tự và chỉ gồm chữ in được.")
    return name


def _role(role: str) -> None:
    if role not in ROLES:
        raise Mistake(f"Không có vai trò {role!r}. Vai trò là một trong: {', '.join(ROLES)}.")
