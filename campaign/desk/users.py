"""Adding people."""

from __future__ import annotations

from campaign.db import Database
from campaign.errors import Mistake
from campaign.people.one_time import make_sign_in_link
from campaign.people.users import add_user
from campaign.settings import Settings
from campaign.workspace.stored import stored_plan


def add_person(
    database: Database, settings: Settings, actor: str, email: str, name: str, role: str, unit: str = ""
) -> str:
    """A new person; returns the address that signs them in once. Raises Mistake for an unknown role or unit."""
    with database.write() as session:
        if unit and unit not in (known := [row.id for row in stored_plan(session).units]):
            raise Mistake(f"Kế hoạch không có đơn vị {unit!r}. Các đơn vị: {', '.join(known)}")
        now = database.now(session)
        user = add_user(session, now, email, name, role, unit, actor=actor)
        return sign_in_url(settings, make_sign_in_link(session, now, user))


def sign_in_url(settings: Settings, code: str) -> str:
    """The page whose one button signs in."""
    return f"{settings.links_url}/sign-in/{code}"
