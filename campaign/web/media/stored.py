"""Stored files for signed-in people, also those that no public page shows yet; choosing from them, cutting them.

A file belongs to no unit; a person opens and is shown the files of items that they may see, and their own. For others
it is not there.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request
from pydantic import Field
from starlette.responses import FileResponse, Response

from campaign.desk import media
from campaign.errors import NotFound
from campaign.library.media_reach import may_open
from campaign.library.media_shelf import on_shelf
from campaign.media.pictures import Box, has_small_picture, small_picture
from campaign.models import MediaRow, User
from campaign.web.access import SignedIn
from campaign.web.forms import PlainForm
from campaign.web.media.lines import line_of
from campaign.web.media.room import room_of, small_folder, stored_said
from campaign.web.respond import respond
from campaign.web.site import site_of

MOST_SHOWN = 24
KEPT = "private, max-age=86400, immutable"
"""Another content is another address; nobody else's cache may hold it."""
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
SHOWN_IN_PLACE = frozenset({"image", "video", "audio"})
Pixels = Annotated[int, Field(ge=0, le=100_000)]


class CutForm(PlainForm):
    """A part of the picture, in its own pixels from the top left corner."""

    x: Pixels
    y: Pixels
    width: Pixels
    height: Pixels


def show(request: Request, user: SignedIn, sha256: str) -> Response:
    """The file itself, under its fixed type; parts of it for players (Range)."""
    room, row = room_of(request), _row(request, user, sha256)
    room.store.open(row.sha256).close()
    place = "inline" if row.kind in SHOWN_IN_PLACE else "attachment"
    return FileResponse(
        room.store.path(row.sha256), media_type=row.mime, filename=row.name, content_disposition_type=place,
        headers={"cache-control": KEPT, "content-security-policy": FILE_POLICY},
    )  # fmt: skip


def small(request: Request, user: SignedIn, sha256: str) -> Response:
    """Its small picture. 404 for what has none (sound, documents)."""
    row = _row(request, user, sha256)
    if not has_small_picture(row):
        raise NotFound("Tệp này không có hình để xem thử.")
    path = small_picture(small_folder(site_of(request)), room_of(request).store, row)
    return FileResponse(
        path, media_type="image/jpeg", headers={"cache-control": KEPT, "content-security-policy": FILE_POLICY}
    )


def pick(request: Request, user: SignedIn, q: str = "") -> Response:
    """Files to choose from, the latest used first."""
    site = site_of(request)
    with site.database.read() as session:
        shelf = on_shelf(session, user.email, user.unit, q[:200], MOST_SHOWN)
    files = [line_of(each.row, each.alt) for each in shelf]
    return respond(request, "media/picker.html", user=user, files=files, asked=q.strip(), most=MOST_SHOWN)


def describe(request: Request, user: SignedIn, sha256: str, alt: str = "") -> Response:
    """A stored file's row for the block."""
    return stored_said(request, _row(request, user, sha256), alt=alt[:500])


def cut(request: Request, user: SignedIn, sha256: str, form: Annotated[CutForm, Form()]) -> Response:
    """A new picture, cut out of this one."""
    _row(request, user, sha256)
    box = Box(form.x, form.y, form.width, form.height)
    return stored_said(request, media.cut_picture(room_of(request), user.email, sha256, box), 201)


def _row(request: Request, user: User, sha256: str) -> MediaRow:
    with site_of(request).database.read() as session:
        row = session.get(MediaRow, sha256)
        seen = row is not None and may_open(session, user.email, user.unit, sha256)
    if row is None or not seen:
        raise NotFound("Không có tệp nào mang tên này trong kho.")
    return row
