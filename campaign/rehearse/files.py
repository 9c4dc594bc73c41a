"""Files that the clock will have made for their platforms by the time they are due: here they are taken as made.

A rehearsal fits no video, which would take minutes; it trusts that what was never tried will come out as foreseen. What
has failed already is told as it is. Files that lie in a store of other machines are not fetched for it.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from functools import cache
from typing import BinaryIO

from campaign.db import Database
from campaign.delivery.fit import needs_ahead
from campaign.errors import NotFound
from campaign.media.fitting import Need, foreseen
from campaign.media.store import MediaStore
from campaign.models import FittedMedia, MediaRow
from campaign.settings import Settings

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
"""A box by which stand-ins know a film. ISO/IEC 14496-12, 4.3."""
SMALL = 2000
"""Bytes of a file that is not made yet."""


@dataclass
class StagedFiles:
    """What adapters open: stored files as they are, stand-ins of the right kind for those that are not here."""

    database: Database
    settings: Settings
    _made: dict[str, bytes] = field(default_factory=dict)

    def open(self, sha256: str) -> BinaryIO:
        """Raises NotFound for a file that is nowhere."""
        if sha256 in self._made:
            return io.BytesIO(self._made[sha256])
        try:
            return MediaStore(self.settings.media_folder).open(sha256)
        except NotFound:
            if not self.settings.media_url:
                raise
        with self.database.read() as session:
            row = session.get(MediaRow, sha256)
        if row is None:
            raise NotFound("Tệp này không còn trong kho. Hãy chạy: campaign sync")
        return io.BytesIO(_content(row.kind, row.size))

    def make_ahead(self) -> None:
        """As the fitter does, for the same two days ahead, in the copy."""
        with self.database.read() as session:
            needs = needs_ahead(session, self.database.now(session))
        for need in needs:
            self._make(need)

    def _make(self, need: Need) -> None:
        source, recipe = need.key
        sha256 = hashlib.sha256(f"{source} {recipe}".encode()).hexdigest()
        row = foreseen(need)
        row.sha256, row.size = sha256, SMALL
        self._made[sha256] = _content(row.kind, SMALL)
        with self.database.write() as session:
            now = self.database.now(session)
            session.merge(row)
            session.merge(
                FittedMedia(source_sha256=source, recipe=recipe, sha256=sha256, state="ready", updated_at=now)
            )


def _content(kind: str, size: int) -> bytes:
    """So many bytes that pass for a file of this kind."""
    head = _picture() if kind == "image" else MP4 if kind == "video" else b""
    return head.ljust(size, b"\x00")


@cache
def _picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(out, "JPEG")
    return out.getvalue()
