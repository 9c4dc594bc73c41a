"""The first page: what waits for somebody, what is planned, what went out, how the channels are."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.models import User
from campaign.web.access import SignedIn, may
from campaign.web.respond import render, respond
from campaign.web.site import site_of
from campaign.web.status import read_clock, read_status, zone_of


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    """``done`` names what was just done; only the known names say anything."""
    return respond(
        request, "status.html", user=user, done=done, fragment=False, **_clock(request), **_live(request, user)
    )


def part(request: Request, user: SignedIn, seen: str = "") -> Response:
    """The sections alone, or 204 when they are still as ``seen``: what is open or focused on the page stays."""
    values = _live(request, user)
    if seen == values["seen"]:
        return Response(status_code=204)
    return respond(request, "live.html", user=user, fragment=True, **values)


def clock_part(request: Request, user: SignedIn) -> Response:
    return respond(request, "clock.html", user=user, **_clock(request))


def _live(request: Request, user: User) -> dict[str, Any]:
    """The rendered sections and their fingerprint."""
    site = site_of(request)
    with site.database.read() as session:
        view = read_status(session, site.database.now(session), user)
    rights = {"may_act": may(user, "editor"), "may_switch": may(user, "manager")}
    today = view.now.astimezone(view.zone).date()
    sections = render(request, "sections.html", user, view=view, zone=view.zone, today=today, **rights)
    return {"view": view, "sections": sections, "seen": hashlib.sha256(sections.encode()).hexdigest()[:16]}


def _clock(request: Request) -> dict[str, Any]:
    site = site_of(request)
    with site.database.read() as session:
        clock = read_clock(session, site.database.now(session), site.settings.tick_s)
        return {"clock": clock, "zone": zone_of(session)}
