"""API tokens from the command line and the page: each step one transaction and one audit row."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from campaign.clock import iso_z
from campaign.db import Database
from campaign.people import api_tokens
from campaign.people.users import get_user


def add_api_token(database: Database, actor: str, name: str, email: str, scope: str) -> str:
    """The secret, seen this once. Raises NotFound, Mistake, Conflict."""
    with database.write() as session:
        return api_tokens.add(session, database.now(session), get_user(session, email), name, scope, actor=actor)


def revoke_api_token(database: Database, actor: str, name: str, email: str = "") -> None:
    """``email`` says whose, where two people have one of that name. Raises NotFound, Conflict."""
    with database.write() as session:
        user = get_user(session, email) if email else None
        api_tokens.revoke(session, database.now(session), name, user, actor=actor)


def list_api_tokens(session: Session) -> list[dict[str, Any]]:
    """Every one, never its secret."""
    return [
        {
            "id": row.id,
            "name": row.name,
            "user": user.email,
            "scope": row.scope,
            "created_at": iso_z(row.created_at),
            "last_used_at": iso_z(row.last_used_at),
            "revoked_at": iso_z(row.revoked_at),
        }
        for row, user in api_tokens.list_all(session)
    ]
