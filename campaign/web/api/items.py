"""Items over the API: read, write, submit, approve, return."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Body, Header, Path, Query, Request
from sqlmodel import Session, col
from starlette.responses import JSONResponse, Response

from campaign.clock import iso_z
from campaign.desk.editing import edit_item
from campaign.desk.editorial import approve_item, return_item, submit_item
from campaign.desk.roles import may_see
from campaign.errors import Conflict, NotFound
from campaign.library.approvals import item_by_slug
from campaign.library.listing import Wanted, find_ids, state_of
from campaign.library.revisions import current_revision
from campaign.models import Item, Revision
from campaign.models.approvals import approved_items, approvers_of_each
from campaign.web.api.access import Asking, Caller
from campaign.web.api.problems import Refused
from campaign.web.api.shapes import ItemChanges, NewItem, Nothing, Returned
from campaign.workspace.stored import required_approvals

ON_A_PAGE = 50
MOST = 200
MAX_ID = 2**31 - 1

Slug = Annotated[str, Path(pattern=r"^[\w.-]{1,200}$")]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[int | None, Query(ge=1, le=MAX_ID, alias="next", description="`next` of the page before")]
Kind = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]
Words = Annotated[
    str | None,
    Query(description="Words to look for, with or without marks; the last one may be unfinished"),
]
IfMatch = Annotated[str | None, Header(description="The item's ETag: 412 where it has changed since")]
Empty = Annotated[Nothing | None, Body()]
_CURRENT: Any = sa.select(Item, Revision).join(
    Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision))
)


def many(
    request: Request, asking: Asking, kind: Kind = None, q: Words = None, next: Cursor = None, limit: Limit = ON_A_PAGE
) -> Response:
    """Newest first; with ``q`` the best match first, archived items too. Only what this person may see."""
    with asking.site.database.read() as session:
        required = required_approvals(session, asking.site.settings)
        if q is None or not q.strip():
            rows, last = _newest(session, asking, kind, next, limit)
        else:
            rows, last = _matching(session, asking, Wanted(q, kind or "", archived_too=True), next or 0, limit)
        shown = _shown(session, rows, required)
    return JSONResponse({"items": shown, "next": last})


def _newest(
    session: Session, asking: Caller, kind: str | None, below: int | None, limit: int
) -> tuple[Sequence[Any], str | None]:
    """The items with an id below ``below``, and the cursor of the page after them."""
    query = _CURRENT.order_by(col(Item.id).desc()).limit(limit + 1)
    if asking.user.unit:
        query = query.where(col(Revision.unit).in_(("", asking.user.unit)))
    if kind is not None:
        query = query.where(col(Item.kind) == kind)
    if below is not None:
        query = query.where(col(Item.id) < below)
    rows = session.execute(query).all()
    return rows[:limit], str(rows[limit - 1][0].id) if len(rows) > limit else None


def _matching(
    session: Session, asking: Caller, wanted: Wanted, first: int, limit: int
) -> tuple[Sequence[Any], str | None]:
    """The matches from the one at ``first`` on: that number is the cursor, since their order is not that of ids."""
    wanted = replace(wanted, unit_of=asking.user.unit)
    now = asking.site.database.now(session)
    ids, total = find_ids(session, now, wanted, required=1, first=first, most=limit)
    rows = {row[0].id: row for row in session.execute(_CURRENT.where(col(Item.id).in_(ids)))}
    return [rows[each] for each in ids], str(first + limit) if first + limit < total else None


def one(request: Request, asking: Asking, slug: Slug) -> Response:
    return _answer(asking, slug)


def add(request: Request, asking: Asking, sent: NewItem) -> Response:
    """A draft. It belongs to the person's own unit unless it says otherwise."""
    item = edit_item(asking.site.database, asking.email, None, sent.model_dump(exclude_unset=True))
    answer = _answer(asking, item.slug, 201)
    answer.headers["location"] = f"/api/v1/items/{item.slug}"
    return answer


def change(request: Request, asking: Asking, slug: Slug, sent: ItemChanges, if_match: IfMatch = None) -> Response:
    """The next revision. A changed content is approved by nobody yet."""
    _require(asking, slug)
    revision = _required_revision(asking, slug, if_match)
    try:
        edit_item(
            asking.site.database, asking.email, slug, sent.model_dump(exclude_unset=True), revision=revision,
            settings=asking.site.settings,
        )  # fmt: skip
    except Conflict as conflict:
        if revision is not None and revision != _revision(asking, slug):
            raise Refused(412, str(conflict)) from None
        raise
    return _answer(asking, slug)


def submit(request: Request, asking: Asking, slug: Slug, sent: Empty = None) -> Response:
    _require(asking, slug)
    submit_item(asking.site.database, asking.site.settings, slug, asking.email)
    return _answer(asking, slug)


def approve(request: Request, asking: Asking, slug: Slug, sent: Empty = None) -> Response:
    """This person's yes to the current content. Nobody approves what they wrote or submitted."""
    _require(asking, slug)
    approve_item(asking.site.database, asking.site.settings, slug, asking.email)
    return _answer(asking, slug)


def send_back(request: Request, asking: Asking, slug: Slug, sent: Returned) -> Response:
    _require(asking, slug)
    return_item(asking.site.database, asking.site.settings, slug, asking.email, sent.reason)
    return _answer(asking, slug)


def require_item(session: Session, asking: Caller, slug: str) -> tuple[Item, Revision]:
    """Raises NotFound for an item that is not there or belongs to another unit: the two look the same."""
    try:
        item = item_by_slug(session, slug)
        revision = current_revision(session, item)
    except NotFound:
        raise NotFound("Không có mục này.") from None
    if not may_see(asking.user, revision.unit):
        raise NotFound("Không có mục này.")
    return item, revision


def _require(asking: Caller, slug: str) -> None:
    with asking.site.database.read() as session:
        require_item(session, asking, slug)


def _revision(asking: Caller, slug: str) -> int:
    with asking.site.database.read() as session:
        return item_by_slug(session, slug).revision


def _required_revision(asking: Caller, slug: str, if_match: str | None) -> int | None:
    """RFC 9110, section 13.1.1: weak tags never match, ``*`` is anything that is there."""
    if if_match is None or if_match.strip() == "*":
        return None
    now = _revision(asking, slug)
    if f'"{now}"' not in re.findall(r'(?:W/)?"[^"]*"', if_match):
        raise Refused(412, f"Mục {slug} vừa được sửa (bản {now}); hãy tải lại rồi sửa trên bản mới.")
    return now


def _answer(asking: Caller, slug: str, status: int = 200) -> Response:
    with asking.site.database.read() as session:
        item, revision = require_item(session, asking, slug)
        required = required_approvals(session, asking.site.settings)
        (shown,) = _shown(session, [(item, revision)], required)
    return JSONResponse(shown, status, headers={"etag": f'"{item.revision}"'})


def _shown(session: Session, rows: Sequence[Any], required: int) -> list[dict[str, Any]]:
    """In as many queries for many items as for one."""
    ids = [item.id for item, _ in rows]
    said_yes = approvers_of_each(session, ids)
    approved = set(session.scalars(approved_items(max(required, 1)).where(col(Item.id).in_(ids))))
    return [_as_json(item, revision, said_yes.get(item.id, []), item.id in approved) for item, revision in rows]


def _as_json(item: Item, revision: Revision, approvers: list[str], approved: bool) -> dict[str, Any]:
    """``state`` is the item's own, or ``approved`` where enough people have said yes to what it says now."""
    return {
        "slug": item.slug,
        "title": revision.title,
        "kind": item.kind,
        "summary": revision.summary,
        "body": revision.body,
        "link": revision.link,
        "state": state_of(item, approvers, approved),
        "approved_by": approvers,
        "revision": item.revision,
        "tags": revision.tags,
        "audience": revision.audience,
        "task": revision.task,
        "unit": revision.unit or None,
        "language": revision.language,
        "media": revision.media,
        "variants": revision.variants,
        "evergreen": revision.evergreen,
        "not_before": revision.not_before.isoformat() if revision.not_before else None,
        "expires_on": revision.expires_on.isoformat() if revision.expires_on else None,
        "review_by": revision.review_by.isoformat() if revision.review_by else None,
        "verified": revision.verified,
        "source": revision.source,
        "sms": revision.sms,
        "defang": revision.defang,
        "updated_at": iso_z(item.updated_at),
    }
