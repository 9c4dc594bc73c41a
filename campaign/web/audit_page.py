"""Who did what, when, and what it was before: filters in the address, and everything as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from starlette.responses import Response, StreamingResponse

from campaign.errors import Mistake
from campaign.models import User
from campaign.web.access import SignedIn
from campaign.web.actions import MAX_ID
from campaign.web.audit_trail import Told, Wanted, actors, read_trail
from campaign.web.audit_words import ACTIONS, ACTORS
from campaign.web.language import gettext_noop, language_of
from campaign.web.respond import respond
from campaign.web.site import Site, site_of
from campaign.web.spreadsheet import BYTE_ORDER_MARK, lines
from campaign.web.status import zone_of

ON_A_PAGE = 50
AT_ONCE = 1000
"""Entries of one read of the export: no transaction is held while a slow reader takes it."""
HEADINGS = (
    gettext_noop("Lúc (UTC)"), gettext_noop("Giờ địa phương"), gettext_noop("Ai"), gettext_noop("Việc"),
    gettext_noop("Đối tượng"), gettext_noop("Trước"), gettext_noop("Sau"),
)  # fmt: skip

Words = Annotated[str, Query(max_length=200)]
Day = Annotated[str, Query(max_length=10)]
FromDay = Annotated[str, Query(max_length=10, alias="from")]
Before = Annotated[int | None, Query(ge=1, le=MAX_ID)]


def show(
    request: Request, user: SignedIn, who: Words = "", action: Words = "", about: Words = "", from_: FromDay = "",
    to: Day = "", before: Before = None,
) -> Response:  # fmt: skip
    site = site_of(request)
    wanted = _wanted(who, action, about, from_, to)
    entries = _read(site, user, wanted, language_of(request), before, ON_A_PAGE + 1)
    with site.database.read() as session:
        zone, people = zone_of(session), actors(session, user)
    asked = {"who": wanted.who, "action": wanted.action, "about": wanted.about, "from": from_, "to": to}
    address = urlencode({key: value for key, value in asked.items() if value})
    more = entries[ON_A_PAGE - 1].id if len(entries) > ON_A_PAGE else None
    return respond(
        request, "audit.html", user=user, entries=entries[:ON_A_PAGE], asked=asked, address=address, more=more,
        zone=zone, actions=ACTIONS, later=before is not None,
        people=[(name, ACTORS.get(name, name)) for name in people],
    )  # fmt: skip


def export(
    request: Request, user: SignedIn, who: Words = "", action: Words = "", about: Words = "", from_: FromDay = "",
    to: Day = "",
) -> Response:  # fmt: skip
    """Every entry that matches, not only a page of them."""
    rows = _csv(site_of(request), user, _wanted(who, action, about, from_, to), language_of(request))
    headers = {"content-disposition": 'attachment; filename="nhat-ky.csv"'}
    return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers=headers)


def _csv(site: Site, user: User, wanted: Wanted, language: str) -> Iterator[str]:
    with site.database.read() as session:
        zone = zone_of(session)
    yield BYTE_ORDER_MARK + lines([[site.pages.translate(language, heading) for heading in HEADINGS]])
    before = None
    while entries := _read(site, user, wanted, language, before, AT_ONCE):
        yield lines(
            (
                f"{entry.at:%Y-%m-%dT%H:%M:%SZ}", f"{entry.at.astimezone(zone):%H:%M:%S %d/%m/%Y}",
                entry.who, entry.did, entry.about, _column(entry, after=False), _column(entry, after=True),
            )
            for entry in entries
        )  # fmt: skip
        before = entries[-1].id


def _column(entry: Told, *, after: bool) -> str:
    said = [(change.label, change.after if after else change.before) for change in entry.changes]
    return "\n".join(f"{label}: {value}" for label, value in said if value is not None)


def _read(site: Site, user: User, wanted: Wanted, language: str, before: int | None, limit: int) -> list[Told]:
    with site.database.read() as session:
        return read_trail(
            session, user, wanted, zone_of(session), lambda word: site.pages.translate(language, word),
            before=before, limit=limit,
        )  # fmt: skip


def _wanted(who: str, action: str, about: str, from_: str, to: str) -> Wanted:
    who, action, about = (text.replace("\0", "").strip() for text in (who, action, about))
    return Wanted(who, action, about, _day(from_), _day(to))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise Mistake("Ngày phải viết như 2026-12-01.") from None
    if day is not None and not 2000 <= day.year <= 2200:
        raise Mistake("Ngày phải viết như 2026-12-01.")
    return day
