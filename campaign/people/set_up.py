"""The first person of a new installation: there is no default account, only a link that works once.

Only its hash is stored, as a fact of the installation. It is worth nothing as soon as anybody has an account.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, select

from campaign.errors import Conflict, NotFound
from campaign.models import Fact, User
from campaign.people.passwords import make_hash, require_good
from campaign.people.secrets import fingerprint, new_secret
from campaign.people.users import add_user

FACT = "set_up"
GOOD_FOR = timedelta(hours=24)


def make_set_up_code(session: Session, now: datetime) -> str:
    """A code for ``/set-up/<code>``; the one before it ends. Empty where somebody has an account already."""
    if _anybody(session):
        return ""
    code = new_secret()
    session.merge(Fact(name=FACT, value=fingerprint(code), at=now))
    return code


def look(session: Session, now: datetime, code: str) -> None:
    """Raises NotFound or Conflict where the code would not make the first account."""
    if _anybody(session):
        raise Conflict("Chương trình đã có tài khoản. Hãy đăng nhập, hoặc nhờ người quản trị thêm bạn.")
    fact = session.exec(select(Fact).where(Fact.name == FACT).with_for_update()).first()
    if fact is None or fact.value != fingerprint(code):
        raise NotFound("Liên kết cài đặt này không đúng. Hãy dùng liên kết mới nhất mà campaign serve đã in ra.")
    if now - fact.at >= GOOD_FOR:
        raise Conflict("Liên kết cài đặt này đã hết hạn. Hãy chạy lại campaign serve để có liên kết mới.")


def first_user(session: Session, now: datetime, code: str, email: str, name: str, password: str) -> User:
    """Spend the code on an administrator of all units. Raises Mistake for what cannot be."""
    look(session, now, code)
    user = add_user(session, now, email, name, "admin", actor="set-up")
    user.password_hash = make_hash(require_good(password, user.email, user.name))
    session.delete(session.get_one(Fact, FACT))
    return user


def _anybody(session: Session) -> bool:
    return session.exec(select(User.id).limit(1)).first() is not None
