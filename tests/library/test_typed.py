"""What is typed and not saved: one's own, once per place, and never for ever."""

from __future__ import annotations

from datetime import timedelta

from campaign.db import Database
from campaign.library import typed
from campaign.people.users import add_user
from tests.conftest import START


def person(database: Database, email: str = "viet@example.vn") -> int:
    with database.write() as session:
        return add_user(session, START, email, "Phóng viên", "reporter").id or 0


def test_the_latest_words_replace_the_ones_before(database: Database) -> None:
    user = person(database)
    for body in ("một", "một hai"):
        with database.write() as session:
            typed.keep(session, START, user, "otp", 3, {"body": body})
    with database.read() as session:
        kept = typed.kept(session, user, "otp")
        assert kept is not None
        assert (kept.fields, kept.revision, kept.typed_at) == ({"body": "một hai"}, 3, START)
        assert typed.kept(session, user, "khac") is None


def test_each_person_has_their_own(database: Database) -> None:
    one, other = person(database), person(database, "sua@example.vn")
    with database.write() as session:
        typed.keep(session, START, one, "otp", 1, {"body": "của tôi"})
        typed.drop(session, other, "otp")
        assert typed.kept(session, other, "otp") is None
        assert typed.kept(session, one, "otp") is not None
        typed.drop(session, one, "otp")
        assert typed.kept(session, one, "otp") is None


def test_old_words_and_too_many_new_items_go(database: Database) -> None:
    user = person(database)
    with database.write() as session:
        typed.keep(session, START, user, "otp", 1, {})
        for number in range(typed.MOST_NEW + 5):
            now = START + timedelta(days=31, minutes=number)
            typed.keep(session, now, user, f"{typed.NEW}{number:012x}", None, {"title": str(number)})
        assert typed.kept(session, user, "otp") is None
        titles = [row.fields["title"] for row in typed.kept_new(session, user)]
    assert titles == [str(number) for number in range(typed.MOST_NEW + 4, 4, -1)]
