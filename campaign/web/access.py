"""Who is asking, and what their role lets them do."""

from __future__ import annotations

import logging
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, Request
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from campaign.db import Database
from campaign.desk import roles
from campaign.errors import NotFound
from campaign.models import Channel, Delivery, User
from campaign.people import sessions
from campaign.web.respond import is_fragment
from campaign.web.site import site_of

log = logging.getLogger(__name__)
ANYBODY = ""
"""The role of a page that needs no sign-in."""


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has ended."""


class RoleNeeded(Exception):
    """The person is known, but may not do this. ``str()`` is the role that may."""


def may(user: User | None, role: str) -> bool:
    """Whether the person's role is at least ``role``."""
    return user is not None and roles.RANK[user.role] >= roles.RANK[role]


def signed_in(request: Request, later: BackgroundTasks) -> User:
    """The person behind the cookie. Raises SignInNeeded. A page that refreshes itself does not count as use."""
    site = site_of(request)
    secret = request.cookies.get(site.cookies.session, "")
    with site.database.read() as session:
        now = site.database.now(session)
        user = sessions.who(session, now, secret)
        if user is None:
            raise SignInNeeded
        if not is_fragment(request) and sessions.needs_touch(session, now, secret):
            later.add_task(_touch, site.database, secret)
    return user


SignedIn = Annotated[User, Depends(signed_in)]


def needs(role: str) -> Any:
    """A dependency that lets only this role and those above it pass."""

    def check(user: SignedIn) -> None:
        if not may(user, role):
            raise RoleNeeded(role)

    return Depends(check)


def may_see(user: User, channel: Channel) -> bool:
    """A person of one unit sees that unit's channels and those that belong to no unit."""
    return roles.may_see(user, channel.unit)


def require_delivery(session: Session, user: User, delivery_id: int) -> None:
    """Raises NotFound for a delivery that is not there or belongs to another unit: the two look the same."""
    delivery = session.get(Delivery, delivery_id)
    channel = None if delivery is None else session.get(Channel, delivery.channel_key)
    if channel is None or not may_see(user, channel):
        raise NotFound("Không có lượt đăng này.")


def require_channel(session: Session, user: User, key: str) -> None:
    """Raises NotFound for a channel that is not there or belongs to another unit."""
    channel = session.get(Channel, key)
    if channel is None or not may_see(user, channel):
        raise NotFound("Không có kênh này.")


def _touch(database: Database, secret: str) -> None:
    """After the answer, so that a page never waits for the write lock."""
    try:
        with database.write() as session:
            sessions.touch(session, database.now(session), secret)
    except OperationalError as busy:
        log.warning("a session's last use was not stored: %s", type(busy.orig).__name__)
