"""Signing in: by password or by a link that works once, and the second step where the person has turned it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from campaign.credentials import Vault
from campaign.db import Database
from campaign.desk.second_step import opened
from campaign.errors import Mistake
from campaign.models import User
from campaign.people import devices, one_time, passwords, second_step, sessions, set_up, tries, users
from campaign.people.audit import record

WRONG = "Thư điện tử hoặc mật khẩu không đúng. Nếu chưa đặt mật khẩu, hãy xin người quản trị một liên kết đăng nhập."
"""The same for an unknown person, a disabled one, one without a password and a wrong password."""
WRONG_CODE = "Mã không đúng hoặc đã dùng rồi. Hãy đợi ứng dụng hiện mã mới, hoặc dùng một mã dự phòng."


@dataclass(frozen=True)
class Browser:
    """What a browser brings along: the address it comes from and the secrets of its cookies (empty: none)."""

    address: str = ""
    session: str = ""
    device: str = ""


@dataclass(frozen=True)
class Entered:
    """``session``: the new secret; empty where the second step is still to come, and ``step`` is its code then.

    ``device``: the secret of a browser to remember, if asked for.
    """

    session: str = ""
    step: str = ""
    device: str = ""


def by_password(database: Database, browser: Browser, email: str, password: str) -> Entered:
    """Raises tries.TooSoon, or Mistake(WRONG): the same sentence after the same work for whatever is wrong."""
    email = email.replace("\0", "").strip().lower()
    with database.read() as session:
        now = database.now(session)
        user = users.find(session, email)
        known = user is not None and devices.is_known(session, now, user, browser.device)
    key = ("password", email, browser.device if known else browser.address)
    with database.write() as session:
        count = tries.begin(session, database.now(session), *key)
        if count == tries.FREE + 1 and user is not None:
            at = database.now(session)
            record(session, at, user.email, "sign-in.refused", f"user:{user.email}", address=browser.address)
    right = passwords.matches(user.password_hash if user else "", password)
    if user is None or not right or user.disabled_at is not None:
        raise Mistake(WRONG)
    outdated = passwords.is_outdated(user.password_hash)
    rehashed = passwords.make_hash(password) if outdated else ""
    with database.write() as session:
        now = database.now(session)
        tries.succeed(session, *key)
        row = session.get_one(User, user.id)
        if row.password_hash != user.password_hash or row.disabled_at is not None:
            raise Mistake(WRONG)  # changed in this very moment
        row.password_hash = rehashed or row.password_hash
        return _enter(session, now, row, browser)


def by_link(database: Database, browser: Browser, code: str) -> Entered:
    """Spend the link. Raises NotFound, Conflict or Mistake in the words of ``one_time.look``."""
    with database.write() as session:
        now = database.now(session)
        return _enter(session, now, one_time.use(session, now, code), browser)


def by_code(database: Database, vault: Vault, browser: Browser, step: str, code: str, *, remember: bool) -> Entered:
    """The second step: ``step`` as the first one gave it. Raises tries.TooSoon, or Mistake for a wrong code."""
    with database.write() as session:
        now = database.now(session)
        user = one_time.look(session, now, step, one_time.SECOND_STEP)
        tries.begin(session, now, "code", user.email)
    with database.write() as session:
        now = database.now(session)
        user = one_time.look(session, now, step, one_time.SECOND_STEP)
        how = second_step.accept(session, now, user, opened(vault, user), code)
        if not how:
            raise Mistake(WRONG_CODE)
        one_time.use(session, now, step, one_time.SECOND_STEP)
        tries.succeed(session, "code", user.email)
        device = devices.remember(session, now, user) if remember else ""
        return Entered(_start(session, now, user, browser, how), device=device)


def first_person(database: Database, browser: Browser, code: str, email: str, name: str, password: str) -> Entered:
    """The set-up link: makes the first administrator and signs them in. Raises Mistake."""
    with database.write() as session:
        now = database.now(session)
        user = set_up.first_user(session, now, code, email, name, password)
        return Entered(_start(session, now, user, browser, "set-up"))


def _enter(session: Session, now: datetime, user: User, browser: Browser) -> Entered:
    if user.totp_sealed and not devices.is_known(session, now, user, browser.device):
        hours = one_time.SECOND_STEP_HOURS
        return Entered(step=one_time.make_sign_in_link(session, now, user, one_time.SECOND_STEP, hours))
    return Entered(_start(session, now, user, browser, ""))


def _start(session: Session, now: datetime, user: User, browser: Browser, how: str) -> str:
    secret = sessions.start(session, now, user, replaces=browser.session)
    detail = {"code": how} if how else {}
    record(session, now, user.email, "sign-in", f"user:{user.email}", **detail)
    return secret
