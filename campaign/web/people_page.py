"""The people of the newsroom: who they are, what they may, and links to hand over."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Request
from sqlmodel import Session
from starlette.responses import Response

from campaign.desk import users
from campaign.desk.roles import NAMES
from campaign.errors import Mistake, NotFound
from campaign.models import User
from campaign.web.access import SignedIn
from campaign.web.actions import MAX_ID
from campaign.web.failures import status_of
from campaign.web.forms import Plain, Sure
from campaign.web.language import language_of
from campaign.web.people_forms import Invite, Place
from campaign.web.respond import go_to, respond
from campaign.web.site import Site, site_of
from campaign.web.status import zone_of
from campaign.workspace.plan import Unit
from campaign.workspace.stored import stored_plan

PersonId = Annotated[int, Path(ge=1, le=MAX_ID)]


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    """``done`` names what was just done; only the known names say anything."""
    return _people(request, user, done=done)


def invite(request: Request, user: SignedIn, form: Invite) -> Response:
    """The link stands on the answer itself and is never seen again, so there is no going to another page."""
    site = site_of(request)
    try:
        link = users.add_person(site.database, site.settings, user.email, form.email, form.name, form.role, form.unit)
    except Mistake as mistake:
        return _people(request, user, mistake=mistake, filled=form.model_dump(exclude={"csrf"}))
    return _people(request, user, link=link, link_for=form.email.lower())


def fresh_link(request: Request, user: SignedIn, person_id: PersonId, form: Plain) -> Response:
    site = site_of(request)
    email = _email(site, user, person_id)
    return _people(
        request, user, link=users.fresh_link(site.database, site.settings, user.email, email), link_for=email
    )


def place(request: Request, user: SignedIn, person_id: PersonId, form: Place) -> Response:
    site = site_of(request)
    users.place(site.database, user.email, _email(site, user, person_id), form.role, form.unit)
    return go_to("/people?done=placed")


def disable(request: Request, user: SignedIn, person_id: PersonId, form: Sure) -> Response:
    site = site_of(request)
    users.disable_person(site.database, user.email, _email(site, user, person_id))
    return go_to("/people?done=disabled")


def enable(request: Request, user: SignedIn, person_id: PersonId, form: Plain) -> Response:
    site = site_of(request)
    users.enable_person(site.database, user.email, _email(site, user, person_id))
    return go_to("/people?done=enabled")


def reset(request: Request, user: SignedIn, person_id: PersonId, form: Sure) -> Response:
    site = site_of(request)
    email = _email(site, user, person_id)
    link = users.reset_person(site.database, site.settings, user.email, email)
    return _people(request, user, link=link, link_for=email)


def _email(site: Site, user: User, person_id: int) -> str:
    """Raises NotFound for nobody and for somebody of another unit alike."""
    with site.database.read() as session:
        for person in users.people_of(session, user):
            if person.id == person_id:
                return person.email
    raise NotFound("Không có người này.")


def _people(
    request: Request,
    user: User,
    *,
    done: str = "",
    mistake: Mistake | None = None,
    link: str = "",
    link_for: str = "",
    filled: dict[str, str] | None = None,
) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        values: dict[str, Any] = {
            "people": users.people_of(session, user),
            "units": _units(session, user),
            "zone": zone_of(session),
        }
    values |= {
        "done": done,
        "link": link,
        "link_for": link_for,
        "filled": filled or {"email": "", "name": "", "role": "reporter", "unit": user.unit},
        "roles": tuple(NAMES),
        "sentence": site.pages.said(language_of(request), str(mistake)) if mistake else "",
    }
    return respond(request, "people.html", user=user, status=status_of(mistake) if mistake else 200, **values)


def _units(session: Session, user: User) -> list[Unit]:
    """The plan's units that this administrator may put people into."""
    try:
        return [unit for unit in stored_plan(session).units if user.unit in ("", unit.id)]
    except Mistake:  # nothing was brought in yet
        return []
