"""Links to read a report: made and taken back by managers, opened by whoever holds one."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Form, Path, Request
from pydantic import Field
from starlette.datastructures import QueryParams
from starlette.responses import Response

from campaign.desk import shares as desk
from campaign.models import User
from campaign.reach import wording
from campaign.web.access import SignedIn
from campaign.web.actions import MAX_ID
from campaign.web.forms import Line, Plain, PlainForm
from campaign.web.peer import address_of
from campaign.web.report.asked import Asked, period_of, read_asked
from campaign.web.report.page import patience
from campaign.web.report.view import read_choices, read_view, require_known
from campaign.web.respond import go_to, respond
from campaign.web.site import Site, site_of
from campaign.web.status import zone_of
from campaign.workspace.stored import stored_zone

ShareId = Annotated[int, Path(ge=1, le=MAX_ID)]
Code = Annotated[str, Path(pattern=r"^[\w-]{1,100}$")]
UNLISTED = {"x-robots-tag": "noindex, nofollow", "cache-control": "no-store"}


class ShareForm(PlainForm):
    """The filters are those of the page's own address, sent along as one query."""

    asked: Annotated[Line, Field(max_length=1000)] = ""
    days: Annotated[int, Field(ge=1, le=desk.LONGEST_DAYS)] = 14
    note: Line = ""


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    return _page(request, user, read_asked(request.query_params).of_unit(user.unit), done=done)


def make(request: Request, user: SignedIn, form: Annotated[ShareForm, Form()]) -> Response:
    """The link is shown on this answer and never again."""
    site, asked = site_of(request), read_asked(QueryParams(form.asked)).of_unit(user.unit)
    with site.database.read() as session:
        require_known(read_choices(session, user.unit), asked.unit)
    fixed = fixed_days(site, asked)
    code = desk.share(site.database, user.email, fixed.said, form.days, form.note)
    return _page(request, user, asked, link=f"{_base(request, site)}/share/{code}")


def revoke(request: Request, user: SignedIn, share_id: ShareId, form: Plain) -> Response:
    desk.revoke(site_of(request).database, user.email, share_id)
    return go_to("/report/shares?done=revoked")


def read(request: Request, code: Code) -> Response:
    """The report as it is now, by the filters that the link was made with; nothing of it leads further."""
    site = site_of(request)
    with site.database.read() as session:
        now = site.database.now(session)
    site.public_pace.count(address_of(request, site.settings), now)
    row = desk.opened(site.database, code)
    asked = read_asked(row.asked)
    view = read_view(site, asked, wait_s=patience(request))
    with site.database.read() as session:
        choices = read_choices(session, "")
    answer = respond(
        request, "report/share.html", view=view, asked=asked, choices=choices, linked=False, words=wording, row=row,
        again=request.url.path,
    )  # fmt: skip
    answer.headers.update(UNLISTED)
    return answer


def fixed_days(site: Site, asked: Asked) -> Asked:
    """A link keeps the very days that were on the page: "this year" must not become next year."""
    with site.database.read() as session:
        zone = stored_zone(session)
        today = site.database.now(session).astimezone(zone).date()
    period = period_of(asked, today, zone)
    return replace(
        asked, period="", month="", start=period.from_on.isoformat(), end=period.to_on.isoformat()
    )  # fmt: skip


def _page(request: Request, user: User, asked: Asked, link: str = "", done: str = "") -> Response:
    site = site_of(request)
    with site.database.read() as session:
        rows, zone = desk.listed(session, user.unit), zone_of(session)
        now = site.database.now(session)
        choices = read_choices(session, "")
    return respond(
        request, "report/shares.html", user=user, rows=rows, zone=zone, now=now, asked=asked, link=link, done=done,
        choices=choices,
    )  # fmt: skip


def _base(request: Request, site: Site) -> str:
    return site.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
