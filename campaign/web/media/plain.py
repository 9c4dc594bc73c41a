"""A small file from a form that works without scripts."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request, UploadFile
from pydantic import StringConstraints
from starlette.responses import Response

from campaign.desk import media
from campaign.web.access import SignedIn
from campaign.web.forms import PlainForm
from campaign.web.media.room import room_of
from campaign.web.respond import go_to


class FileForm(PlainForm):
    file: UploadFile
    alt: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


def take(request: Request, user: SignedIn, form: Annotated[FileForm, Form()]) -> Response:
    """Store it and go back to the page, which shows it in its list (``?media=``) until the item is saved."""
    row = media.keep_file(room_of(request), user.email, form.file.filename or "", form.file.file.read())
    added = urlencode([("media", row.sha256), ("alt", form.alt)])
    page, mark, _ = (form.next or "/").partition("#")
    return go_to(f"{page}{'&' if '?' in page else '?'}{added}{mark}")
