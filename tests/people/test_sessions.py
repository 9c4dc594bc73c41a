"""Sessions: how long they last, what ends them, what is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlmodel import select

from campaign.clock import SetClock
from campaign.db import Database
from campaign.models import Session as SessionRow
from campaign.models import User
from campaign.people import passwords, sessions, users


@pytest.fixture
def secret(database: Database) -> str:
    with database.write() as session:
        now = database.now(session)
        return sessions.start(session, now, users.add_user(session, now, "a@example.vn", "Một", "editor"))


def _who(database: Database, secret: str) -> User | None:
    with database.read() as session:
        return sessions.who(session, database.now(session), secret)


def _pass(database: Database, **span: float) -> None:
    assert isinstance(database.clock, SetClock)
    database.clock.advance(**span)


def test_a_session_ends_after_eight_hours_without_use(database: Database, secret: str) -> None:
    _pass(database, hours=7, minutes=59)
    assert _who(database, secret) is not None
    _pass(database, minutes=1)
    assert _who(database, secret) is None


def test_use_keeps_a_session_alive_but_never_past_seven_days(database: Database, secret: str) -> None:
    for _ in range(7 * 24 // 6 - 1):
        _pass(database, hours=6)
        assert _who(database, secret) is not None
        with database.write() as session:
            sessions.touch(session, database.now(session), secret)
    _pass(database, hours=6)
    assert _who(database, secret) is None


def test_a_dead_session_cannot_be_touched_back_to_life(database: Database, secret: str) -> None:
    _pass(database, hours=8)
    with database.write() as session:
        sessions.touch(session, database.now(session), secret)
    assert _who(database, secret) is None


def test_looking_often_writes_seldom(database: Database, secret: str) -> None:
    def needs_touch() -> bool:
        with database.read() as session:
            return sessions.needs_touch(session, database.now(session), secret)

    assert not needs_touch()
    _pass(database, minutes=5)
    assert needs_touch()


def test_a_new_sign_in_gives_a_new_secret_and_ends_the_old_one(database: Database, secret: str) -> None:
    with database.write() as session:
        fresh = sessions.start(session, database.now(session), session.exec(select(User)).one(), replaces=secret)
    assert fresh != secret
    assert _who(database, secret) is None
    assert _who(database, fresh) is not None


def test_signing_out_ends_one_browser_and_a_password_change_all(database: Database, secret: str) -> None:
    with database.write() as session:
        now, user = database.now(session), session.exec(select(User)).one()
        second, third = sessions.start(session, now, user), sessions.start(session, now, user)
        sessions.end(session, secret)
    assert [bool(_who(database, each)) for each in (secret, second, third)] == [False, True, True]
    with database.write() as session:
        passwords.set_password(session, now, session.exec(select(User)).one(), "bốn từ không liên quan", actor="cli")
    assert [bool(_who(database, each)) for each in (second, third)] == [False, False]


def test_expired_rows_are_swept_at_the_next_sign_in(database: Database, secret: str) -> None:
    _pass(database, days=8)
    with database.write() as session:
        sessions.start(session, database.now(session), session.exec(select(User)).one())
    with database.read() as session:
        assert len(session.exec(select(SessionRow)).all()) == 1


def test_the_secret_itself_is_nowhere_in_the_file(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        now = sqlite_database.now(session)
        secret = sessions.start(session, now, users.add_user(session, now, "a@example.vn", "Một", "editor"))
    folder = Path(str(make_url(sqlite_database.url).database)).parent
    stored = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"a@example.vn" in stored
    assert secret.encode() not in stored


@pytest.mark.parametrize("nonsense", ["", "x", "đ" * 50, "\x00"])
def test_an_unknown_cookie_is_nobody(database: Database, secret: str, nonsense: str) -> None:
    assert _who(database, nonsense) is None
