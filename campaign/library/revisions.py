"""What an item says now, said before, and says next. A revision is never changed: an edit makes the next one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from campaign.library import search
from campaign.library.content_hash import content_sha256
from campaign.library.fields import OF_REVISION, ItemFields, fields_of
from campaign.models import Item, Revision
from campaign.models.approvals import content_is_approved


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
            verdicts[sha256] = content_is_approved(session, revision.item_id, sha256, required)
        if verdicts[sha256]:
            return revision
    return None


@dataclass(frozen=True)
class NewItem:
    """An item to be: ``columns`` are further ones of Item (origin_path, ...)."""

    slug: str
    fields: ItemFields
    author: str
    origin: str = "page"
    columns: dict[str, Any] = field(default_factory=dict)


def create(
    session: Session, now: datetime, slug: str, fields: ItemFields, author: str, origin: str = "page", **columns: Any
) -> Item:
    """A new item as a draft with its first revision."""
    return create_all(session, now, [NewItem(slug, fields, author, origin, columns)])[0]


def create_all(session: Session, now: datetime, new: Sequence[NewItem]) -> list[Item]:
    """Many at once, in three statements."""
    items = [
        Item(
            slug=each.slug,
            guid=uuid.uuid4().urn,
            kind=each.fields.kind,
            content_sha256=content_sha256(each.fields),
            origin=each.origin,
            created_at=now,
            updated_at=now,
            **each.columns,
        )
        for each in new
    ]
    session.add_all(items)
    session.flush()
    session.add_all(_revision(item, 1, each.fields, each.author, now) for item, each in zip(items, new, strict=True))
    search.add(session, [(item, each.fields) for item, each in zip(items, new, strict=True)])
    return items


def revise(session: Session, now: datetime, item: Item, fields: ItemFields, author: str) -> bool:
    """Make the next revision if ``fields`` say anything new; False if nothing changed.

    A new content is approved by nobody, so an item that was submitted or returned is a draft again. New dates alone
    leave content, state and approvals as they are.
    """
    if same(fields_of(item.kind, current_revision(session, item)), fields):
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
    search.keep(session, item, fields)
    return True


def same(one: ItemFields, other: ItemFields) -> bool:
    """Do they say the same? Names under which files are served or came from say nothing."""
    return _comparable(one) == _comparable(other)


def _revision(item: Item, number: int, fields: ItemFields, author: str, now: datetime) -> Revision:
    said = {name: getattr(fields, name) for name in OF_REVISION}
    return Revision(
        item_id=item.id or 0, number=number, content_sha256=item.content_sha256, author=author, created_at=now, **said
    )


def _comparable(fields: ItemFields) -> tuple[object, ...]:
    dates = (fields.not_before, fields.expires_on, fields.review_by)
    return content_sha256(fields), tuple(fields.audience), fields.evergreen, fields.verified, dates
