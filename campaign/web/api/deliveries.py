"""Deliveries over the API: the JSON of ``campaign deliveries --json``, and what a person may do to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Path, Query, Request
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from campaign.delivery.listing import list_deliveries
from campaign.delivery.preview import previews
from campaign.desk import deliveries as desk
from campaign.desk import published
from campaign.desk.roles import may_see
from campaign.desk.times import read_time
from campaign.errors import Conflict, NotFound
from campaign.models import Channel
from campaign.web.access import require_channel, require_delivery
from campaign.web.api.access import Asking, Caller
from campaign.web.api.items import MAX_ID, Empty, require_item
from campaign.web.api.shapes import Closed, Moved, NewDelivery, Resolved, State
from campaign.web.status import zone_of

ON_A_PAGE = MOST = 500

Id = Annotated[int, Path(ge=1, le=MAX_ID)]
Named = Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[int | None, Query(ge=1, le=MAX_ID, alias="next", description="`next` of the page before")]


def many(
    request: Request,
    asking: Asking,
    state: State | None = None,
    channel: Named = None,
    item: Named = None,
    next: Cursor = None,
    limit: Limit = ON_A_PAGE,
) -> Response:
    """By time. Only those on channels that this person may see."""
    with asking.site.database.read() as session:
        rows = _listed(session, asking, state=state, channel=channel, item=item, after=next, limit=limit + 1)
        shown = _with_texts(session, asking, rows[:limit])
    return JSONResponse({"deliveries": shown, "next": str(shown[-1]["id"]) if len(rows) > limit else None})


def one(request: Request, asking: Asking, delivery_id: Id) -> Response:
    return _answer(asking, delivery_id)


def schedule(request: Request, asking: Asking, sent: NewDelivery) -> Response:
    """One delivery, not in the past. The same again gives the one that is there. The item of an urgent one is handed in
    where it is not approved."""
    database = asking.site.database
    with database.read() as session:
        require_item(session, asking, sent.item)
        require_channel(session, asking.user, sent.channel)
        at = read_time(sent.at, zone_of(session))
    settings = asking.site.settings
    delivery_id = desk.schedule(database, asking.email, sent.item, sent.channel, at, sent.urgent, settings)
    answer = _answer(asking, delivery_id, 201)
    answer.headers["location"] = f"/api/v1/deliveries/{delivery_id}"
    return answer


def cancel(request: Request, asking: Asking, delivery_id: Id, sent: Empty = None) -> Response:
    """200 only if nothing can go out any more."""
    return _do(asking, delivery_id, desk.cancel)


def reschedule(request: Request, asking: Asking, delivery_id: Id, sent: Moved) -> Response:
    with asking.site.database.read() as session:
        at = read_time(sent.at, zone_of(session))
    return _do(asking, delivery_id, lambda database, email, id_: desk.reschedule(database, email, id_, at, ahead=True))


def release(request: Request, asking: Asking, delivery_id: Id, sent: Empty = None) -> Response:
    """Let a held one go, now."""
    return _do(asking, delivery_id, desk.release)


def retry(request: Request, asking: Asking, delivery_id: Id, sent: Empty = None) -> Response:
    """Try a failed one again, now."""
    return _do(asking, delivery_id, desk.retry)


def resolve(request: Request, asking: Asking, delivery_id: Id, sent: Resolved) -> Response:
    if sent.outcome == "absent":
        if sent.permalink:
            raise Conflict("permalink chỉ đi với published.")
        return _do(asking, delivery_id, desk.resolve_absent)
    return _do(
        asking,
        delivery_id,
        lambda database, email, id_: desk.resolve_published(database, email, id_, permalink=sent.permalink),
    )


def retract(request: Request, asking: Asking, delivery_id: Id, sent: Closed) -> Response:
    """Take a published one down, with the parts that follow it."""
    site = asking.site
    with site.database.read() as session:
        require_delivery(session, asking.user, delivery_id)
    notes = published.retract(site.dispatch, asking.email, delivery_id, sent.reason)
    return _answer(asking, delivery_id, notes=notes)


def _do(asking: Caller, delivery_id: int, act: Callable[..., Any]) -> Response:
    database = asking.site.database
    with database.read() as session:
        require_delivery(session, asking.user, delivery_id)
    act(database, asking.email, delivery_id)
    return _answer(asking, delivery_id)


def _answer(asking: Caller, delivery_id: int, status: int = 200, **more: Any) -> Response:
    with asking.site.database.read() as session:
        rows = _listed(session, asking, delivery_id=delivery_id)
        if not rows:
            raise NotFound("Không có lượt đăng này.")
        return JSONResponse(_with_texts(session, asking, rows)[0] | more, status)


def _listed(session: Session, asking: Caller, **wanted: Any) -> list[dict[str, Any]]:
    channels = None
    if asking.user.unit:
        channels = [row.key for row in session.scalars(sa.select(Channel)) if may_see(asking.user, row.unit)]
    cursor = session.connection().connection.cursor()
    try:
        mark = "?" if asking.site.database.is_sqlite else "%s"
        return list_deliveries(cursor, mark, channels=channels, **wanted)
    finally:
        cursor.close()


def _with_texts(session: Session, asking: Caller, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Before it goes out: the preview, by the same code that builds the post."""
    texts = previews(session, asking.site.settings, [row["id"] for row in rows if row["text"] is None])
    return [row | {"text": texts.get(row["id"], row["text"])} for row in rows]
