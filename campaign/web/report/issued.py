"""Reports as files: as they are now, and as they were issued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import Form, Path, Request
from sqlmodel import Session, col
from starlette.responses import Response

from campaign.desk import reports as desk
from campaign.errors import NotFound
from campaign.models import FrozenReport, User
from campaign.reach.exports import DETAILED, MEDIA_TYPES, printed
from campaign.reach.printing import printed_apart
from campaign.reach.report import Report
from campaign.web.access import SignedIn, may
from campaign.web.forms import Line, SureForm
from campaign.web.report.asked import read_asked
from campaign.web.report.view import read_choices, require_known
from campaign.web.respond import go_to, respond
from campaign.web.site import Site, site_of
from campaign.web.status import zone_of

Kind = Annotated[str, Path(alias="form", pattern="^(json|csv|html|docx|xlsx|pdf)$")]
Hash = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
SHOWN = 100


class IssueForm(SureForm):
    """Only a whole report is issued: no filter but period and unit."""

    period: Line = ""
    start: Annotated[Line, Form(alias="from")] = ""
    end: Annotated[Line, Form(alias="to")] = ""
    unit: Line = ""
    sure: Literal["yes"]


Issue = Annotated[IssueForm, Form()]


def download(request: Request, user: SignedIn, form: Kind) -> Response:
    """The report that the address asks for, as a file."""
    site, asked = site_of(request), read_asked(request.query_params).of_unit(user.unit)
    with site.database.read() as session:
        require_known(read_choices(session, user.unit), asked.unit)
    made = desk.report(
        site.database, *asked.span, unit=asked.unit, detailed=form in DETAILED, wanted=asked.wanted
    )  # fmt: skip
    return as_file(site, made, form)


def issue(request: Request, user: SignedIn, form: Issue) -> Response:
    """Freeze it; a person of one unit issues that unit's."""
    site, unit = site_of(request), user.unit or form.unit
    frozen = desk.issue(site.database, user.email, form.period, form.start, form.end, unit)
    return go_to(f"/report/issued?done=issued#{frozen.body['frozen']['hash'][:12]}")


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    site = site_of(request)
    with site.database.read() as session:
        rows, zone = issued_for(session, user), zone_of(session)
        names = read_choices(session, "").units
    return respond(
        request, "report/issued.html", user=user, done=done, rows=rows, zone=zone, units=names,
        may_manage=may(user, "manager"),
    )  # fmt: skip


def download_issued(request: Request, user: SignedIn, sha256: Hash, form: Kind) -> Response:
    """Exactly the figures that were issued. Raises NotFound for another unit's."""
    site = site_of(request)
    with site.database.read() as session:
        row = session.get(FrozenReport, sha256)
        if row is None or user.unit not in ("", row.unit):
            raise NotFound("Không có báo cáo đã phát hành này.")
    return as_file(site, desk.issued(site.database, sha256), form)


def issued_for(session: Session, user: User) -> Sequence[FrozenReport]:
    """The newest first; a person of one unit sees that unit's."""
    query = sa.select(FrozenReport).order_by(col(FrozenReport.issued_at).desc()).limit(SHOWN)
    return session.scalars(query.where(col(FrozenReport.unit) == user.unit) if user.unit else query).all()


def as_file(site: Site, made: Report, form: str) -> Response:
    """What draws and packs is printed in a child process, so that none of it stays in ``serve``."""
    print_it = printed_apart if form in DETAILED else printed
    content = print_it(made, form, site.settings.workspace)
    period, unit = made.body["period"], made.body["unit"]
    frozen = made.body["frozen"]
    name = f"bao-cao-{period['from']}-{period['to']}" + (f"-{unit}" if unit else "")
    name += f"-so-{frozen['number']}" if frozen else ""
    plain = name.encode("ascii", "ignore").decode()
    headers = {"content-disposition": f'attachment; filename="{plain}.{form}"'}
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)
