"""Every revision of one item in a line each, and two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.desk.roles import may_see
from campaign.errors import NotFound
from campaign.library.approvals import item_by_slug
from campaign.library.differences import FieldChange, changed_fields, field_changes
from campaign.library.fields import ItemFields, fields_of
from campaign.models import Channel, Item, Revision, User
from campaign.models.approvals import approvers_of, content_is_approved
from campaign.web.library.authors import author_name


@dataclass(frozen=True)
class VersionLine:
    """``changed``: names of the fields that differ from the revision before; ``approvers``: whose yes counts."""

    number: int
    author: str
    at: datetime
    changed: Sequence[str]
    approvers: Sequence[str]
    approved: bool


@dataclass(frozen=True)
class Compared:
    """Two revisions, the older one first unless asked otherwise."""

    before: Revision
    after: Revision
    changes: Sequence[FieldChange]
    fields_before: ItemFields
    fields_after: ItemFields


@dataclass(frozen=True)
class Versions:
    item: Item
    title: str
    lines: Sequence[VersionLine]
    compared: Compared | None
    channels: Mapping[str, str]
    """Titles by key."""


def read_versions(
    session: Session, user: User, slug: str, required: int, first: int | None, second: int | None
) -> Versions:
    """Raises NotFound: for an item that is not there or another unit's, and for a number that is no revision's.

    ``first``, ``second``: what is compared; left out: the one before the current, and the current one.
    """
    item = item_by_slug(session, slug)
    rows = {row.number: row for row in _revisions(session, item)}
    current = rows[item.revision]
    if not may_see(user, current.unit):
        raise NotFound("Không có mục này.")
    compared = None
    if len(rows) > 1 or first or second:
        compared = _compared(item, _one(rows, first or item.revision - 1), _one(rows, second or item.revision))
    titles = {key: title for key, title in session.execute(sa.select(col(Channel.key), col(Channel.title)))}
    return Versions(item, current.title, _lines(session, item, rows, required), compared, titles)


def _revisions(session: Session, item: Item) -> Sequence[Revision]:
    query = sa.select(Revision).where(col(Revision.item_id) == item.id).order_by(col(Revision.number))
    return session.scalars(query).all()


def _one(rows: Mapping[int, Revision], number: int) -> Revision:
    if number not in rows:
        raise NotFound("Không có bản này.")
    return rows[number]


def _compared(item: Item, before: Revision, after: Revision) -> Compared:
    one, other = fields_of(item.kind, before), fields_of(item.kind, after)
    return Compared(before, after, field_changes(one, other), one, other)


def _lines(session: Session, item: Item, rows: Mapping[int, Revision], required: int) -> list[VersionLine]:
    """The newest first."""
    verdicts: dict[str, tuple[list[str], bool]] = {}
    lines: list[VersionLine] = []
    last: ItemFields | None = None
    for number, row in rows.items():
        said = fields_of(item.kind, row)
        sha256 = row.content_sha256
        if sha256 not in verdicts:
            approved = content_is_approved(session, row.item_id, sha256, required)
            verdicts[sha256] = approvers_of(session, row.item_id, sha256), bool(required) and approved
        approvers, approved = verdicts[sha256]
        changed = changed_fields(last, said) if last is not None else []
        author = author_name(session, item, row.author)
        lines.append(VersionLine(number, author, row.created_at, changed, approvers, approved))
        last = said
    return lines[::-1]
