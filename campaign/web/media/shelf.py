"""The stored files: where each is used, what is said of it, what was made of it, and which nothing needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi import Request
from sqlmodel import Session, col
from starlette.responses import Response

from campaign.desk import media
from campaign.errors import NotFound
from campaign.library.media_uses import FileUses, all_files, matches, seen_by
from campaign.media.subtitles import MIMES as SUBTITLES
from campaign.models import MediaRow, MediaUpload, User
from campaign.web.access import SignedIn, may
from campaign.web.forms import Sure
from campaign.web.media import stored
from campaign.web.media.lines import MediaLine, line_of
from campaign.web.media.room import room_of
from campaign.web.respond import go_to, is_fragment, respond
from campaign.web.site import site_of
from campaign.web.status import zone_of

SHOWS = ("", "unused", "no-alt", "image", "video", "audio", "file", "subtitles")
ON_A_PAGE = 48


@dataclass(frozen=True)
class Shown:
    """One file of the page."""

    line: MediaLine
    file: FileUses


def show(request: Request, user: SignedIn, q: str = "", show: str = "", page: int = 1, done: str = "") -> Response:
    """The page; to the chooser of the compose page, which asks for a part, the list that it shows."""
    if is_fragment(request):
        return stored.pick(request, user, q)
    show = show if show in SHOWS else ""
    site = site_of(request)
    with site.database.read() as session:
        now, zone = site.database.now(session), zone_of(session)
        files = [file for file in _seen(session, user) if not q.strip() or matches(file, q[:200])]
        counts = {each: sum(_is(file, each, now) for file in files) for each in SHOWS}
        files = [file for file in files if _is(file, show, now)]
    last = max(-(-len(files) // ON_A_PAGE), 1)
    page = min(max(page, 1), last)
    shown = [_shown(file) for file in files[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]]
    return respond(
        request, "media/shelf.html", user=user, files=shown, counts=counts, show=show, asked=q.strip()[:200],
        page=page, last_page=last, now=now, zone=zone, done=done, may_edit=may(user, "reporter"),
        address=lambda **said: _address({"q": q.strip()[:200], "show": show} | said),
    )  # fmt: skip


def about(request: Request, user: SignedIn, sha256: str) -> Response:
    """One file with everything about it."""
    site = site_of(request)
    with site.database.read() as session:
        file = next((each for each in _seen(session, user) if each.row.sha256 == sha256), None)
        if file is None:
            raise NotFound("Không có tệp nào mang tên này trong kho.")
        now, zone = site.database.now(session), zone_of(session)
        wanted = {each.sha256 for each in file.fitted if each.sha256}
        made = {row.sha256: row for row in session.scalars(sa.select(MediaRow).where(col(MediaRow.sha256).in_(wanted)))}
    return respond(
        request, "media/about.html", user=user, file=file, line=line_of(file.row), zone=zone, free=file.free(now),
        fitted=[(each, line_of(made[each.sha256]) if each.sha256 in made else None) for each in file.fitted],
        may_remove=may(user, "manager"), is_subtitles=file.row.mime in SUBTITLES,
    )  # fmt: skip


def remove(request: Request, user: SignedIn, sha256: str, form: Sure) -> Response:
    media.remove_file(room_of(request), user.email, sha256)
    return go_to("/media-library?show=unused&done=file-removed")


def _seen(session: Session, user: User) -> Sequence[FileUses]:
    own = set(session.scalars(sa.select(col(MediaUpload.sha256)).where(col(MediaUpload.email) == user.email)))
    return list(seen_by(all_files(session), user.unit, own))


def _is(file: FileUses, show: str, now: Any) -> bool:
    if show == "unused":
        return file.free(now)
    if show == "no-alt":
        return file.lacks_alt
    if show == "subtitles":
        return file.row.mime in SUBTITLES
    if show == "file":
        return file.row.kind == "file" and file.row.mime not in SUBTITLES
    return not show or file.row.kind == show


def _shown(file: FileUses) -> Shown:
    alt = next((use.alt for use in file.uses if use.alt), "")
    return Shown(line_of(file.row, alt), file)


def _address(said: Mapping[str, object]) -> str:
    kept = [(name, str(value)) for name, value in said.items() if value not in ("", 1)]
    return f"/media-library?{urlencode(kept)}" if kept else "/media-library"
