"""Uploads in parts over plain HTTP: announce, send parts where the last one ended, ask where that is, finish, drop.

The script (static/media-uploads.js) speaks to these; answers are JSON, refusals the sentence of every other page.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Header, Request
from pydantic import Field, StringConstraints
from starlette.responses import JSONResponse, Response

from campaign.desk import media
from campaign.web.access import SignedIn
from campaign.web.body import BODY
from campaign.web.forms import PlainForm
from campaign.web.media.room import room_of, stored_said, upload_said

Offset = Annotated[int, Header(alias="upload-offset", ge=0, le=2**40)]


class UploadForm(PlainForm):
    """``size`` in bytes; ``sha256`` of the whole file, where the sender has counted it."""

    name: Annotated[str, StringConstraints(max_length=1000)]
    size: Annotated[int, Field(ge=0, le=2**40)]
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""


def begin(request: Request, user: SignedIn, form: Annotated[UploadForm, Form()]) -> Response:
    """201 with the name under which the parts are sent."""
    upload = media.begin_upload(room_of(request), user.email, form.name, form.size, form.sha256)
    return upload_said(upload, 201)


def unfinished(request: Request, user: SignedIn) -> Response:
    """One's own uploads that are not whole yet."""
    uploads = room_of(request).uploads.unfinished(user.email)
    return JSONResponse([{"id": u.id, "name": u.name, "size": u.size, "offset": u.offset} for u in uploads])


def ask(request: Request, user: SignedIn, upload_id: str) -> Response:
    """How far it is: where the next part belongs."""
    return upload_said(room_of(request).uploads.of(user.email, upload_id))


def append(request: Request, user: SignedIn, upload_id: str, offset: Offset) -> Response:
    """The body is the next part. 409 where another place is next: ask for it."""
    return upload_said(room_of(request).uploads.append(user.email, upload_id, offset, request.scope[BODY]))


def finish(request: Request, user: SignedIn, upload_id: str) -> Response:
    """Take the whole file in. May be asked again when the answer was lost."""
    return stored_said(request, media.finish_upload(room_of(request), user.email, upload_id), 201)


def drop(request: Request, user: SignedIn, upload_id: str) -> Response:
    """Forget what has come."""
    room_of(request).uploads.forget(user.email, upload_id)
    return Response(status_code=204)
