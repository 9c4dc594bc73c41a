"""What the calendar's forms do: move, place. On the open board htmx gets a sentence, with "undo" where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from fastapi import Request
from sqlmodel import Session, col
from starlette.responses import Response

from campaign.desk import calendar
from campaign.desk.roles import may_see
from campaign.errors import NotFound
from campaign.models import Item, Revision, User
from campaign.web.access import SignedIn, require_channel, require_delivery
from campaign.web.actions import DeliveryId
from campaign.web.calendar_asked import read_own
from campaign.web.calendar_forms import Move, Place
from campaign.web.next_path import with_done
from campaign.web.respond import go_to, is_fragment, respond
from campaign.web.site import site_of

CHANGED = "calendar-changed"
"""The event on which the open board asks for itself anew."""


def move(request: Request, user: SignedIn, delivery_id: DeliveryId, form: Move) -> Response:
    """To another date, at the same clock time unless one is given."""
    site = site_of(request)
    with site.database.read() as session:
        require_delivery(session, user, delivery_id)
    at = datetime.combine(form.on, form.at) if form.at else None
    moved = calendar.move(site.database, user.email, delivery_id, on=form.on, at=at)
    if not is_fragment(request):
        return go_to(with_done(_board(form.next, form.on, [delivery_id]), "moved"))
    answer = respond(request, "calendar_moved.html", user=user, moved=moved)
    answer.headers["hx-trigger"] = CHANGED
    return answer


def place(request: Request, user: SignedIn, form: Place) -> Response:
    """One approved item on a day, on each of the chosen channels."""
    site = site_of(request)
    with site.database.read() as session:
        _require_item(session, user, form.item)
        for key in form.channel:
            require_channel(session, user, key)
    placed = calendar.place(site.database, user.email, form.item, form.channel, form.on, form.at)
    if not is_fragment(request):
        return go_to(with_done(_board(form.next, form.on, placed.ids), "placed" if placed.new else "there"))
    local = datetime.combine(form.on, form.at)
    there = _board(request.headers.get("hx-current-url", ""), form.on, placed.ids)
    answer = respond(request, "calendar_placed.html", user=user, local=local, placed=placed, there=there)
    answer.headers["hx-trigger"] = CHANGED
    return answer


def _board(asked: str, on: date, ids: Sequence[int]) -> str:
    """The board that the dialog stood on, or of that view the part in which the posts now are; they are marked."""
    board = read_own(asked, on)
    first, last = board.span
    if not first <= on <= last or board.is_outside(on):
        board = board.seen_as(board.view, on)
    return board.marking(ids)


def _require_item(session: Session, user: User, slug: str) -> None:
    """Raises NotFound for an item that is not there or belongs to another unit."""
    unit = session.scalar(
        sa.select(col(Revision.unit))
        .join(Item, (col(Item.id) == col(Revision.item_id)) & (col(Item.revision) == col(Revision.number)))
        .where(col(Item.slug) == slug)
    )
    if unit is None or not may_see(user, unit):
        raise NotFound("Không có mục này.")
