"""The files of an item as the form's block shows them (templates/media/block.html)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import Request
from sqlmodel import Session, col

from campaign.media.pictures import has_small_picture
from campaign.models import MediaRow

ACCEPTED = (
    "image/jpeg,image/png,image/gif,image/webp,image/heic,image/heif,.heic,.heif,"
    "video/mp4,video/quicktime,video/webm,.mov,audio/*,application/pdf,.vtt,.srt"
)
"""For the file dialog of a browser alone; what a file is, its first bytes tell."""
MOST_ADDED = 20


@dataclass(frozen=True)
class MediaLine:
    """One file. ``words``: its size in plain words ("1200×900 · 340 KB")."""

    sha256: str
    name: str
    kind: str
    alt: str
    words: str
    width: int | None
    height: int | None
    has_picture: bool
    may_be_cut: bool


@dataclass(frozen=True)
class MediaList:
    """What ``media_block`` and ``media_outside`` take."""

    lines: list[MediaLine]
    accepted: str = ACCEPTED

    @property
    def value(self) -> str:
        """The form's field ``media``."""
        return json.dumps([{"file": line.sha256, "alt": line.alt} for line in self.lines], ensure_ascii=False)


def media_list(session: Session, entries: Iterable[Mapping[str, str]], request: Request | None = None) -> MediaList:
    """``entries``: ``{file or sha256, alt}`` in order; what is not stored is left out. ``request``: the page's, whose
    ``?media=<sha256>&alt=`` names files that were brought in without scripts."""
    said = [(str(each.get("file") or each.get("sha256") or ""), str(each.get("alt") or "")) for each in entries]
    if request is not None:
        added = request.query_params.getlist("media")[:MOST_ADDED]
        alts = request.query_params.getlist("alt")
        said += [(sha256, alts[at] if at < len(alts) else "") for at, sha256 in enumerate(added)]
    names = {name for name, _ in said}
    found = sa.select(MediaRow).where(col(MediaRow.sha256).in_(names) | col(MediaRow.name).in_(names))
    rows = {key: row for row in session.scalars(found) for key in (row.sha256, row.name)}
    lines: dict[str, MediaLine] = {}
    for name, alt in said:
        if name in rows:
            lines.setdefault(rows[name].sha256, line_of(rows[name], alt[:500]))
    return MediaList(list(lines.values()))


def line_of(row: MediaRow, alt: str = "") -> MediaLine:
    still = row.kind == "image" and row.duration_s is None
    return MediaLine(
        row.sha256, row.name, row.kind, alt, _words(row), row.width, row.height, has_small_picture(row), still
    )


def _words(row: MediaRow) -> str:
    parts = []
    if row.width and row.height:
        parts.append(f"{row.width}×{row.height}")
    if row.duration_s:
        minutes, seconds = divmod(round(row.duration_s), 60)
        parts.append(f"{minutes}:{seconds:02}")
    parts.append(f"{row.size / (1 << 20):.1f} MB".replace(".", ",") if row.size >= 1 << 20 else f"{row.size >> 10} KB")
    return " · ".join(parts)
