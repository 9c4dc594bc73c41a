"""The inbox, and one item to decide on: what changed, how it reads on each channel, where it already stands."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.library.lacking import missing_for_kind
from campaign.models import User
from campaign.schedule.alike import alike_items
from campaign.web.access import SignedIn, may
from campaign.web.inbox.forms import Slug
from campaign.web.inbox.review import asked, item_for, read_review
from campaign.web.inbox.view import changes_of, outlooks, places, read_inbox
from campaign.web.respond import render, respond
from campaign.web.site import site_of
from campaign.web.status import zone_of


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    """What awaits this person, and their own items. ``done`` names what was just done."""
    site = site_of(request)
    with site.database.read() as session:
        inbox = read_inbox(session, site.settings, site.database.now(session), user)
    return respond(request, "inbox/inbox.html", user=user, done=done, inbox=inbox, zone=inbox.zone, back_to="/inbox")


def one(request: Request, user: SignedIn, slug: Slug, done: str = "") -> Response:
    """One item. Raises NotFound."""
    site = site_of(request)
    with site.database.read() as session:
        item, revision = item_for(session, user, slug)
        number, changes = changes_of(session, item, revision, asked(session, site.settings))
        values: dict[str, Any] = {
            "item": item, "revision": revision, "review": read_review(session, site.settings, user, item, revision),
            "approved_number": number, "changes": changes, "outlooks": outlooks(session, site.settings, user, item),
            "alike": alike_items(session, revision.title, revision.link, but=item.id, unit=user.unit),
            "lacking": missing_for_kind(session, item.kind, revision),
        }  # fmt: skip
    values |= _places(request, user, slug)
    return respond(request, "inbox/item.html", user=user, done=done, back_to=f"/inbox/{slug}", **values)


def part(request: Request, user: SignedIn, slug: Slug, seen: str = "") -> Response:
    """Where the item stands, or 204 when that is still as ``seen``."""
    values = _places(request, user, slug)
    if seen == values["seen"]:
        return Response(status_code=204)
    return respond(request, "inbox/places_live.html", user=user, **values)


def _places(request: Request, user: User, slug: str) -> dict[str, Any]:
    site = site_of(request)
    with site.database.read() as session:
        item, revision = item_for(session, user, slug)
        review = read_review(session, site.settings, user, item, revision)
        lines = places(session, site.database.now(session), user, item)
        zone = zone_of(session)
    values = {"places": lines, "review": review, "zone": zone, "may_act": may(user, "editor")}
    rendered = render(request, "inbox/places.html", user, back_to=f"/inbox/{slug}", slug=slug, **values)
    return {
        "rendered": rendered,
        "seen": hashlib.sha256(rendered.encode()).hexdigest()[:16],
        "zone": zone,
        "slug": slug,
    }
