"""Returns as a table, and counts for targets."""

from __future__ import annotations

from pathlib import PurePosixPath

import sqlalchemy as sa
from fastapi import Request
from sqlmodel import col
from starlette.responses import Response

from campaign.desk import registers
from campaign.desk.activity_tables import COLUMNS, Brought, bring_in, read_day
from campaign.errors import Mistake
from campaign.models import Register, User
from campaign.packs.cells import read_number
from campaign.reach.activities import KINDS
from campaign.reach.periods import this_year
from campaign.reach.targets import standings
from campaign.web.access import SignedIn, may
from campaign.web.activities.forms import Register as RegisterFields
from campaign.web.activities.forms import RegisterForm, Table
from campaign.web.failures import status_of
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of
from campaign.web.spreadsheet import BYTE_ORDER_MARK, lines
from campaign.workspace.mistakes import WrongRows
from campaign.workspace.stored import stored_plan, stored_zone

SHOWN = 200


def show(request: Request, user: SignedIn) -> Response:
    return _page(request, user)


def take(request: Request, user: SignedIn, form: Table) -> Response:
    """Every row is right, or the page says what is wrong with which row and nothing was written."""
    name = PurePosixPath((form.file.filename or "bang.csv").replace("\\", "/")).name[:100]
    try:
        brought = bring_in(site_of(request).database, user.email, name, form.file.file.read(), user.unit)
    except WrongRows as wrong:
        return _page(request, user, wrong=list(wrong.lines), status=400)
    except Mistake as mistake:
        return _page(request, user, wrong=[str(mistake)], status=status_of(mistake))
    return _page(request, user, brought=brought)


def empty_table(request: Request, user: SignedIn) -> Response:
    """A table to fill in: its head, and one row to go by."""
    row = {"task": "1c", "kind": KINDS["talk_show"], "on": "2026-11-15", "title": "Tọa đàm an toàn trên mạng",
           "live": "có", "minutes": "45", "audience": "300", "mark": "X", "place": "Kênh truyền hình tỉnh",
           "evidence": "Biên bản 12/BB|Lịch phát sóng"}  # fmt: skip
    text = BYTE_ORDER_MARK + lines([list(COLUMNS), [row.get(name, "") for name in COLUMNS]])
    headers = {"content-disposition": 'attachment; filename="mau-hoat-dong.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def show_registers(request: Request, user: SignedIn, done: str = "") -> Response:
    return _registers(request, user, RegisterForm(), done=done)


def enter(request: Request, user: SignedIn, form: RegisterFields) -> Response:
    try:
        registers.enter(
            site_of(request).database, user.email, form.target, read_day(form.as_of), form.source,
            read_number("Tử số", form.numerator), read_number("Mẫu số", form.denominator),
        )  # fmt: skip
    except Mistake as mistake:
        return _registers(request, user, form, str(mistake), status_of(mistake))
    return go_to("/activities/registers?done=register-entered")


def _registers(
    request: Request, user: User, form: RegisterForm, sentence: str = "", status: int = 200, done: str = ""
) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        plan, now, zone = stored_plan(session), site.database.now(session), stored_zone(session)
        found = standings(session, plan, this_year(now, zone))
        newest = sa.select(Register).order_by(col(Register.as_of).desc(), col(Register.id).desc())
        rows = session.scalars(newest.limit(SHOWN)).all()
    return respond(
        request, "activities/registers.html", user=user, status=status, form=form, sentence=sentence, done=done,
        standings=found, rows=rows, today=now.astimezone(zone).date(), may_manage=may(user, "manager"),
    )  # fmt: skip


def _page(
    request: Request, user: User, wrong: list[str] | None = None, brought: Brought | None = None, status: int = 200
) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        second_reader = stored_plan(session).reach.second_reader
    return respond(
        request, "activities/import.html", user=user, status=status, wrong=wrong, brought=brought, columns=COLUMNS,
        kinds=KINDS, second_reader=second_reader,
    )  # fmt: skip
