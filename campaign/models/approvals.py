"""Whether a content is approved: one pure question over rows, asked by the library and by every delivery."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from campaign.models.item import FILES_APPROVER, Approval, Item, Revision


def approvers_of(session: Session, item_id: int, content_sha256: str) -> list[str]:
    """Whose yes counts for exactly this content, in the order given: e-mails, or ``["files"]``."""
    counting = (
        select(Approval.approver)
        .where(
            col(Approval.item_id) == item_id,
            col(Approval.content_sha256) == content_sha256,
            col(Approval.returned_at).is_(None),
        )
        .order_by(col(Approval.at), col(Approval.id))
    )
    approvers = list(session.exec(counting))
    return [FILES_APPROVER] if FILES_APPROVER in approvers else approvers


def approvers_of_each(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    """As ``approvers_of``, of what each of these items says now; items that nobody has said yes to are not there."""
    of_current = (col(Approval.item_id) == col(Item.id)) & (col(Approval.content_sha256) == col(Item.content_sha256))
    rows = session.execute(
        sa.select(col(Approval.item_id), col(Approval.approver))
        .join(Item, of_current)
        .where(col(Item.id).in_(ids), col(Approval.returned_at).is_(None))
        .order_by(col(Approval.at), col(Approval.id))
    )
    yes: dict[int, list[str]] = {}
    for item_id, approver in rows:
        yes.setdefault(item_id, []).append(approver)
    return {each: [FILES_APPROVER] if FILES_APPROVER in names else names for each, names in yes.items()}


def is_approved(session: Session, item: Item, required: int) -> bool:
    """Is what the item says now approved? ``required``: 0 (always), 1 or 2 people. Approved files are always enough."""
    return content_is_approved(session, item.id or 0, item.content_sha256, required)


def content_is_approved(session: Session, item_id: int, content_sha256: str, required: int) -> bool:
    """The same of any content of the item, such as the one that a delivery has frozen."""
    if required == 0 or enough(approvers_of(session, item_id, content_sha256), required):
        return True
    return bypass_of(session, item_id, content_sha256) is not None


def bypass_of(session: Session, item_id: int, content_sha256: str) -> Approval | None:
    """A manager's yes that is enough alone, and why it was given; None where there is none."""
    return session.exec(
        select(Approval).where(
            col(Approval.item_id) == item_id,
            col(Approval.content_sha256) == content_sha256,
            col(Approval.returned_at).is_(None),
            col(Approval.bypass_reason) != "",
        )
    ).first()


def enough(approvers: list[str], required: int) -> bool:
    """Do these approvers suffice? One row is one person: the approval's unique key sees to that."""
    return len(approvers) >= required or FILES_APPROVER in approvers


def approved_items(required: int) -> sa.Select[Any]:
    """Ids of items whose current content is approved, as a subquery for whoever picks among many."""
    if required == 0:
        return sa.select(col(Item.id))
    alone = (col(Approval.approver) == FILES_APPROVER) | (col(Approval.bypass_reason) != "")
    by_one = sa.func.max(sa.case((alone, 1), else_=0))
    return (
        sa.select(col(Item.id))
        .join(
            Approval,
            (col(Approval.item_id) == col(Item.id)) & (col(Approval.content_sha256) == col(Item.content_sha256)),
        )
        .where(col(Approval.returned_at).is_(None))
        .group_by(col(Item.id))
        .having((sa.func.count() >= required) | (by_one == 1))
    )


def approved(required: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """The question of ``is_approved`` in SQL, of whatever items the caller's query asks for."""
    given = (
        (col(Approval.item_id) == col(Item.id))
        & (col(Approval.content_sha256) == col(Item.content_sha256))
        & col(Approval.returned_at).is_(None)
    )
    number = sa.select(sa.func.count()).select_from(Approval).where(given).correlate(Item).scalar_subquery()
    alone = (col(Approval.approver) == FILES_APPROVER) | (col(Approval.bypass_reason) != "")
    by_one = sa.exists(sa.select(col(Approval.id)).where(given, alone).correlate(Item))
    return (required == 0) | (number >= required) | by_one


def authors_of(session: Session, item: Item, required: int) -> set[str]:
    """Who has written what nobody else has read yet: every revision since the last approved content, and any revision
    that says what the item says now. E-mails, and names such as "files" that are nobody's."""
    written = aliased(Revision)
    query = sa.select(col(written.author)).join(Item, col(Item.id) == col(written.item_id))
    return set(session.scalars(query.where(col(Item.id) == item.id, _unread(written, required)))) - {""}


def is_author(email: str | sa.BindParameter[str], required: int) -> sa.ColumnElement[bool]:
    """The same question of one person, of whatever items the caller's query asks for."""
    written = aliased(Revision)
    theirs = sa.select(col(written.id)).where(
        col(written.item_id) == col(Item.id), col(written.author) == email, _unread(written, required)
    )
    return sa.exists(theirs.correlate(Item))


def authors_of_each(session: Session, ids: Collection[int], required: int) -> dict[int, set[str]]:
    """As ``authors_of``, for many items."""
    written = aliased(Revision)
    query = sa.select(col(Item.id), col(written.author)).join(Item, col(Item.id) == col(written.item_id))
    found: dict[int, set[str]] = {each: set() for each in ids}
    for item_id, author in session.execute(query.where(col(Item.id).in_(ids), _unread(written, required))):
        found[item_id] |= {author} - {""}
    return found


def _unread(written: type[Revision], required: int) -> sa.ColumnElement[bool]:
    read = aliased(Revision)
    last_read = (
        sa.select(sa.func.max(col(read.number)))
        .where(
            col(read.item_id) == col(Item.id),
            col(read.content_sha256) != col(Item.content_sha256),
            sa.exists(_read_by_others(max(required, 1)).where(_of(read)).correlate(read)),
        )
        .correlate(Item)
        .scalar_subquery()
    )
    same = col(written.content_sha256) == col(Item.content_sha256)
    return sa.or_(same, col(written.number) > sa.func.coalesce(last_read, 0))


def _of(revision: type[Revision]) -> sa.ColumnElement[bool]:
    return (col(Approval.item_id) == col(revision.item_id)) & (
        col(Approval.content_sha256) == col(revision.content_sha256)
    )


def _read_by_others(required: int) -> sa.Select[Any]:
    """Enough people's yes to one content. A manager's yes alone is not among them: nobody else has read it."""
    return (
        sa.select(col(Approval.item_id))
        .where(col(Approval.returned_at).is_(None), col(Approval.bypass_reason) == "")
        .group_by(col(Approval.item_id), col(Approval.content_sha256))
        .having(
            (sa.func.count() >= required)
            | (sa.func.max(sa.case((col(Approval.approver) == FILES_APPROVER, 1), else_=0)) == 1)
        )
    )
