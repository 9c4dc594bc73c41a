"""One item with everything about it: what it says, who said yes, where it was used and will be, and its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Path, Request
from markupsafe import Markup
from sqlmodel import Session, col
from starlette.responses import Response

from campaign.library.listing import state_of
from campaign.models import Approval, Click, Delivery, Item, Link, PostFigures
from campaign.models.approvals import approvers_of, is_approved
from campaign.models.delivery import CHANGEABLE
from campaign.models.reach import POST_METRICS
from campaign.rendering.page import item_html
from campaign.web.access import SignedIn, may
from campaign.web.compose.view import require_item
from campaign.web.library.authors import author_name
from campaign.web.library.view import read_names, required_of
from campaign.web.lines import Line
from campaign.web.media.lines import media_list
from campaign.web.respond import respond
from campaign.web.site import site_of
from campaign.web.status import read_channels, read_lines, zone_of

Slug = Annotated[str, Path(pattern=r"^[\w.-]{1,200}$")]
LATEST = (sa.func.coalesce(col(Delivery.published_at), col(Delivery.due_at)).desc(), col(Delivery.id).desc())
NOT_YET = (*CHANGEABLE, "sending", "uncertain")


@dataclass(frozen=True)
class Uses:
    """Deliveries of the item on channels that the person sees. ``figures``: by delivery, only what was measured."""

    ahead: Sequence[Line]
    gone_out: Sequence[Line]
    cancelled: int
    figures: Mapping[int, Mapping[str, int]]


def show(request: Request, user: SignedIn, slug: Slug, done: str = "") -> Response:
    """The item's page; ``done`` names what was just done."""
    site = site_of(request)
    with site.database.read() as session:
        item, revision = require_item(session, user, slug)
        required = required_of(session, site.settings)
        approvers = approvers_of(session, item.id or 0, item.content_sha256)
        now = site.database.now(session)
        lines = read_lines(session, now, user, col(Delivery.item_id) == item.id, order=LATEST)
        values: dict[str, Any] = {
            "item": item, "revision": revision, "required": required,
            "author": author_name(session, item, revision.author),
            "approvals": _approvals(session, item),
            "stands": state_of(item, approvers, is_approved(session, item, required)),
            "body": Markup(item_html(revision)),  # noqa: S704  (sanitised by the rendering room)
            "media": media_list(session, revision.media), "names": read_names(session),
            "channels": {line.key: line for line in read_channels(session, user)},
            "uses": _uses(session, lines), "zone": zone_of(session),
        }  # fmt: skip
    values |= {"may_edit": may(user, "reporter"), "may_act": may(user, "editor"), "back_to": f"/library/{slug}"}
    return respond(request, "library/item.html", user=user, done=done, **values)


def _uses(session: Session, lines: Sequence[Line]) -> Uses:
    gone_out = [line for line in lines if line.state == "published"]
    ahead = sorted((line for line in lines if line.state in NOT_YET), key=lambda line: (line.due_at, line.id))
    cancelled = sum(line.state == "cancelled" for line in lines)
    return Uses(ahead, gone_out, cancelled, _figures(session, [line.id for line in gone_out]))


def _figures(session: Session, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """The newest value of each metric; what nobody measured is not there, and is never 0."""
    newest = session.scalars(sa.select(PostFigures).where(col(PostFigures.delivery_id).in_(ids)))
    found = {
        row.delivery_id: {name: getattr(row, name) for name in POST_METRICS if getattr(row, name) is not None}
        for row in newest
    }
    clicks = session.execute(
        sa.select(col(Link.delivery_id), sa.func.sum(col(Click.count)))
        .join(Click, col(Click.code) == col(Link.code))
        .where(col(Link.delivery_id).in_(ids))
        .group_by(col(Link.delivery_id))
    )
    for delivery_id, count in clicks:
        found.setdefault(delivery_id, {})["clicks"] = int(count)
    return found


def _approvals(session: Session, item: Item) -> Sequence[Approval]:
    """Whose yes counts for what the item says now, in the order given."""
    query = sa.select(Approval).where(
        col(Approval.item_id) == item.id,
        col(Approval.content_sha256) == item.content_sha256,
        col(Approval.returned_at).is_(None),
    )
    return session.scalars(query.order_by(col(Approval.at), col(Approval.id))).all()
