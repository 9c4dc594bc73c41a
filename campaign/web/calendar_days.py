"""The table of special days: everybody reads it, managers change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import Path, Request
from starlette.responses import Response

from campaign.desk import special_days as desk
from campaign.models import SpecialDay
from campaign.schedule.special_days import all_special_days, falling_on
from campaign.web.access import SignedIn, may
from campaign.web.actions import MAX_ID
from campaign.web.calendar_forms import DayFields, DayForm
from campaign.web.forms import Sure
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of
from campaign.web.status import zone_of

DayId = Annotated[int, Path(ge=1, le=MAX_ID)]
DAYS_AHEAD = 400
"""A lunar year with a leap month has 384 days."""


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    site = site_of(request)
    with site.database.read() as session:
        today = site.database.now(session).astimezone(zone_of(session)).date()
        rows = all_special_days(session)
    coming = next_dates(rows, today)
    ordered = sorted(rows, key=lambda row: (coming.get(row.id or 0) or date.max, row.id))
    return respond(
        request, "calendar_days.html", user=user, done=done, rows=ordered, coming=coming,
        may_change=may(user, "manager"),
    )  # fmt: skip


def next_dates(rows: Sequence[SpecialDay], today: date) -> dict[int, date]:
    """{row id: the next date that it falls on, today included}; one that is over for good is left out."""
    found: dict[int, date] = {}
    for number in range(DAYS_AHEAD):
        on = today + timedelta(days=number)
        for row in falling_on(on, rows):
            found.setdefault(row.id or 0, on)
    return found


def add(request: Request, user: SignedIn, form: DayFields) -> Response:
    desk.save_special_day(site_of(request).database, user.email, _written(form))
    return go_to("/calendar/days?done=day-saved")


def edit(request: Request, user: SignedIn, day_id: DayId, form: DayFields) -> Response:
    desk.save_special_day(site_of(request).database, user.email, _written(form), day_id)
    return go_to("/calendar/days?done=day-saved")


def remove(request: Request, user: SignedIn, day_id: DayId, form: Sure) -> Response:
    desk.remove_special_day(site_of(request).database, user.email, day_id)
    return go_to("/calendar/days?done=day-removed")


def _written(form: DayForm) -> desk.SpecialDayForm:
    return desk.SpecialDayForm(form.name, form.kind, form.calendar == "lunar", form.month, form.day, form.year)
