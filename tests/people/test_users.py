"""People: who may be added, and what ends their sessions."""

from __future__ import annotations

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import AuditEntry, User
from campaign.people import sessions, users


def test_a_new_database_has_no_account_at_all(database: Database) -> None:
    with database.read() as session:
        assert users.list_users(session) == []


def test_an_email_is_kept_in_lower_case_and_found_in_any(database: Database) -> None:
    with database.write() as session:
        users.add_user(session, database.now(session), " Bien-Tap@Example.VN ", "Ban  biên tập", "editor", "bao")
    with database.read() as session:
        user = users.get_user(session, "BIEN-TAP@example.vn")
        assert (user.email, user.name, user.unit) == ("bien-tap@example.vn", "Ban biên tập", "bao")
        assert user.password_hash == ""
        entry = session.exec(select(AuditEntry)).one()
        assert (entry.actor, entry.action, entry.subject) == ("cli", "user.add", "user:bien-tap@example.vn")


@pytest.mark.parametrize(
    ("email", "name", "role", "sentence"),
    [
        ("bientap", "Ban biên tập", "editor", "không phải là địa chỉ thư điện tử"),
        ("a@b", "Ban biên tập", "editor", "không phải là địa chỉ thư điện tử"),
        ("a\nb@example.vn", "Ban biên tập", "editor", "không phải là địa chỉ thư điện tử"),
        ("a" * 250 + "@example.vn", "Ban biên tập", "editor", "không phải là địa chỉ thư điện tử"),
        ("a@example.vn", "  ", "editor", "họ tên"),
        ("a@example.vn", "x" * 101, "editor", "dài nhất 100"),
        ("a@example.vn", "Ban\x00biên tập", "editor", "chữ in được"),
        ("a@example.vn", "Ban biên tập", "boss", "reporter, editor, manager, admin"),
    ],
)
def test_a_wrong_user_is_refused_in_one_sentence(
    database: Database, email: str, name: str, role: str, sentence: str
) -> None:
    with pytest.raises(Mistake, match=sentence), database.write() as session:
        users.add_user(session, database.now(session), email, name, role)


def test_the_same_email_twice_is_a_conflict(database: Database) -> None:
    with database.write() as session:
        users.add_user(session, database.now(session), "a@example.vn", "Một", "editor")
    with pytest.raises(Conflict, match=r"Đã có người dùng a@example\.vn"), database.write() as session:
        users.add_user(session, database.now(session), "A@example.vn", "Hai", "admin")
    with database.read() as session, pytest.raises(NotFound, match="Không có người dùng"):
        users.get_user(session, "b@example.vn")


@pytest.mark.parametrize("change", ["role", "disable"])
def test_a_new_role_and_a_disabling_sign_out_every_browser_at_once(database: Database, change: str) -> None:
    with database.write() as session:
        now = database.now(session)
        user = users.add_user(session, now, "a@example.vn", "Một", "editor")
        secrets = [sessions.start(session, now, user), sessions.start(session, now, user)]
    with database.write() as session:
        user = session.exec(select(User)).one()
        if change == "role":
            users.change_role(session, now, user, "reporter", actor="cli")
        else:
            users.disable(session, now, user, actor="cli")
    with database.read() as session:
        assert [sessions.who(session, now, secret) for secret in secrets] == [None, None]
