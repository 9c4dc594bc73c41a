"""The rehearsal: everybody reads the newest one; who plans the calendar has it gone through again."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.desk.roles import LOWEST
from campaign.models import User
from campaign.web.access import SignedIn, may
from campaign.web.forms import Plain
from campaign.web.rehearsal.kept import read_kept
from campaign.web.rehearsal.running import DAYS
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of
from campaign.web.status import read_channels


def show(request: Request, user: SignedIn) -> Response:
    return respond(request, "rehearsal/page.html", user=user, **_live(request, user))


def part(request: Request, user: SignedIn) -> Response:
    """What changes while one is running; the whole result once it has ended."""
    return respond(request, "rehearsal/live.html", user=user, **_live(request, user))


def begin(request: Request, form: Plain) -> Response:
    """Go through the calendar again, beside the pages."""
    site_of(request).rehearsal.begin()
    return go_to("/rehearsal")


def _live(request: Request, user: User) -> dict[str, Any]:
    site = site_of(request)
    running = site.rehearsal
    with site.database.read() as session:
        keys = {line.key for line in read_channels(session, user)}
        kept = read_kept(session, site.settings.var, keys)
    return {
        "kept": kept, "percent": running.percent, "trouble": running.trouble, "days_ahead": DAYS,
        "may_begin": may(user, LOWEST["rehearse"]),
    }  # fmt: skip
