"""The list of activities, the form, the second reader's buttons, and evidence handed back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from fastapi import Path, Query, Request
from sqlmodel import Session, col
from starlette.datastructures import QueryParams
from starlette.responses import Response

from campaign.desk import activities as desk
from campaign.desk import activity_reading
from campaign.desk.roles import may_see
from campaign.errors import Mistake, NotFound
from campaign.media.store import MediaStore
from campaign.models import Activity, ActivityEvidence, User
from campaign.models.activity import ACTIVITY_STATES
from campaign.reach.activities import KINDS, minimum_json
from campaign.reach.periods import Period, this_year
from campaign.reach.rhythm import rhythms
from campaign.web.access import SignedIn, may
from campaign.web.actions import MAX_ID
from campaign.web.activities.forms import Activity as ActivityFields
from campaign.web.activities.forms import ActivityForm, said_in
from campaign.web.failures import status_of
from campaign.web.forms import Plain, Reason
from campaign.web.respond import go_to, respond
from campaign.web.site import Site, site_of
from campaign.workspace.plan import Plan
from campaign.workspace.stored import stored_plan, stored_zone
from campaign.workspace.text import clean_text

ActivityId = Annotated[int, Path(ge=1, le=MAX_ID)]
Page = Annotated[int, Query(ge=1, le=10_000)]
ON_A_PAGE = 50
FILTERS = ("task", "kind", "unit", "state")


@dataclass(frozen=True)
class Seeking:
    """What the address asks for."""

    sought: desk.Sought
    page: int

    def address(self, page: int) -> str:
        days = (("from", self.sought.from_on), ("to", self.sought.to_on))
        said = [(name, getattr(self.sought, name)) for name in FILTERS if getattr(self.sought, name)]
        said += [(name, day.isoformat()) for name, day in days if day]
        return "/activities?" + urlencode([*said, *([("page", str(page))] if page > 1 else [])])


def show(request: Request, user: SignedIn, done: str = "", page: Page = 1) -> Response:
    """``?task=&kind=&unit=&state=&from=&to=&page=``."""
    site = site_of(request)
    seeking = Seeking(_sought(request.query_params, user), page)
    with site.database.read() as session:
        plan, now, zone = stored_plan(session), site.database.now(session), stored_zone(session)
        today = now.astimezone(zone).date()
        rows = desk.find_activities(session, seeking.sought, (page - 1) * ON_A_PAGE, ON_A_PAGE, full=True)
        count = desk.count_activities(session, seeking.sought)
        year = this_year(now, zone)
        values: dict[str, Any] = {
            "plan": plan, "rows": rows, "count": count, "seeking": seeking, "today": today,
            "minimums": minimums(session, plan, year, user.unit), "year": year,
            "rhythms": rhythms(session, plan, year, today, user.unit),
            "waiting": desk.count_activities(session, desk.Sought(state="waiting", unit=user.unit)),
        }  # fmt: skip
    return respond(
        request, "activities/list.html", user=user, done=done, kinds=KINDS, units=units_for(plan, user),
        may_add=may(user, "reporter"), may_confirm=may(user, "editor"), may_manage=may(user, "manager"),
        last_page=max(-(-count // ON_A_PAGE), 1), **values,
    )  # fmt: skip


def new(request: Request, user: SignedIn) -> Response:
    task = clean_text(request.query_params.get("task", ""))[:40]
    return _form(request, user, ActivityForm(task=task, files=[]))


def add(request: Request, user: SignedIn, form: ActivityFields) -> Response:
    """Write it down; on a slip the same form again, with what was typed."""
    site = site_of(request)
    try:
        desk.add(site.database, store_of(site), user.email, said_in(form, user.unit))
    except Mistake as mistake:
        return _form(request, user, form, str(mistake), status_of(mistake))
    return go_to("/activities?done=activity-added")


def confirm(request: Request, user: SignedIn, activity_id: ActivityId, form: Plain) -> Response:
    activity_reading.confirm(site_of(request).database, user.email, activity_id)
    return go_to(form.next or "/activities?done=activity-confirmed")


def refuse(request: Request, user: SignedIn, activity_id: ActivityId, form: Reason) -> Response:
    activity_reading.refuse(site_of(request).database, user.email, activity_id, form.reason)
    return go_to(form.next or "/activities?done=activity-refused")


def evidence(
    request: Request, user: SignedIn, activity_id: ActivityId, number: Annotated[int, Path(ge=1, le=1000)]
) -> Response:
    """A file as it came, only ever as a download. ``number`` counts an activity's evidence from 1."""
    site = site_of(request)
    with site.database.read() as session:
        row = session.get(Activity, activity_id)
        query = sa.select(ActivityEvidence).where(col(ActivityEvidence.activity_id) == activity_id)
        files = session.scalars(query.order_by(col(ActivityEvidence.id))).all()
        if row is None or not may_see(user, row.unit) or number > len(files) or not files[number - 1].sha256:
            raise NotFound("Không có minh chứng này.")
        kept = files[number - 1]
    with store_of(site).open(kept.sha256) as file:
        content = file.read()
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(kept.name)}"}
    return Response(content, media_type="application/octet-stream", headers=headers)


def minimums(session: Session, plan: Plan, year: Period, unit: str = "") -> list[dict[str, Any]]:
    """Of each task item that has one: what is done this year."""
    return [
        {"task": item.id, "text": item.text, "what": item.minimum.what,
         **minimum_json(session, item.id, item.minimum, year, unit)}
        for item in plan.task_items if item.minimum is not None and (not unit or unit in item.lead)
    ]  # fmt: skip


def units_for(plan: Plan, user: User) -> dict[str, str]:
    return {unit.id: unit.name for unit in plan.units if user.unit in ("", unit.id)}


def store_of(site: Site) -> MediaStore:
    return MediaStore.of(site.settings)


def _form(request: Request, user: User, form: ActivityForm, sentence: str = "", status: int = 200) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        plan = stored_plan(session)
        today = site.database.now(session).astimezone(stored_zone(session)).date()
    return respond(
        request, "activities/new.html", user=user, status=status, form=form, plan=plan, kinds=KINDS, today=today,
        sentence=sentence, units=units_for(plan, user), action="/activities/new",
    )  # fmt: skip


def _sought(query: QueryParams, user: User) -> desk.Sought:
    said = {name: clean_text(query.get(name, ""))[:100].strip() for name in FILTERS}
    state = said["state"] if said["state"] in ACTIVITY_STATES else ""
    days = _day(query.get("from", "")), _day(query.get("to", ""))
    return desk.Sought(said["task"], user.unit or said["unit"], said["kind"], state, *days)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
