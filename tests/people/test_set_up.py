"""A new installation: nobody can sign in, and one link makes the first person."""

from __future__ import annotations

import pytest

from campaign.clock import SetClock
from campaign.db import Database
from campaign.errors import Conflict, Mistake, NotFound
from campaign.people import set_up, users

PASSWORD = "bốn từ không liên quan"


def _code(database: Database) -> str:
    with database.write() as session:
        return set_up.make_set_up_code(session, database.now(session))


def _first(database: Database, code: str, password: str = PASSWORD) -> str:
    with database.write() as session:
        user = set_up.first_user(session, database.now(session), code, "tu@example.vn", "Tú", password)
        return f"{user.role}/{user.unit}"


def test_the_link_makes_one_administrator_of_all_units_and_is_spent(database: Database) -> None:
    code = _code(database)
    with pytest.raises(Mistake, match="ít nhất 12"):
        _first(database, code, "ngắn")
    assert _first(database, code) == "admin/"
    with pytest.raises(Conflict, match="đã có tài khoản"):
        _first(database, code)
    assert _code(database) == ""


def test_only_the_newest_link_counts_and_only_for_a_day(database: Database) -> None:
    old, new = _code(database), _code(database)
    for wrong in (old, "", "x"):
        with pytest.raises(NotFound, match="mới nhất"):
            _first(database, wrong)
    assert isinstance(database.clock, SetClock)
    database.clock.advance(hours=24)
    with pytest.raises(Conflict, match="hết hạn"):
        _first(database, new)


def test_it_is_worth_nothing_once_anybody_was_added_otherwise(database: Database) -> None:
    code = _code(database)
    with database.write() as session:
        users.add_user(session, database.now(session), "a@example.vn", "Một", "reporter")
    with pytest.raises(Conflict, match="đã có tài khoản"):
        _first(database, code)
