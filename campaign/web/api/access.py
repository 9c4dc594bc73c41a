"""Which person a request to the API acts for: by an API token, else by the cookie of a signed-in browser."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, Request
from sqlalchemy.exc import OperationalError

from campaign.db import Database
from campaign.desk.roles import NAMES
from campaign.models import User
from campaign.people import api_tokens, sessions
from campaign.web.access import may
from campaign.web.api.problems import Refused
from campaign.web.body import SAFE_METHODS
from campaign.web.site import Site, site_of

log = logging.getLogger(__name__)
CHALLENGE = {"www-authenticate": "Bearer"}
"""RFC 6750, section 3."""


@dataclass(frozen=True)
class Caller:
    """Who asks. ``email`` stands in the audit."""

    user: User
    site: Site

    @property
    def email(self) -> str:
        return self.user.email


def caller(request: Request, later: BackgroundTasks) -> Caller:
    """Raises Refused: 401 for nobody, 403 where a token that only reads would change something.

    Where an Authorization header is sent, a cookie beside it counts for nothing.
    """
    site = site_of(request)
    sent = request.headers.get("authorization")
    if sent is not None:
        return Caller(_by_token(site, request.method, sent, later), site)
    with site.database.read() as session:
        user = sessions.who(session, site.database.now(session), request.cookies.get(site.cookies.session, ""))
    if user is None:
        raise Refused(401, "Hãy gửi mã truy cập: Authorization: Bearer ... (campaign token add).", CHALLENGE)
    return Caller(user, site)


Asking = Annotated[Caller, Depends(caller)]


def needs(role: str) -> Any:
    """A dependency that lets only this role and those above it pass."""

    def check(asking: Asking) -> None:
        if not may(asking.user, role):
            raise Refused(403, f"Việc này cần vai trò {NAMES[role]} trở lên.")

    return Depends(check)


def _by_token(site: Site, method: str, header: str, later: BackgroundTasks) -> User:
    kind, _, secret = header.partition(" ")
    with site.database.read() as session:
        now = site.database.now(session)
        found = api_tokens.who(session, secret.strip()) if kind.lower() == "bearer" else None
    if found is None:
        raise Refused(401, "Mã truy cập không đúng, đã bị thu hồi, hoặc tài khoản đã bị khóa.", CHALLENGE)
    user, row = found
    if row.scope == "read" and method not in SAFE_METHODS:
        raise Refused(403, "Mã truy cập này chỉ đọc được. Hãy tạo mã khác: campaign token add --scope write")
    if row.id is not None and api_tokens.needs_touch(row, now):
        later.add_task(_touch, site.database, row.id)
    return user


def _touch(database: Database, token_id: int) -> None:
    """After the answer, so that no program waits for the write lock."""
    try:
        with database.write() as session:
            api_tokens.touch(session, database.now(session), token_id)
    except OperationalError as busy:
        log.warning("the last use of an API token was not stored: %s", type(busy.orig).__name__)
