"""Passwords: argon2id with the parameters of the rule, no cutting, no common ones."""

from __future__ import annotations

import threading
import unicodedata

import pytest

from campaign.db import Database
from campaign.errors import Mistake
from campaign.people import passwords, users


def test_the_stored_hash_says_argon2id_with_the_parameters_of_the_rule(database: Database) -> None:
    with database.write() as session:
        now = database.now(session)
        user = users.add_user(session, now, "a@example.vn", "Một", "editor")
        passwords.set_password(session, now, user, "mưa ngâu tháng bảy", actor="a@example.vn")
    assert user.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(user.password_hash, "mưa ngâu tháng bảy")
    assert not passwords.matches(user.password_hash, "mưa ngâu tháng bẩy")


def test_a_long_password_of_any_letters_is_neither_refused_nor_cut() -> None:
    password = "đường về quê ơi " * 8
    assert len(password) == 128
    stored = passwords.make_hash(passwords.require_good("x1" + password[2:]))
    assert passwords.matches(stored, "x1" + password[2:])
    assert not passwords.matches(stored, "x1" + password[2:-1])


def test_the_same_letters_composed_or_not_are_the_same_password() -> None:
    stored = passwords.make_hash("mưa ngâu tháng bảy")
    assert passwords.matches(stored, unicodedata.normalize("NFD", "mưa ngâu tháng bảy"))


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("mười một kt", "ít nhất 12"),
        ("x" * 129, "dài nhất 128"),
        ("Password1234", "dễ đoán"),
        ("Pass Word 1234", "dễ đoán"),
        ("123456789012345", "dễ đoán"),
        ("zyxwvutsrqponm", "dễ đoán"),
        ("matkhaumatkhau", "dễ đoán"),
        ("aaaaaaaaaaaaa", "dễ đoán"),
        ("bien-tap2026", "dễ đoán"),
        ("example.vn12345", "dễ đoán"),
    ],
)
def test_a_weak_password_is_refused_with_advice(password: str, sentence: str) -> None:
    with pytest.raises(Mistake, match=sentence):
        passwords.require_good(password, "bien-tap@example.vn", "Ban biên tập")


def test_somebody_without_a_password_never_matches_and_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    worked_on: list[str] = []

    class Recording:
        def hash(self, text: str) -> str:
            return hasher.hash(text)

        def verify(self, known: str, text: str) -> bool:
            worked_on.append(known)
            return True

    hasher = passwords._HASHER
    monkeypatch.setattr(passwords, "_HASHER", Recording())
    assert not passwords.matches("", "whatever it is")
    assert len(worked_on) == 1
    assert worked_on[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_weaker_hash_is_told_to_be_made_again() -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("mưa ngâu tháng bảy")
    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(passwords.make_hash("mưa ngâu tháng bảy"))
    assert not passwords.is_outdated("")


def test_no_more_than_two_hashes_are_worked_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Watched:
        def __init__(self) -> None:
            self.now = self.most = 0
            self.guard = threading.Lock()
            self.two_inside = threading.Event()

        def verify(self, known: str, text: str) -> bool:
            with self.guard:
                self.now += 1
                self.most = max(self.most, self.now)
                if self.now == passwords.AT_ONCE:
                    self.two_inside.set()
            self.two_inside.wait(10)
            with self.guard:
                self.now -= 1
            return True

    watched = Watched()
    monkeypatch.setattr(passwords, "_HASHER", watched)
    threads = [threading.Thread(target=passwords.matches, args=("stored", "x")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert watched.most == passwords.AT_ONCE
