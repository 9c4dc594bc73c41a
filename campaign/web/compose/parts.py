"""What the page asks for while somebody types: counts and previews, and that the text be kept."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Request
from starlette.responses import JSONResponse, Response

from campaign.library import typed
from campaign.library.fields import ItemFields, fields_of
from campaign.web.access import SignedIn
from campaign.web.compose.form import Compose, Drop
from campaign.web.compose.trial import try_out
from campaign.web.compose.view import require_item
from campaign.web.compose.wording import sayer
from campaign.web.language import write_time
from campaign.web.respond import go_to, is_fragment, respond
from campaign.web.site import site_of
from campaign.web.status import read_channels, zone_of


def check(request: Request, user: SignedIn, form: Compose) -> Response:
    """The right-hand side for the form as it stands. Nothing is saved."""
    site = site_of(request)
    with site.database.read() as session:
        before = ItemFields(title="", unit=user.unit)
        if form.slug is not None:
            item, revision = require_item(session, user, form.slug)
            before = fields_of(item.kind, revision)
        now = site.database.now(session)
        found = try_out(session, site.settings, now, form, before, read_channels(session, user), user.unit)
        zone = zone_of(session)
    return respond(request, "compose/check.html", user=user, check=found, say=sayer(request), zone=zone)


def keep(request: Request, user: SignedIn, form: Compose) -> Response:
    """What is typed, kept for this person. ``{"at": "10:32"}``: no revision, no audit row, nobody's yes is touched."""
    site = site_of(request)
    with site.database.write() as session:
        if form.slug is not None:
            require_item(session, user, form.slug)
        now, zone = site.database.now(session), zone_of(session)
        typed.keep(session, now, user.id or 0, form.place, form.revision, form.typed())
    return JSONResponse({"at": write_time(now, zone)})


def drop(request: Request, user: SignedIn, form: Drop) -> Response:
    """The person does not want it."""
    site = site_of(request)
    with site.database.write() as session:
        typed.drop(session, user.id or 0, form.place)
    if is_fragment(request):
        return Response(status_code=204)
    return go_to("/library/new" if form.place.startswith(typed.NEW) else f"/library/{quote(form.place)}/edit")
