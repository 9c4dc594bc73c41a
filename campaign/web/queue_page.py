"""The queue: what goes out next, what did not and why, and every decision that waits for a person."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.desk import published
from campaign.models import User
from campaign.web.access import SignedIn, may, require_delivery
from campaign.web.actions import DeliveryId
from campaign.web.forms import Reason
from campaign.web.queue_view import SECTIONS, read_queue
from campaign.web.respond import go_to, render, respond
from campaign.web.site import site_of


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    """``done`` names what was just done; only the known names say anything."""
    return respond(request, "queue.html", user=user, done=done, **_live(request, user))


def part(request: Request, user: SignedIn, seen: str = "") -> Response:
    """The sections alone, or 204 when they are still as ``seen``."""
    live = _live(request, user)
    if seen == live["seen"]:
        return Response(status_code=204)
    return respond(request, "queue_live.html", user=user, **live)


def retract(request: Request, user: SignedIn, delivery_id: DeliveryId, form: Reason) -> Response:
    """Take one published post down, with the reason that stands in the record."""
    site = site_of(request)
    with site.database.read() as session:
        require_delivery(session, user, delivery_id)
    by_hand = published.retract(site.dispatch, user.email, delivery_id, form.reason)
    return go_to(f"/queue?done={'retract-by-hand' if by_hand else 'retracted'}#d{delivery_id}")


def _live(request: Request, user: User) -> dict[str, Any]:
    site = site_of(request)
    with site.database.read() as session:
        queue = read_queue(session, site.database.now(session), user)
    values = {"queue": queue, "zone": queue.zone, "sections": SECTIONS, "may_act": may(user, "editor")}
    rendered = render(request, "queue_sections.html", user, back_to="/queue", **values)
    return {"rendered": rendered, "seen": hashlib.sha256(rendered.encode()).hexdigest()[:16]}
