"""What a person was told, when and by which way, and what is open now; and the script that shows it in a browser."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.alerts.seen import board
from campaign.web.access import SignedIn
from campaign.web.alerts.words import ICONS, KINDS, STATES, WAYS
from campaign.web.respond import respond
from campaign.web.site import site_of
from campaign.web.status import zone_of

SCRIPT = "service-worker.js"


def show(request: Request, user: SignedIn) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        seen, zone = board(session, site.database.now(session), user), zone_of(session)
    words: dict[str, Any] = {"kinds": KINDS, "icons": ICONS, "ways": WAYS, "states": STATES}
    return respond(request, "alerts/page.html", user=user, board=seen, zone=zone, **words)


def push_script(request: Request) -> Response:
    """At the root, so that it may stand for every page; asked about anew each time, so that a new one comes at once.
    https://www.w3.org/TR/service-workers/#path-restriction"""
    file = site_of(request).static_files.by_name[SCRIPT]
    return Response(file.content, media_type="text/javascript", headers={"cache-control": "no-cache"})
