"""One-time links: once, in time, for one purpose."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from campaign.clock import SetClock
from campaign.db import Database
from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import OneTimeLink, User
from campaign.people import one_time, users


@pytest.fixture
def code(database: Database) -> str:
    with database.write() as session:
        now = database.now(session)
        return one_time.make_sign_in_link(session, now, users.add_user(session, now, "a@example.vn", "Một", "editor"))


def _use(database: Database, code: str, purpose: str = one_time.SIGN_IN) -> str:
    with database.write() as session:
        return one_time.use(session, database.now(session), code, purpose).email


def test_a_link_works_once_and_then_says_so(database: Database, code: str) -> None:
    assert _use(database, code) == "a@example.vn"
    with pytest.raises(Conflict, match=r"đã được dùng rồi.*xin một liên kết mới"):
        _use(database, code)


def test_looking_at_a_link_does_not_spend_it(database: Database, code: str) -> None:
    for _ in range(3):
        with database.read() as session:
            assert one_time.look(session, database.now(session), code).email == "a@example.vn"
    assert _use(database, code) == "a@example.vn"


def test_a_link_expires_to_the_minute(database: Database, code: str) -> None:
    assert isinstance(database.clock, SetClock)
    database.clock.advance(hours=24)
    with pytest.raises(Conflict, match="đã hết hạn"):
        _use(database, code)


@pytest.mark.parametrize("unknown", ["", "abc", "đ", "\x00" * 43])
def test_an_unknown_code_says_what_to_do(database: Database, code: str, unknown: str) -> None:
    with pytest.raises(NotFound, match="xin một liên kết mới"):
        _use(database, unknown)


def test_a_link_for_something_else_does_not_sign_in(database: Database, code: str) -> None:
    with pytest.raises(NotFound):
        _use(database, code, purpose="unit-return")


def test_a_disabled_person_gets_no_link_and_uses_none(database: Database, code: str) -> None:
    with database.write() as session:
        user = session.exec(select(User)).one()
        users.disable(session, database.now(session), user, actor="cli")
        with pytest.raises(Conflict, match="đã bị khóa"):
            one_time.make_sign_in_link(session, database.now(session), user)
    with pytest.raises(Mistake, match="đã bị khóa"):
        _use(database, code)


def test_of_two_at_the_same_moment_one_is_signed_in(database: Database, code: str) -> None:
    together = Barrier(2)

    def press() -> str:
        together.wait()
        try:
            return _use(database, code)
        except Conflict as conflict:
            return str(conflict)

    with ThreadPoolExecutor(2) as pool:
        answers = [future.result() for future in [pool.submit(press), pool.submit(press)]]
    assert answers.count("a@example.vn") == 1
    assert sum("đã được dùng rồi" in answer for answer in answers) == 1


def test_only_a_hash_is_stored_and_old_links_are_swept(database: Database, code: str) -> None:
    assert isinstance(database.clock, SetClock)
    with database.read() as session:
        assert code not in session.exec(select(OneTimeLink)).one().code_sha256
    database.clock.advance(days=40)
    with database.write() as session:
        one_time.make_sign_in_link(session, database.now(session), session.exec(select(User)).one())
    with database.read() as session:
        assert len(session.exec(select(OneTimeLink)).all()) == 1
