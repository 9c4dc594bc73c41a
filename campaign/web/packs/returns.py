"""What came of a pack: a log is uploaded on the pack's page, and an empty one stands ready to be filled in."""

from __future__ import annotations

from pathlib import PurePosixPath

from fastapi import Request
from starlette.responses import Response

from campaign.desk.pack_logs import bring_back, returns
from campaign.errors import Mistake, NotFound
from campaign.packs.csv_file import csv_file
from campaign.web.access import SignedIn
from campaign.web.failures import status_of
from campaign.web.packs.forms import EMPTY, Log
from campaign.web.packs.page import page
from campaign.web.site import site_of
from campaign.workspace.mistakes import WrongRows


def take(request: Request, user: SignedIn, log: str, form: Log) -> Response:
    """Every row is right, or the page says what is wrong with which row and nothing was written."""
    if log not in returns():
        raise NotFound("Không có loại nhật ký này.")
    site, pack = site_of(request), returns()[log][0]
    name = PurePosixPath((form.file.filename or "nhat-ky.csv").replace("\\", "/")).name[:100]
    try:
        back = bring_back(site.database, site.settings, user.email, log, name, form.file.file.read(), form.task)
    except WrongRows as wrong:
        return page(request, user, pack, EMPTY, wrong=wrong.lines, log=log, status=400)
    except Mistake as mistake:
        return page(request, user, pack, EMPTY, wrong=(str(mistake),), log=log, status=status_of(mistake))
    return page(request, user, pack, EMPTY, back=back, log=log)


def empty_log(request: Request, user: SignedIn, log: str) -> Response:
    """Its head and one row to go by."""
    if log not in returns():
        raise NotFound("Không có loại nhật ký này.")
    _, each = returns()[log]
    headers = {"content-disposition": f'attachment; filename="{log}.csv"'}
    rows = [each.example] if each.example else []
    return Response(csv_file(each.columns, rows), media_type="text/csv; charset=utf-8", headers=headers)
