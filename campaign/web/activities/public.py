"""A unit's form behind its link: no account, on a phone, one activity at a time, until the unit says: this is all."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request
from starlette.responses import RedirectResponse, Response

from campaign.desk import returns
from campaign.desk.activities import Sought, find_activities
from campaign.errors import Mistake
from campaign.reach.activities import KINDS
from campaign.web.activities.forms import Activity, ActivityForm, Drop, HandIn, HandInForm, said_in
from campaign.web.activities.page import store_of
from campaign.web.failures import status_of
from campaign.web.peer import address_of
from campaign.web.report.shares import UNLISTED
from campaign.web.respond import respond
from campaign.web.site import Site, site_of
from campaign.workspace.stored import stored_plan, stored_zone

Code = Annotated[str, Path(pattern=r"^[\w-]{1,100}$")]


def show(request: Request, code: Code, done: str = "") -> Response:
    _count(request)
    return _page(request, code, ActivityForm(files=[]), done=done)


def tell(request: Request, code: Code, form: Activity) -> Response:
    """One more activity; it waits for a manager."""
    site = _count(request)
    try:
        returns.tell(site.database, store_of(site), code, said_in(form))
    except Mistake as mistake:
        return _page(request, code, form, str(mistake), status_of(mistake))
    return _back(code, "told")


def drop(request: Request, code: Code, form: Drop) -> Response:
    site = _count(request)
    returns.take_back(site.database, code, form.activity)
    return _back(code, "dropped")


def hand_in(request: Request, code: Code, form: HandIn) -> Response:
    site = _count(request)
    try:
        returns.hand_in(site.database, code, form.office, form.note)
    except Mistake as mistake:
        return _page(request, code, ActivityForm(files=[]), str(mistake), status_of(mistake), form)
    return _back(code, "sent")


def _page(
    request: Request, code: str, form: ActivityForm, sentence: str = "", status: int = 200,
    ending: HandInForm | None = None, done: str = "",
) -> Response:  # fmt: skip
    site = site_of(request)
    with site.database.read() as session:
        now, zone, plan = site.database.now(session), stored_zone(session), stored_plan(session)
        row = returns.find(session, now, code)
        rows = find_activities(session, Sought(return_id=row.id), full=True)
    deadline = next((each for each in plan.deadlines if each.id == row.deadline), None)
    answer = respond(
        request, "activities/return.html", status=status, row=row, rows=rows, plan=plan, deadline=deadline,
        kinds=KINDS, form=form, sentence=sentence, ending=ending or HandInForm(), today=now.astimezone(zone).date(),
        zone=zone, code=code, done=done, action=f"/returns/{code}", units={},
    )  # fmt: skip
    answer.headers.update(UNLISTED)
    return answer


def _count(request: Request) -> Site:
    """Raises TooMany, for whoever tries codes and for whoever sends without end."""
    site = site_of(request)
    with site.database.read() as session:
        now = site.database.now(session)
    site.public_pace.count(address_of(request, site.settings), now)
    return site


def _back(code: str, done: str) -> Response:
    return RedirectResponse(f"/returns/{code}?done={done}", 303)
