"""The language that a person chose: of the pages for a browser, and of what they are told."""

from __future__ import annotations

from campaign.db import Database
from campaign.people import sessions
from campaign.people.audit import record


def choose_language(database: Database, secret: str, language: str) -> None:
    """Remembered with the person behind the session ``secret``; with nobody when no one is signed in."""
    with database.read() as session:
        user = sessions.who(session, database.now(session), secret)
        if user is None or user.language == language:
            return
    with database.write() as session:
        now = database.now(session)
        user = sessions.who(session, now, secret)
        if user is not None and user.language != language:
            user.language = language
            session.add(user)
            record(session, now, user.email, "user.language", f"user:{user.email}", language=language)
