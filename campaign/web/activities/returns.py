"""What units owe to the deadlines: who is missing, links to their forms, and the reading of what came."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request
from starlette.responses import Response

from campaign.desk import activities, returns
from campaign.models import User
from campaign.reach.activities import KINDS
from campaign.reach.owed import next_dues
from campaign.web.access import SignedIn, may
from campaign.web.actions import MAX_ID
from campaign.web.activities.forms import Link
from campaign.web.forms import Plain, Reason
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of
from campaign.workspace.stored import stored_plan, stored_zone

ReturnId = Annotated[int, Path(ge=1, le=MAX_ID)]


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    return _page(request, user, done=done)


def make(request: Request, user: SignedIn, form: Link) -> Response:
    """The link is shown on this answer and never again."""
    site = site_of(request)
    code = returns.make_link(site.database, user.email, form.deadline, form.year, form.unit)
    base = site.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return _page(request, user, link=f"{base}/returns/{code}", link_unit=form.unit)


def accept(request: Request, user: SignedIn, return_id: ReturnId, form: Plain) -> Response:
    returns.accept(site_of(request).database, user.email, return_id)
    return go_to("/activities/returns?done=return-accepted")


def send_back(request: Request, user: SignedIn, return_id: ReturnId, form: Reason) -> Response:
    returns.send_back(site_of(request).database, user.email, return_id, form.reason)
    return go_to("/activities/returns?done=return-back")


def revoke(request: Request, user: SignedIn, return_id: ReturnId, form: Plain) -> Response:
    returns.revoke_link(site_of(request).database, user.email, return_id)
    return go_to("/activities/returns?done=revoked")


def _page(request: Request, user: User, link: str = "", link_unit: str = "", done: str = "") -> Response:
    site = site_of(request)
    with site.database.read() as session:
        plan, now, zone = stored_plan(session), site.database.now(session), stored_zone(session)
        today = now.astimezone(zone).date()
        dues = next_dues(session, plan, today, user.unit)
        told = {
            row.id: activities.find_activities(session, activities.Sought(return_id=row.id), full=True)
            for due in dues for _, _, row in due.units if row is not None
        }  # fmt: skip
    return respond(
        request, "activities/returns.html", user=user, dues=dues, told=told, plan=plan, today=today, zone=zone,
        now=now, kinds=KINDS, link=link, link_unit=link_unit, done=done, may_manage=may(user, "manager"),
    )  # fmt: skip
