"""Who hears a cause: people of a role and a unit, or people by name; and never nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from campaign.models import AlertCause, User
from campaign.models.person import ROLES


@dataclass(frozen=True)
class Audience:
    """``only`` (e-mails) where it is told to people by name, else everybody from ``role`` on who sees ``unit``.
    ``but``: e-mails of those who can do nothing about it."""

    role: str = "editor"
    unit: str = ""
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def hears(cause: AlertCause, user: User) -> bool:
    """Is the cause this person's to hear?"""
    told = cause.audience
    if user.disabled_at is not None or user.email in told["but"]:
        return False
    if told["only"]:
        return user.email in told["only"]
    in_reach = not user.unit or not told["unit"] or user.unit == told["unit"]
    return in_reach and ROLES.index(user.role) >= ROLES.index(told["role"])


def hearers(cause: AlertCause, people: Sequence[User]) -> list[User]:
    """Everybody who hears it; where that would be nobody, the managers and administrators of all units."""
    found = [user for user in people if hears(cause, user)]
    return found or [user for user in people if _answers_for_all(user) and user.disabled_at is None]


def _answers_for_all(user: User) -> bool:
    return not user.unit and ROLES.index(user.role) >= ROLES.index("manager")
