"""A person brings back what an item said before: an older revision's words become the next revision."""

from __future__ import annotations

from dataclasses import fields

from sqlmodel import col, select

from campaign.db import Database
from campaign.desk.editing import require_unit
from campaign.desk.holding import hold_what_lapsed
from campaign.desk.roles import person, require_theirs
from campaign.errors import Conflict, NotFound
from campaign.library.approvals import item_by_slug
from campaign.library.fields import fields_of
from campaign.library.revisions import current_revision, revise
from campaign.models import Item, Revision
from campaign.people.audit import record
from campaign.settings import Settings


def restore_revision(
    database: Database,
    by: str,
    slug: str,
    number: int,
    *,
    revision: int | None = None,
    settings: Settings | None = None,
) -> Item:
    """Write revision ``number`` again as the next one; nothing in between is lost. Returns the item as it is now.

    The same content is the same hash: where people had approved it, their yes holds again, and nowhere else.
    ``revision``: the number that the person had before them. Raises NotFound, Conflict, Mistake.
    """
    with database.write() as session:
        now = database.now(session)
        user = person(session, by, "edit")
        item = item_by_slug(session, slug, for_change=True)
        before = fields_of(item.kind, current_revision(session, item))
        require_theirs(user, item, before.unit)
        if revision is not None and revision != item.revision:
            raise Conflict(f"Mục {slug} vừa được người khác sửa (bản {item.revision}); hãy xem lại các bản rồi chọn.")
        old = session.exec(
            select(Revision).where(col(Revision.item_id) == item.id, col(Revision.number) == number)
        ).first()
        if old is None:
            raise NotFound(f"Mục {slug} không có bản {number}.")
        said = fields_of(item.kind, old)
        require_unit(user, said)
        if not revise(session, now, item, said, user.email):
            raise Conflict(f"Bản {number} nói đúng như bản hiện tại của mục {slug}; không có gì để khôi phục.")
        item.edited_since = item.origin == "files"
        changed = [each.name for each in fields(said) if getattr(said, each.name) != getattr(before, each.name)]
        record(
            session, now, user.email, "item.restore", f"item:{slug}",
            revision=item.revision, restored=number, changed=changed, **hold_what_lapsed(session, settings, item),
        )  # fmt: skip
        return item
