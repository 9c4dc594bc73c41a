"""The calendar's pages: the board, one delivery, one item to be placed on a day."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from fastapi import Request
from sqlmodel import Session, col
from starlette.responses import Response

from campaign.delivery.preview import notes
from campaign.desk.roles import may_see
from campaign.errors import NotFound
from campaign.models import Delivery, Item, Pause, Revision, User
from campaign.models.approvals import approved_items
from campaign.schedule.board import Entry, Wanted, read_board
from campaign.schedule.tray import undated
from campaign.web.access import SignedIn, may
from campaign.web.actions import DeliveryId
from campaign.web.calendar_asked import read_asked, read_date
from campaign.web.calendar_occasions import told
from campaign.web.calendar_view import CODES, kinds_of, read_calendar
from campaign.web.lines import Line
from campaign.web.respond import is_fragment, render, respond
from campaign.web.site import site_of
from campaign.web.status import read_channels, read_lines, zone_of
from campaign.workspace.openings import Quiet
from campaign.workspace.stored import required_approvals

OFFERED = 200
"""Items that the choice of an empty day offers."""


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    """``?view=month|week|list&from=DATE&channel=&kind=&state=``; ``done`` names what was just done."""
    live = _live(request, user)
    site = site_of(request)
    with site.database.read() as session:
        ahead = told(request, session, user, live["view"].today)
    return respond(request, "calendar.html", user=user, done=done, occasions=ahead, **live)


def part(request: Request, user: SignedIn, seen: str = "") -> Response:
    """The board alone, or 204 when it is still as ``seen``."""
    live = _live(request, user)
    if seen == live["seen"]:
        return Response(status_code=204)
    return respond(request, "calendar_live.html", user=user, **live)


def card(request: Request, user: SignedIn, delivery_id: DeliveryId) -> Response:
    """One delivery: what it is, what stands in its way, and what can be done. A dialog on the board, else a page."""
    site = site_of(request)
    with site.database.read() as session:
        now, zone = site.database.now(session), zone_of(session)
        line = next(iter(read_lines(session, now, user, col(Delivery.id) == delivery_id)), None)
        if line is None:
            raise NotFound("Không có lượt đăng này.")
        entry = _entry_of(session, user, line, zone)
        pauses = _pauses_over(session, line)
        foreseen = site.kept_forecast.of(session, now).get(line.id, ())
        left_out = notes(session, site.settings, line.id)
    values: dict[str, Any] = {
        "line": line, "entry": entry, "zone": zone, "local": line.due_at.astimezone(zone), "pauses": pauses,
        "foreseen": foreseen, "left_out": left_out,
        "in_dialog": is_fragment(request),
        "may_act": may(user, "editor"), "back_to": back_to(request, line.due_at.astimezone(zone).date()),
    }  # fmt: skip
    template = "calendar_card.html" if is_fragment(request) else "calendar_card_page.html"
    return respond(request, template, user=user, **values)


def place_form(request: Request, user: SignedIn, on: str = "", item: str = "") -> Response:
    """Which approved item goes out on that date, where and when. A dialog on the board, else a page."""
    site = site_of(request)
    with site.database.read() as session:
        now, zone = site.database.now(session), zone_of(session)
        today = now.astimezone(zone).date()
        ready = undated(session, required_approvals(session, site.settings), today, user.unit)
        values: dict[str, Any] = {
            "ready": ready[:OFFERED],
            "used": _used(session, required_approvals(session, site.settings), user, {each.slug for each in ready}),
            "channels": [line for line in read_channels(session, user) if line.connected and line.enabled],
        }
    wanted = max(read_date(on) or today, today)
    values |= {"in_dialog": is_fragment(request)}
    values |= {"on": wanted, "today": today, "chosen": item, "clock": _next_hour(now.astimezone(zone), wanted)}
    template = "calendar_place.html" if is_fragment(request) else "calendar_place_page.html"
    return respond(request, template, user=user, zone=zone, back_to=back_to(request, wanted), **values)


def back_to(request: Request, on: date) -> str:
    """The board that the dialog was opened on (htmx says which), else the month of the date."""
    here = urlsplit(request.headers.get("hx-current-url", ""))
    if is_fragment(request) and here.path == "/calendar":
        return f"{here.path}?{here.query}" if here.query else here.path
    return f"/calendar?from={on.isoformat()}"


def _live(request: Request, user: User) -> dict[str, Any]:
    """The rendered board and its fingerprint."""
    site = site_of(request)
    with site.database.read() as session:
        now, zone = site.database.now(session), zone_of(session)
        keys = {line.key for line in read_channels(session, user)}
        asked = read_asked(request.query_params, now.astimezone(zone).date(), keys, kinds_of(session))
        ahead = site.kept_forecast.of(session, now)
        view = read_calendar(session, site.settings, now, user, zone, asked, ahead)
    values: dict[str, Any] = {"view": view, "asked": asked, "zone": zone, "codes": CODES}
    values |= {"may_act": may(user, "editor"), "may_pause": may(user, "manager")}
    board = render(request, "calendar_board.html", user, **values)
    return values | {"board": board, "seen": hashlib.sha256(board.encode()).hexdigest()[:16]}


def _entry_of(session: Session, user: User, line: Line, zone: Any) -> Entry | None:
    """The delivery as the board shows it, with its marks; None for a part, or a cancelled one."""
    on = line.due_at.astimezone(zone).date()
    keys = {each.key for each in read_channels(session, user)}
    entries = read_board(session, zone, on, on, Wanted(keys))[0].entries
    return next((entry for entry in entries if entry.id == line.id), None)


def _pauses_over(session: Session, line: Line) -> list[Pause]:
    rows = session.scalars(sa.select(Pause).where(col(Pause.from_at) <= line.due_at)).all()
    return [row for row in rows if not line.urgent and Quiet.of(row).touches(line.due_at, line.channel)]


def _used(session: Session, required: int, user: User, known: set[str]) -> list[Any]:
    """Approved items that have been on the calendar before, the newest first."""
    rows = session.execute(
        sa.select(col(Item.slug), col(Revision.title), col(Revision.unit))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(
            col(Item.id).in_(approved_items(required)), col(Item.withdrawn_at).is_(None), col(Item.state) != "archived"
        )
        .order_by(col(Item.updated_at).desc(), col(Item.id).desc())
    )
    return [row for row in rows if row.slug not in known and may_see(user, row.unit)][:OFFERED]


def _next_hour(local: datetime, on: date) -> str:
    """The next full hour today, else nine in the morning."""
    if on != local.date() or local.hour == 23:
        return "09:00"
    return f"{local + timedelta(hours=1):%H}:00"
