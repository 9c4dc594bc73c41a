"""Declared items -> rows, by slug and content hash, in short transactions. Files seed; the database rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from campaign.db import Database
from campaign.desk.holding import hold_what_lapsed
from campaign.desk.sync_media import fields_with_media, media_of
from campaign.desk.sync_report import SyncReport
from campaign.library.approvals import approve_files
from campaign.library.fields import ItemFields, fields_of
from campaign.library.revisions import NewItem, create_all, current_revision, revise, same
from campaign.models import Approval, Item, MediaRow
from campaign.models.item import FILES_APPROVER
from campaign.settings import Settings
from campaign.workspace.items import DeclaredItem

BATCH = 40
"""Items in one write: under 50 ms of it."""
FILES = "files"


def bring_in_items(
    database: Database, items: Sequence[DeclaredItem], rows: Mapping[str, MediaRow], report: SyncReport,
    settings: Settings | None = None, *, approved: bool = False,
) -> None:  # fmt: skip
    """Add and revise. ``rows``: the media taken in, by path; an item that names a refused file waits.

    ``approved``: the plan says that files are; else what was to go out of a revised item is held with it.
    """
    ready = [(item, fields_with_media(item, rows)) for item in items if _has_its_media(item, rows)]
    for start in range(0, len(ready), BATCH):
        with database.write() as session:
            now = database.now(session)
            for item in _bring_in(session, now, ready[start : start + BATCH], report):
                if not approved:
                    hold_what_lapsed(session, settings, item)


def approve_all_files(database: Database) -> int:
    """plan.toml says that files are approved: record it for every item that says what its file says."""
    with database.read() as session:
        waiting = iter(session.scalars(_UNAPPROVED_FILES).all())
    approved = 0
    while batch := list(islice(waiting, BATCH)):
        with database.write() as session:
            now = database.now(session)
            unedited = select(Item).where(col(Item.id).in_(batch), ~col(Item.edited_since))
            approved += approve_files(session, now, session.exec(unedited).all())
    return approved


def note_removed(database: Database, paths: frozenset[str], report: SyncReport) -> None:
    """Items whose file has gone stay, and it is said once. ``paths``: every item file that is there, right or wrong."""
    with database.read() as session:
        stored = session.execute(
            sa.select(col(Item.id), col(Item.slug), col(Item.origin_path))
            .where(col(Item.origin) == FILES, col(Item.origin_path) != "")
            .order_by(col(Item.slug))
        ).all()
    gone = [(item_id, slug, path) for item_id, slug, path in stored if path not in paths]
    report.removed.extend(slug for _, slug, _ in gone)
    for start in range(0, len(gone), BATCH):
        with database.write() as session:
            for item_id, _, path in gone[start : start + BATCH]:
                same_file = (col(Item.id) == item_id, col(Item.origin_path) == path)
                session.execute(sa.update(Item).where(*same_file).values(origin_path="", origin_sha256=""))


def note_kept(session: Session, unchanged: Sequence[str], report: SyncReport) -> None:
    """Of the unchanged files (their slugs), those whose item was edited in the page since."""
    edited = set(session.scalars(sa.select(col(Item.slug)).where(col(Item.edited_since))))
    report.kept.extend(slug for slug in unchanged if slug in edited)
    report.unchanged.extend(slug for slug in unchanged if slug not in edited)


_UNAPPROVED_FILES = sa.select(col(Item.id)).where(
    col(Item.origin) == FILES,
    ~col(Item.edited_since),
    ~sa.exists().where(
        col(Approval.item_id) == col(Item.id),
        col(Approval.content_sha256) == col(Item.content_sha256),
        col(Approval.approver) == FILES_APPROVER,
    ),
)


def _has_its_media(item: DeclaredItem, rows: Mapping[str, MediaRow]) -> bool:
    return all(media.path in rows for media in media_of(item))


def _bring_in(
    session: Session, now: datetime, batch: Sequence[tuple[DeclaredItem, ItemFields]], report: SyncReport
) -> list[Item]:
    """The items that were there and say something else now."""
    slugs = [item.slug for item, _ in batch]
    stored = {item.slug: item for item in session.exec(select(Item).where(col(Item.slug).in_(slugs)).with_for_update())}
    new = [(item, fields) for item, fields in batch if item.slug not in stored]
    create_all(session, now, [NewItem(item.slug, fields, FILES, FILES, _origin(item)) for item, fields in new])
    report.added.extend(item.slug for item, _ in new)
    known = [(stored[item.slug], item, fields) for item, fields in batch if item.slug in stored]
    return [row for row, item, fields in known if _update(session, now, row, item, fields, report)]


def _update(
    session: Session, now: datetime, stored: Item, item: DeclaredItem, fields: ItemFields, report: SyncReport
) -> bool:
    """Does it say something else now?"""
    ours = stored.origin == FILES and not stored.edited_since
    if not ours and not same(fields_of(stored.kind, current_revision(session, stored)), fields):
        report.kept.append(item.slug)
        return False
    changed = revise(session, now, stored, fields, FILES)
    (report.changed if changed else report.unchanged).append(item.slug)
    stored.origin, stored.edited_since = FILES, False  # the file says again what the page says
    for name, value in _origin(item).items():
        setattr(stored, name, value)
    return changed


def _origin(item: DeclaredItem) -> dict[str, Any]:
    return {"origin_path": item.path, "origin_sha256": item.file_sha256}
