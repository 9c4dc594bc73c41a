"""From the compose page into the calendar: the next free slot of each channel, or an exact time."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from campaign.desk import calendar
from campaign.desk.placing import place_next
from campaign.desk.roles import LOWEST
from campaign.desk.urgent import post_urgently
from campaign.errors import Mistake
from campaign.models import User
from campaign.web.access import RoleNeeded, SignedIn, may, require_channel
from campaign.web.compose.form import PlaceForm, Placing
from campaign.web.compose.page import Slug, show_edit
from campaign.web.compose.view import require_item
from campaign.web.respond import go_to
from campaign.web.site import site_of


def place(request: Request, user: SignedIn, slug: Slug, form: Placing) -> Response:
    """Draft or approved: what is not approved is scheduled all the same and held until it is."""
    site = site_of(request)
    if form.urgent and not may(user, LOWEST["urgent"]):
        raise RoleNeeded(LOWEST["urgent"])
    with site.database.read() as session:
        require_item(session, user, slug)
        for key in form.channel:
            require_channel(session, user, key)
    try:
        done = _place(request, user, slug, form)
    except Mistake as mistake:
        return show_edit(request, user, slug, form, mistake)
    return go_to(f"/library/{slug}/edit?done={done}#coming")


def _place(request: Request, user: User, slug: str, form: PlaceForm) -> str:
    """What was done, by name."""
    site, urgent = site_of(request), form.urgent == "yes"
    database = site.database
    if form.when == "next" and urgent:
        post_urgently(database, site.settings, user.email, slug, form.channel)
        return "placed"
    if form.when == "next":
        place_next(database, user.email, slug, form.channel)
        return "placed"
    if form.on is None or form.at is None:
        raise Mistake("Hãy chọn cả ngày và giờ, hoặc chọn giờ trống tiếp theo.")
    placed = calendar.place(database, user.email, slug, form.channel, form.on, form.at, urgent)
    return "placed" if placed.new else "there"
