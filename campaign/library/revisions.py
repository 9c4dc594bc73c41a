"""What an item says now, said before, and says next. A revision is never changed: an edit makes the next one."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from campaign.library.content_hash import content_sha256
from campaign.library.fields import OF_REVISION, ItemFields, fields_of
from campaign.models import Item, Revision
from campaign.models.approvals import approvers_of, enough


def current_revision(session: Session, item: Item) -> Revision:
    """What the item says now."""
    return session.exec(
        select(Revision).where(col(Revision.item_id) == item.id, col(Revision.number) == item.revision)
    ).one()


def latest_approved_revision(session: Session, item: Item, required: int) -> Revision | None:
    """The newest revision whose content is approved: what corrections bring published posts to."""
    if required == 0:
        return current_revision(session, item)
    verdicts: dict[str, bool] = {}
    newest_first = select(Revision).where(col(Revision.item_id) == item.id).order_by(col(Revision.number).desc())
    for revision in session.exec(newest_first):
        sha256 = revision.content_sha256
        if sha256 not in verdicts:
            verdicts[sha256] = enough(approvers_of(session, revision.item_id, sha256), required)
        if verdicts[sha256]:
            return revision
    return None


def create(
    session: Session, now: datetime, slug: str, fields: ItemFields, author: str, origin: str = "page", **of_item: Any
) -> Item:
    """A new item as a draft with its first revision. ``of_item``: further columns of Item (origin_path, ...)."""
    item = Item(
        slug=slug,
        guid=uuid.uuid4().urn,
        kind=fields.kind,
        content_sha256=content_sha256(fields),
        origin=origin,
        created_at=now,
        updated_at=now,
        **of_item,
    )
    session.add(item)
    session.flush()
    session.add(_revision(item, 1, fields, author, now))
    return item


def revise(session: Session, now: datetime, item: Item, fields: ItemFields, author: str) -> bool:
    """Make the next revision if ``fields`` say anything new; False if nothing changed.

    A new content is approved by nobody, so an item that was submitted or returned is a draft again. New dates alone
    leave content, state and approvals as they are.
    """
    before = fields_of(item.kind, current_revision(session, item))
    if _comparable(before) == _comparable(fields):
        return False
    sha256 = content_sha256(fields)
    if sha256 != item.content_sha256:
        item.content_sha256 = sha256
        if item.state in ("submitted", "returned"):
            item.state = "draft"
        item.submitted_by = ""
    item.revision += 1
    item.kind = fields.kind
    item.updated_at = now
    session.add(_revision(item, item.revision, fields, author, now))
    session.flush()
    return True


def _revision(item: Item, number: int, fields: ItemFields, author: str, now: datetime) -> Revision:
    said = {name: getattr(fields, name) for name in OF_REVISION}
    return Revision(
        item_id=item.id or 0, number=number, content_sha256=item.content_sha256, author=author, created_at=now, **said
    )


def _comparable(fields: ItemFields) -> tuple[object, ...]:
    """Served names and source files say nothing to a reader; everything else does."""
    dates = (fields.evergreen, fields.not_before, fields.expires_on, fields.review_by, fields.verified)
    return content_sha256(fields), tuple(fields.audience), dates
