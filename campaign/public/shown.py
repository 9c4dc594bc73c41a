"""What of an item the public may read: which revision, with which files. Only here does this room ask the library."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.library.revisions import latest_approved_revision
from campaign.models import Delivery, FittedMedia, Item, MediaRow, Revision
from campaign.rendering.compose import Subject

WENT_OUT = ("sending", "published", "uncertain")


def shown_revision(session: Session, item: Item, required: int) -> Revision | None:
    """The latest approved revision; if none is approved any more (more approvals are asked for since), the last one
    that went out: it has been read already.
    """
    return latest_approved_revision(session, item, required) or next(iter(sent_revisions(session, item)), None)


def subject(session: Session, item: Item, revision: Revision) -> Subject:
    """That revision with its stored files, the ones chosen for single channels included."""
    wanted = set(_file_hashes(revision))
    rows = session.scalars(sa.select(MediaRow).where(col(MediaRow.sha256).in_(wanted))).all() if wanted else []
    return Subject(item, revision, {row.sha256: row for row in rows})


def open_files(session: Session, item: Item, shown: Subject) -> dict[str, MediaRow]:
    """name -> file: everything of the revision shown, and what posts that are out (or going out) still refer to."""
    files = {row.name: row for row in shown.media.values()}
    for revision in sent_revisions(session, item):
        if revision.id != shown.revision.id:
            files |= {row.name: row for row in subject(session, item, revision).media.values()}
    return files | _fitted(session, {row.sha256 for row in files.values()})


def _fitted(session: Session, sources: set[str]) -> dict[str, MediaRow]:
    """What was made of these files for single platforms, by name: it is as public as they are."""
    if not sources:
        return {}
    made = sa.select(col(FittedMedia.sha256)).where(col(FittedMedia.source_sha256).in_(sources))
    return {row.name: row for row in session.scalars(sa.select(MediaRow).where(col(MediaRow.sha256).in_(made)))}


def sent_revisions(session: Session, item: Item) -> list[Revision]:
    """Revisions that stand in a post which is out, newest first. A correction gives its post a new content, so the
    files that it took away are closed."""
    sent = sa.select(col(Delivery.content_sha256)).where(
        col(Delivery.item_id) == item.id, col(Delivery.state).in_(WENT_OUT), col(Delivery.retracted_at).is_(None)
    )
    newest_first = sa.select(Revision).where(col(Revision.item_id) == item.id).order_by(col(Revision.number).desc())
    return list(session.scalars(newest_first.where(col(Revision.content_sha256).in_(sent))))


def _file_hashes(revision: Revision) -> Iterable[str]:
    yield from (entry["sha256"] for entry in revision.media)
    for variant in revision.variants.values():
        yield from (entry["sha256"] for entry in variant.get("media") or ())
