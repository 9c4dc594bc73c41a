"""Pauses of the calendar: a list, one form, and what becomes of the posts inside."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Path, Request
from sqlmodel import Session, col
from starlette.responses import Response

from campaign.desk import pauses
from campaign.models import Pause, User
from campaign.web.access import SignedIn, may
from campaign.web.actions import MAX_ID
from campaign.web.calendar_asked import read_date
from campaign.web.calendar_forms import FallenChoice, PauseFields
from campaign.web.forms import Sure
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of
from campaign.web.status import read_channels, zone_of

PauseId = Annotated[int, Path(ge=1, le=MAX_ID)]
KEPT = 50
"""Past pauses that the list still shows."""


def show_all(request: Request, user: SignedIn, done: str = "") -> Response:
    """Every pause, the ones to come first."""
    site = site_of(request)
    with site.database.read() as session:
        now, zone = site.database.now(session), zone_of(session)
        rows = session.scalars(sa.select(Pause).order_by(col(Pause.to_at).desc(), col(Pause.id)).limit(200)).all()
        values: dict[str, Any] = {
            "ahead": sorted((row for row in rows if row.to_at >= now), key=lambda row: row.from_at),
            "past": [row for row in rows if row.to_at < now][:KEPT],
            "titles": {line.key: line.title for line in read_channels(session, user)},
        }
    return respond(
        request, "calendar_pauses.html", user=user, zone=zone, done=done, may_pause=may(user, "manager"), **values
    )


def new_form(request: Request, user: SignedIn, on: str = "") -> Response:
    """An empty form; ``on``: the day that was pressed."""
    site = site_of(request)
    with site.database.read() as session:
        today = site.database.now(session).astimezone(zone_of(session)).date()
        day = read_date(on) or today
        return _form(
            request, session, user, None, datetime.combine(day, time(0, 0)), datetime.combine(day, time(23, 59))
        )


def edit_form(request: Request, user: SignedIn, pause_id: PauseId, done: str = "") -> Response:
    """One pause, what stands inside it, and its form."""
    site = site_of(request)
    with site.database.read() as session:
        pause, zone = pauses.known_pause(session, user, pause_id), zone_of(session)
        begins, ends = (moment.astimezone(zone).replace(tzinfo=None) for moment in (pause.from_at, pause.to_at))
        return _form(request, session, user, pause, begins, ends, done)


def add(request: Request, user: SignedIn, form: PauseFields) -> Response:
    site = site_of(request)
    pause_id = pauses.add_pause(site.database, user, form.written())
    pauses.settle(site.database, user, pause_id, form.fallen)
    return go_to(f"/calendar/pauses/{pause_id}?done=pause-{form.fallen}")


def edit(request: Request, user: SignedIn, pause_id: PauseId, form: PauseFields) -> Response:
    site = site_of(request)
    pauses.edit_pause(site.database, user, pause_id, form.written())
    pauses.settle(site.database, user, pause_id, form.fallen)
    return go_to(f"/calendar/pauses/{pause_id}?done=pause-{form.fallen}")


def remove(request: Request, user: SignedIn, pause_id: PauseId, form: Sure) -> Response:
    pauses.remove_pause(site_of(request).database, user, pause_id)
    return go_to("/calendar/pauses?done=pause-removed")


def settle(request: Request, user: SignedIn, pause_id: PauseId, form: FallenChoice) -> Response:
    """ "Move all" or "drop all" of what people scheduled inside."""
    pauses.settle(site_of(request).database, user, pause_id, form.what)
    return go_to(f"/calendar/pauses/{pause_id}?done=pause-{form.what}")


def _form(
    request: Request,
    session: Session,
    user: User,
    pause: Pause | None,
    begins: datetime,
    ends: datetime,
    done: str = "",
) -> Response:
    fell = pauses.fell_into(session, pause, site_of(request).database.now(session)) if pause else None
    return respond(
        request,
        "calendar_pause.html",
        user=user,
        pause=pause,
        begins=begins,
        ends=ends,
        fell=fell,
        done=done,
        channels=read_channels(session, user),
        zone=zone_of(session),
    )
