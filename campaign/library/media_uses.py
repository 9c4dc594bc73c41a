"""Every stored file: where it is used, what was made of it, and whether anything still needs it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.library.words import folded, words_of
from campaign.models import ActivityEvidence, Delivery, FeedEntry, FittedMedia, Item, MediaRow, Revision, TypedText

RESTS = timedelta(days=1)
"""A file this young may belong to an item that somebody is writing."""


@dataclass(frozen=True)
class Use:
    """One item that shows the file. ``now``: its current revision does; else only an older one, which may come back.
    ``published``: it stands in a post that is out."""

    slug: str
    title: str
    unit: str
    alt: str
    now: bool
    published: bool


@dataclass(frozen=True)
class FileUses:
    """A file with its uses. ``typed``: somebody's unsaved text names it."""

    row: MediaRow
    uses: Sequence[Use] = ()
    fitted: Sequence[FittedMedia] = ()
    typed: bool = False
    kept: bool = False
    """Something that is no item holds it: the evidence of an activity, the memory of a feed."""

    @property
    def lacks_alt(self) -> bool:
        """A picture that some item shows now without saying what is on it."""
        return self.row.kind == "image" and any(use.now and not use.alt.strip() for use in self.uses)

    def free(self, now: datetime) -> bool:
        """Does nothing need it: no revision of any item, no unsaved text, nothing else, and is it old enough?"""
        return not self.uses and not self.typed and not self.kept and self.row.created_at <= now - RESTS


@dataclass
class _Found:
    uses: dict[str, list[Use]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)


def all_files(session: Session) -> list[FileUses]:
    """Every stored file, the newest first. Files that were made of others stand beside those; evidence of activities
    that no item shows belongs to the report and is left out."""
    fitted: dict[str, list[FittedMedia]] = {}
    made: set[str] = set()
    for each in session.scalars(sa.select(FittedMedia).order_by(col(FittedMedia.recipe))):
        fitted.setdefault(each.source_sha256, []).append(each)
        made |= {each.sha256} if each.sha256 and each.sha256 != each.source_sha256 else set()
    found = _look(session)
    rows = session.scalars(sa.select(MediaRow).order_by(col(MediaRow.created_at).desc(), col(MediaRow.sha256))).all()
    return [
        FileUses(
            row,
            found.uses.get(row.sha256, []),
            fitted.get(row.sha256, []),
            row.sha256 in found.typed,
            row.sha256 in found.kept,
        )
        for row in rows
        if row.sha256 in found.uses or row.sha256 not in made | found.evidence
    ]


def seen_by(files: Iterable[FileUses], unit: str, own: set[str]) -> Iterator[FileUses]:
    """What a person of ``unit`` ("" sees all) may see: files of items that they see, and their own (``own``)."""
    for file in files:
        uses = [use for use in file.uses if not unit or use.unit in ("", unit)]
        if not unit or uses or file.row.sha256 in own:
            yield replace(file, uses=uses)


def matches(file: FileUses, text: str) -> bool:
    """Does each word asked for begin a word of its name, alternative texts or items?"""
    said = " ".join([file.row.name, *(f"{use.alt} {use.title}" for use in file.uses)])
    words = folded(words_of(said))
    return all(any(word.startswith(each) for word in words) for each in folded(words_of(text)))


def _look(session: Session) -> _Found:
    found = _Found()
    out = {
        (item_id, sha256)
        for item_id, sha256 in session.execute(
            sa.select(col(Delivery.item_id), col(Delivery.content_sha256)).where(
                col(Delivery.state).in_(("sending", "published", "uncertain"))
            )
        )
    }
    columns = (
        Item.id, Item.slug, Item.revision, Revision.number, Revision.title, Revision.unit, Revision.content_sha256,
        Revision.media, Revision.variants,
    )  # fmt: skip
    query = sa.select(*(col(column) for column in columns)).join(Revision, col(Revision.item_id) == col(Item.id))
    query = query.order_by(col(Item.id), col(Revision.number).desc())
    for item_id, slug, current, number, title, unit, content, media, variants in session.execute(query):
        for entry in _entries(media, variants):
            use = Use(slug, title, unit, entry.get("alt", ""), number == current, (item_id, content) in out)
            _count(found.uses.setdefault(entry["sha256"], []), use)
    for fields in session.scalars(sa.select(col(TypedText.fields))):
        text = str(fields)
        found.typed |= {sha256 for sha256 in _hashes(text)}
    found.evidence = set(session.scalars(sa.select(col(ActivityEvidence.sha256))))
    found.kept = found.evidence | set(session.scalars(sa.select(col(FeedEntry.picture_sha256))))
    return found


def _count(uses: list[Use], use: Use) -> None:
    """One line per item: its newest revision that shows the file, published if any of them is."""
    for at, known in enumerate(uses):
        if known.slug == use.slug:
            if use.published and not known.published:
                uses[at] = Use(known.slug, known.title, known.unit, known.alt, known.now, published=True)
            return
    uses.append(use)


def _entries(media: Sequence[Mapping[str, Any]], variants: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from media or ()
    for variant in (variants or {}).values():
        yield from variant.get("media") or ()


def _hashes(text: str) -> Iterator[str]:
    """Every SHA-256 in hex that stands in a text."""
    yield from re.findall(r"[0-9a-f]{64}", text)
