"""Where a site's files are, and the answers that its script reads."""

from __future__ import annotations

from pathlib import Path

from fastapi import Request
from starlette.responses import JSONResponse

from campaign.desk.media import MediaRoom
from campaign.media.store import MediaStore
from campaign.media.upload import Upload
from campaign.media.uploads import PART_BYTES, Uploads
from campaign.models import MediaRow
from campaign.web.media.lines import line_of
from campaign.web.respond import render
from campaign.web.site import Site, site_of


def room_of(request: Request) -> MediaRoom:
    """The site's rows, store and uploads."""
    site = site_of(request)
    store = MediaStore.of(site.settings)
    return MediaRoom(site.database, store, Uploads(site.settings.var / "uploads"))


def small_folder(site: Site) -> Path:
    """Where small pictures are kept; it may be emptied at any time."""
    return site.settings.var / "thumbnails"


def upload_said(upload: Upload, status: int = 200) -> JSONResponse:
    """How far an upload is."""
    said = {
        "id": upload.id, "name": upload.name, "size": upload.size, "offset": upload.offset,
        "stored": upload.stored or None, "part_bytes": PART_BYTES,
    }  # fmt: skip
    return JSONResponse(said, status)


def stored_said(request: Request, row: MediaRow, status: int = 200, alt: str = "") -> JSONResponse:
    """A stored file, and its row of the block as a page shows it."""
    said = {
        "sha256": row.sha256, "kind": row.kind, "name": row.name, "width": row.width, "height": row.height,
        "duration_s": row.duration_s, "size": row.size,
        "row": str(render(request, "media/row.html", None, line=line_of(row, alt))),
    }  # fmt: skip
    return JSONResponse(said, status)
