"""The stored files that a person may choose from: their own uploads, and what the items that they may see show now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.library.words import folded, words_of
from campaign.models import Item, MediaRow, MediaUpload, Revision

LOOKED_AT = 2_000
"""Items with files, the latest changed first; an older picture is found through its item."""


@dataclass(frozen=True)
class OnShelf:
    """A stored file and the alternative text that it had where it was used last ("" for one not used yet)."""

    row: MediaRow
    alt: str


def on_shelf(session: Session, email: str, unit: str, text: str = "", most: int = 24) -> list[OnShelf]:
    """Files by latest use. ``unit``: the person's, "" for one who sees all. ``text``: words of the name or the
    alternative text, with or without marks, each of which begins a word there."""
    wanted = folded(words_of(text))
    alts: dict[str, str] = {}
    names: dict[str, str] = {}
    for _, entry in sorted(_used(session, unit, email), key=lambda each: each[0], reverse=True):
        sha256, alt = entry["sha256"], entry.get("alt", "")
        names.setdefault(sha256, entry["name"])
        alts[sha256] = alts.get(sha256) or alt
    chosen = [sha256 for sha256 in names if _matches(wanted, f"{names[sha256]} {alts[sha256]}")][:most]
    rows = {row.sha256: row for row in session.scalars(sa.select(MediaRow).where(col(MediaRow.sha256).in_(chosen)))}
    return [OnShelf(rows[sha256], alts[sha256]) for sha256 in chosen if sha256 in rows]


def _used(session: Session, unit: str, email: str) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """(when, entry) of every place where a file stands."""
    query = (
        sa.select(col(Item.updated_at), col(Revision.media), col(Revision.variants))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(sa.or_(_not_empty(col(Revision.media)), _not_empty(col(Revision.variants))))
        .order_by(col(Item.updated_at).desc(), col(Item.id).desc())
        .limit(LOOKED_AT)
    )
    if unit:
        query = query.where(col(Revision.unit).in_(("", unit)))
    for at, media, variants in session.execute(query):
        for entry in (*media, *(each for variant in variants.values() for each in variant.get("media") or ())):
            yield at, entry
    uploads = (
        sa.select(col(MediaUpload.at), col(MediaRow.sha256), col(MediaRow.name))
        .join(MediaRow, col(MediaRow.sha256) == col(MediaUpload.sha256))
        .where(col(MediaUpload.email) == email)
        .order_by(col(MediaUpload.at).desc())
        .limit(LOOKED_AT)
    )
    for at, sha256, name in session.execute(uploads):
        yield at, {"sha256": sha256, "name": name}


def _not_empty(column: Any) -> sa.ColumnElement[bool]:
    return sa.func.length(sa.cast(column, sa.String)) > len("[]")


def _matches(wanted: list[str], said: str) -> bool:
    words = folded(words_of(said))
    return all(any(word.startswith(each) for word in words) for each in wanted)
