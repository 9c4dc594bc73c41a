"""What a preview may show: text in the few tags that it came with, links that lead nowhere, files of this site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from campaign.media.pictures import has_small_picture
from campaign.models import MediaRow
from campaign.platforms.seam import MediaFile
from campaign.rendering.compose import Subject
from campaign.rendering.markdown import BLOCKS, INLINE, TABLE

MARKED = ("telegram", "zalo", "page")
"""Whose text is HTML; everybody else's is plain."""


@dataclass(frozen=True)
class ShownFile:
    """One file of a post; ``address`` empty: there is none under which it could be shown here."""

    kind: str
    name: str
    alt: str
    address: str


def safe_text(where: str, text: str) -> Markup:
    """For a template. A press on a link would leave what is being written, so links have no address."""
    if where not in MARKED:
        return escape(text)
    import nh3

    tags = {*INLINE, *BLOCKS, *TABLE}
    return Markup(nh3.clean(text, tags=tags, attributes={}, link_rel=None))  # noqa: S704  (just cleaned)


def shown_files(files: Iterable[MediaFile], subject: Subject) -> list[ShownFile]:
    """In order."""
    return [_shown(file, subject.media[file.sha256]) for file in files]


def _shown(file: MediaFile, row: MediaRow) -> ShownFile:
    address = f"/media-library/{row.sha256}/small" if has_small_picture(row) else ""
    return ShownFile(file.kind, file.name, file.alt, address)
