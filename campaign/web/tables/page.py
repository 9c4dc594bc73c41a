"""Bringing a table in, in two steps: the file is read and kept for its person; they choose columns and confirm."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.desk.roles import LOWEST
from campaign.desk.table_import import check_table, import_table
from campaign.errors import Conflict, Mistake
from campaign.library import typed
from campaign.library.tables.columns import KEYS, guessed, is_key
from campaign.library.tables.grid import Grid
from campaign.library.tables.reading import read_table
from campaign.media.upload import shown_name
from campaign.models import User
from campaign.web.access import SignedIn, may
from campaign.web.failures import status_of
from campaign.web.forms import Plain
from campaign.web.language import language_of
from campaign.web.respond import go_to, respond
from campaign.web.site import Site, site_of
from campaign.web.tables.forms import Columns, Table
from campaign.workspace.mistakes import WrongRows

PLACE = "import:table"
"""Where the table waits among what its person has typed; no slug holds ":"."""
SHOWN_ROWS = 20
SHOWN_MISTAKES = 100


@dataclass(frozen=True)
class Kept:
    """A table that waits to be brought in, with the columns as last chosen."""

    name: str
    sha256: str
    grid: Grid
    columns: list[str]


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    """The form, or the table that waits. ``done``: how many items and deliveries came in, "3-4"."""
    return _table(request, user, done=done)


def take(request: Request, user: SignedIn, form: Table) -> Response:
    """Read the file; nothing of it is in the library yet."""
    site = site_of(request)
    name, content = shown_name(form.file.filename or ""), form.file.file.read()
    try:
        grid = read_table(name, content)
    except WrongRows as wrong:
        return _table(request, user, mistake=Mistake(" ".join(wrong.lines)))
    _keep(site, user, Kept(name, sha256(content).hexdigest(), grid, guessed(grid.header)))
    return go_to("/import")


def decide(request: Request, user: SignedIn, form: Columns) -> Response:
    """Other columns, or all of it now."""
    site = site_of(request)
    kept = _kept(site, user)
    if kept is None or kept.sha256 != form.sha256:
        raise Conflict("Bảng này không còn chờ nạp: đã nạp xong, đã bỏ, hoặc bạn đã chọn bảng khác. Hãy mở lại trang.")
    chosen = [key if is_key(key) else "" for key in form.column]
    columns = chosen[: len(kept.grid.header)] + [""] * (len(kept.grid.header) - len(chosen))
    kept = Kept(kept.name, kept.sha256, kept.grid, columns)
    _keep(site, user, kept)
    if form.deed == "check":
        return go_to("/import")
    try:
        twice = sorted({key for key in columns if key and columns.count(key) > 1})
        if twice:
            raise Mistake(f"Hai cột cùng là {', '.join(twice)}; mỗi khóa chỉ chọn cho một cột.")
        done = import_table(site.database, site.settings, user.email, kept.name, kept.grid, columns)
    except WrongRows:
        return _table(request, user, mistake=Mistake("Bảng có lỗi nên chưa ghi gì. Hãy xem các dòng dưới đây."))
    except Mistake as mistake:
        return _table(request, user, mistake=mistake)
    _drop(site, user)
    return go_to(f"/import?done={len(done.items)}-{done.deliveries}")


def drop(request: Request, user: SignedIn, form: Plain) -> Response:
    """Not this table."""
    _drop(site_of(request), user)
    return go_to("/import")


def _table(request: Request, user: User, *, done: str = "", mistake: Mistake | None = None) -> Response:
    site = site_of(request)
    kept = _kept(site, user)
    values: dict[str, Any] = {
        "kept": kept,
        "keys": KEYS,
        "may_edit": may(user, LOWEST["import"]),
        "rows": [],
        "wrong": [],
    }
    values |= {"right": 0, "shown": SHOWN_MISTAKES, "bad": set()}
    if kept is not None:
        lines, wrong = check_table(site.database, site.settings, user.email, kept.name, kept.grid, kept.columns)
        values |= {"wrong": wrong, "bad": {number for number, _ in wrong}, "right": len(lines)}
        values |= {"rows": kept.grid.rows[1 : SHOWN_ROWS + 1]}
    counts = done.split("-")
    values["done"] = [int(each) for each in counts] if len(counts) == 2 and all(c.isdigit() for c in counts) else None
    values["sentence"] = site.pages.said(language_of(request), str(mistake)) if mistake else ""
    return respond(request, "tables/page.html", user=user, status=status_of(mistake) if mistake else 200, **values)


def _keep(site: Site, user: User, kept: Kept) -> None:
    fields: dict[str, Any] = {"name": kept.name, "sha256": kept.sha256, "columns": kept.columns}
    fields |= {"rows": kept.grid.rows, "wrong": kept.grid.wrong}
    with site.database.write() as session:
        typed.keep(session, site.database.now(session), user.id or 0, PLACE, None, fields)


def _kept(site: Site, user: User) -> Kept | None:
    with site.database.read() as session:
        row = typed.kept(session, user.id or 0, PLACE)
    if row is None:
        return None
    said = row.fields
    grid = Grid([(row[0], row[1]) for row in said["rows"]], [(each[0], each[1]) for each in said["wrong"]])
    return Kept(said["name"], said["sha256"], grid, said["columns"])


def _drop(site: Site, user: User) -> None:
    with site.database.write() as session:
        typed.drop(session, user.id or 0, PLACE)
