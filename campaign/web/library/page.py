"""The library: every item that a person may see, searched, filtered, and chosen for one wish."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.library.listing import read_listing
from campaign.models import User
from campaign.web.access import SignedIn, may
from campaign.web.evergreen.overdue import count_overdue
from campaign.web.library.asked import ON_A_PAGE, Asked, read_asked
from campaign.web.library.view import read_choices, read_names, required_of, units_for
from campaign.web.respond import respond
from campaign.web.site import site_of
from campaign.web.status import zone_of


def show(request: Request, user: SignedIn) -> Response:
    """``?q=&kind=&task=&unit=&audience=&tag=&state=&use=&page=``. What is typed asks for the list alone."""
    asked = read_asked(request.query_params)
    values = _list(request, user, asked)
    if request.headers.get("hx-target") == "found":
        answer = respond(request, "library/found.html", user=user, **values)
        answer.headers["hx-replace-url"] = asked.address
        return answer
    site = site_of(request)
    with site.database.read() as session:
        choices = read_choices(session, user)
        today = site.database.now(session).astimezone(zone_of(session)).date()
        overdue = count_overdue(session, user, today)
    return respond(request, "library/list.html", user=user, choices=choices, overdue=overdue, **values)


def _list(request: Request, user: User, asked: Asked) -> dict[str, Any]:
    site = site_of(request)
    with site.database.read() as session:
        now, zone = site.database.now(session), zone_of(session)
        required = required_of(session, site.settings)
        wanted, first = asked.wanted(user.unit), (asked.page - 1) * ON_A_PAGE
        listing = read_listing(session, now, wanted, required, first=first, most=ON_A_PAGE)
        names = read_names(session)
    return {
        "asked": asked, "listing": listing, "names": names, "units": units_for(user, names), "zone": zone,
        "required": required, "today": now.astimezone(zone).date(),
        "last_page": max(-(-listing.total // ON_A_PAGE), 1),
        "may_edit": may(user, "reporter"), "may_act": may(user, "editor"),
    }  # fmt: skip
