"""API tokens and accounts from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from campaign.cli.main import app
from campaign.db import Database
from campaign.errors import Conflict, Mistake, NotFound
from campaign.people import api_tokens, users


@pytest.fixture
def ran(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    monkeypatch.setenv("CAMPAIGN_DATABASE_URL", sqlite_database.url)
    monkeypatch.setenv("CAMPAIGN_WORKSPACE", str(tmp_path))

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, words)

    return run


def test_a_token_is_printed_alone_listed_without_its_secret_and_revoked(ran, sqlite_database: Database) -> None:  # type: ignore[no-untyped-def]
    assert ran("user", "add", "lan@hg.vn", "--name", "Lan", "--role", "editor").exit_code == 0
    made = ran("token", "add", "cms", "--user", "lan@hg.vn", "--scope", "read")
    secret = made.stdout.strip()
    assert made.stdout == f"{secret}\n"
    with sqlite_database.read() as session:
        found = api_tokens.who(session, secret)
        assert found
        assert (found[0].email, found[1].scope) == ("lan@hg.vn", "read")
    listed = json.loads(ran("token", "list", "--json").stdout)["tokens"]
    assert [(row["name"], row["user"], row["scope"], row["revoked_at"]) for row in listed] == [
        ("cms", "lan@hg.vn", "read", None)
    ]
    assert secret not in ran("token", "list").stdout
    assert ran("token", "revoke", "cms").exit_code == 0
    with sqlite_database.read() as session:
        assert api_tokens.who(session, secret) is None
    assert isinstance(ran("token", "revoke", "cms").exception, NotFound)


def test_adding_somebody_who_is_there_prints_a_fresh_link_and_changes_nothing(ran, sqlite_database: Database) -> None:  # type: ignore[no-untyped-def]
    first = ran("user", "add", "lan@hg.vn", "--name", "Lan", "--role", "editor").stdout
    again = ran("user", "add", "LAN@hg.vn", "--name", "Lan", "--role", "admin")
    assert again.exit_code == 0
    assert "/sign-in/" in again.stdout
    assert again.stdout != first
    with sqlite_database.read() as session:
        assert users.get_user(session, "lan@hg.vn").role == "editor"
    assert "giữ nguyên" in again.stderr


def test_somebody_is_disabled_enabled_and_starts_over(ran, sqlite_database: Database) -> None:  # type: ignore[no-untyped-def]
    ran("user", "add", "lan@hg.vn", "--name", "Lan", "--role", "editor")
    assert ran("user", "disable", "lan@hg.vn").exit_code == 0
    assert isinstance(ran("user", "add", "lan@hg.vn", "--name", "Lan", "--role", "editor").exception, Conflict)
    assert ran("user", "enable", "lan@hg.vn").exit_code == 0
    assert "/sign-in/" in ran("user", "reset", "lan@hg.vn").stdout


@pytest.mark.parametrize(("name", "scope"), [("", "read"), ("a\nb\x00", "read"), ("x" * 101, "read"), ("a", "all")])
def test_a_wrong_name_or_scope_is_refused(database: Database, name: str, scope: str) -> None:
    with database.write() as session:
        user = users.add_user(session, database.now(session), "lan@hg.vn", "Lan", "editor")
        with pytest.raises(Mistake):
            api_tokens.add(session, database.now(session), user, name, scope, actor="cli")


def test_two_of_one_name_are_told_apart_by_their_owner(database: Database) -> None:
    with database.write() as session:
        now = database.now(session)
        people = [users.add_user(session, now, f"{name}@hg.vn", name, "editor") for name in ("lan", "minh")]
        for person in people:
            api_tokens.add(session, now, person, "cms", "read", actor="cli")
        with pytest.raises(Conflict, match="đã có mã"):
            api_tokens.add(session, now, people[0], "cms", "write", actor="cli")
        with pytest.raises(Conflict, match="--user"):
            api_tokens.revoke(session, now, "cms", actor="cli")
        api_tokens.revoke(session, now, "cms", people[1], actor="cli")
        assert [row.revoked_at is None for row, _ in api_tokens.list_all(session)] == [True, False]
