"""What the database knows of the files: so that what has not changed is neither parsed nor decoded again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.media.intake import source_hash
from campaign.media.store import MediaStore
from campaign.models import Item, MediaRow, Revision
from campaign.workspace.content import KnownFile


@dataclass(frozen=True)
class Known:
    """``files``: what was brought in, by path. ``media``: paths of the media files that those items use."""

    files: dict[str, KnownFile]
    media: set[str]


def what_is_known(session: Session, root: Path, store: MediaStore) -> Known:
    """What need not be read again. An item whose media file changed, or left the store, counts as changed itself."""
    known: dict[str, KnownFile] = {}
    media: dict[str, list[dict[str, str]]] = {}
    for slug, path, sha256, own, variants in session.execute(_BROUGHT_IN):
        known[path] = KnownFile(sha256, slug)
        media[path] = list(_entries(own, variants))
    stale = _stale(session, root, store, [entry for entries in media.values() for entry in entries])
    for path, file in known.items():
        if any((entry.get("file", ""), entry["sha256"]) in stale for entry in media[path]):
            known[path] = KnownFile("", file.slug)
    return Known(known, {entry.get("file", "") for entries in media.values() for entry in entries})


_BROUGHT_IN = (
    sa.select(
        col(Item.slug), col(Item.origin_path), col(Item.origin_sha256), col(Revision.media), col(Revision.variants)
    )
    .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
    .where(col(Item.origin) == "files", col(Item.origin_path) != "")
)


def _entries(media: list[dict[str, str]], variants: dict[str, Any]) -> Iterator[dict[str, str]]:
    yield from media
    for variant in variants.values():
        yield from variant.get("media") or ()


def _stale(session: Session, root: Path, store: MediaStore, entries: list[dict[str, str]]) -> set[tuple[str, str]]:
    """(file, sha256) pairs where the file is no longer what was stored under that hash."""
    stored = session.execute(sa.select(col(MediaRow.sha256), col(MediaRow.source_sha256)))
    sources = {sha256: source for sha256, source in stored}
    pairs = {(entry["file"], entry["sha256"]) for entry in entries if entry.get("file")}
    lying = {file: source_hash(root / file) for file, _ in pairs}
    return {
        (file, sha256)
        for file, sha256 in pairs
        if lying[file] is None or lying[file] != sources.get(sha256) or not store.has(sha256)
    }
