"""Adding and changing people: each one transaction and one audit row.

``actor``: an e-mail, or "cli", which may do everything. A person of one unit knows only that unit's people.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session

from campaign.db import Database
from campaign.desk.roles import NAMES, person
from campaign.errors import Mistake, NotFound
from campaign.models import User
from campaign.people import devices, passwords, second_step, sessions
from campaign.people.audit import record
from campaign.people.one_time import make_sign_in_link
from campaign.people.set_up import make_set_up_code
from campaign.people.users import add_user, change_role, disable, enable, find, get_user
from campaign.settings import Settings
from campaign.workspace.stored import stored_plan

INVITED_HOURS = 72
COMMAND_LINE = "cli"


def add_person(
    database: Database, settings: Settings, actor: str, email: str, name: str, role: str, unit: str = ""
) -> str:
    """A new person; returns the address that signs them in once. Raises Mistake for an unknown role or unit."""
    with _change(database, actor) as (session, now, by):
        _require_unit(session, by, unit)
        user = add_user(session, now, email, name, role, unit, actor=actor)
        return sign_in_url(settings, make_sign_in_link(session, now, user, hours=INVITED_HOURS))


def fresh_link(database: Database, settings: Settings, actor: str, email: str) -> str:
    """Another address that signs this person in once. Raises NotFound, or Conflict for a disabled one."""
    with _change(database, actor) as (session, now, by):
        user = _theirs(session, by, email)
        record(session, now, actor, "user.link", f"user:{user.email}")
        return sign_in_url(settings, make_sign_in_link(session, now, user, hours=INVITED_HOURS))


def known(database: Database, email: str) -> User | None:
    """The person of this e-mail, if there is one."""
    with database.read() as session:
        return find(session, email)


def place(database: Database, actor: str, email: str, role: str, unit: str) -> None:
    """Another role or unit; the person signs in again. Raises NotFound, Mistake, Conflict (the last administrator)."""
    with _change(database, actor) as (session, now, by):
        user = _theirs(session, by, email)
        if (role, unit) == (user.role, user.unit):
            return
        _require_unit(session, by, unit)
        change_role(session, now, user, role, unit, actor=actor)


def disable_person(database: Database, actor: str, email: str) -> None:
    """Signed out everywhere at once, their programs too. Raises NotFound, Conflict (the last administrator)."""
    with _change(database, actor) as (session, now, by):
        user = _theirs(session, by, email)
        if by is not None and user.id == by.id:
            raise Mistake("Bạn không tự khóa tài khoản của mình được; hãy nhờ một quản trị khác.")
        disable(session, now, user, actor=actor)


def enable_person(database: Database, actor: str, email: str) -> None:
    with _change(database, actor) as (session, now, by):
        enable(session, now, _theirs(session, by, email), actor=actor)


def reset_person(database: Database, settings: Settings, actor: str, email: str) -> str:
    """For somebody who has lost the phone or the password: no second step, no password, signed out; a fresh link."""
    with _change(database, actor) as (session, now, by):
        user = _theirs(session, by, email)
        link = make_sign_in_link(session, now, user, hours=INVITED_HOURS)
        second_step.turn_off(session, now, user, actor=actor)
        user.password_hash = ""
        sessions.end_all(session, user)
        record(session, now, actor, "user.reset", f"user:{user.email}")
        return sign_in_url(settings, link)


def change_password(database: Database, by: str, password: str, device: str = "") -> None:
    """The person's new password, after desk.second_step.confirm. Every browser is signed out; of the remembered ones
    only ``device`` stays. Raises Mistake for a weak one."""
    with database.write() as session:
        user = get_user(session, by)
        passwords.set_password(session, database.now(session), user, password, actor=by)
        devices.forget_all(session, user, but=device)


def people_of(session: Session, by: User) -> list[User]:
    """Everybody whom this administrator may see, by e-mail."""
    from campaign.people.users import list_users

    return [user for user in list_users(session) if _knows(by, user)]


def sign_in_url(settings: Settings, code: str) -> str:
    """The page whose one button signs in."""
    return f"{settings.links_url}/sign-in/{code}"


def set_up_url(database: Database, settings: Settings) -> str:
    """The page that makes the first administrator; empty where anybody has an account."""
    with database.write() as session:
        code = make_set_up_code(session, database.now(session))
    return f"{settings.links_url}/set-up/{code}" if code else ""


@contextmanager
def _change(database: Database, actor: str) -> Iterator[tuple[Session, datetime, User | None]]:
    """The transaction, its moment, and who acts: None for the command line."""
    with database.write() as session:
        by = None if actor == COMMAND_LINE else person(session, actor, "people")
        yield session, database.now(session), by


def _theirs(session: Session, by: User | None, email: str) -> User:
    user = get_user(session, email)
    if not _knows(by, user):
        raise NotFound(f"Không có người dùng {user.email!r}. Xem danh sách: campaign user list")
    return user


def _knows(by: User | None, user: User) -> bool:
    return by is None or not by.unit or by.unit == user.unit


def _require_unit(session: Session, by: User | None, unit: str) -> None:
    if unit and unit not in (known := [row.id for row in stored_plan(session).units]):
        raise Mistake(f"Kế hoạch không có đơn vị {unit!r}. Các đơn vị: {', '.join(known)}")
    if by is not None and by.unit and by.unit != unit:
        raise Mistake(f"{by.email} là {NAMES[by.role]} của đơn vị {by.unit} nên chỉ thêm được người của đơn vị đó.")
