"""What has to be read again before it may go on, and what to put on the calendar for the days ahead."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import Form, Request
from pydantic import Field
from sqlmodel import Session
from starlette.responses import Response

from campaign.desk import evergreen as desk
from campaign.errors import Mistake
from campaign.models import User
from campaign.schedule.topics import Occasion, Suggested, occasions, suggestions
from campaign.web.access import SignedIn, may
from campaign.web.evergreen.overdue import to_review
from campaign.web.forms import PlainForm
from campaign.web.library.item import Slug
from campaign.web.library.view import read_names, required_of
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of
from campaign.web.status import zone_of
from campaign.workspace.stored import stored_plan


class ReviewForm(PlainForm):
    """``until`` empty: half a year from today."""

    until: date | None = None
    revision: Annotated[int, Field(ge=1)]


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    site = site_of(request)
    with site.database.read() as session:
        today = site.database.now(session).astimezone(zone_of(session)).date()
        rows = to_review(session, user, today)
        suited = _suited(session, required_of(session, site.settings), today, user)
        names = read_names(session)
    return respond(
        request, "evergreen/page.html", user=user, done=done, today=today, overdue=[row for row in rows if row.overdue],
        soon=[row for row in rows if not row.overdue], suited=suited, names=names, may_act=may(user, "editor"),
        usual=today + desk.USUAL, least=today + timedelta(days=1), most=today + desk.FURTHEST,
    )  # fmt: skip


def still_holds(request: Request, user: SignedIn, slug: Slug, form: Annotated[ReviewForm, Form()]) -> Response:
    desk.still_holds(site_of(request).database, user.email, slug, form.until, form.revision)
    return go_to(form.next or "/evergreen?done=reviewed")


def _suited(session: Session, required: int, today: date, user: User) -> list[tuple[Occasion, list[Suggested]]]:
    """A season of the plan that nothing suits asks for something new; a special day that nothing suits is left out."""
    try:
        plan = stored_plan(session)
    except Mistake:
        return []
    found = suggestions(session, occasions(session, plan, today), required, today, user.unit)
    return [(one, items) for one, items in found if items or one.tags or one.task]
