"""A person says that an old item still holds: its day of review moves on, and slots may pick it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from campaign.db import Database
from campaign.desk.roles import person, require_theirs
from campaign.errors import Conflict, Mistake
from campaign.library.approvals import item_by_slug
from campaign.library.fields import fields_of
from campaign.library.revisions import current_revision, revise
from campaign.models import Item
from campaign.people.audit import record
from campaign.workspace.stored import stored_zone

USUAL = timedelta(days=180)
FURTHEST = timedelta(days=3 * 366)


def still_holds(database: Database, by: str, slug: str, until: date | None = None, revision: int | None = None) -> Item:
    """Set ``review_by`` to ``until`` (None: half a year from today). Content, state and approvals stay as they are.

    ``revision``: what the person has read; another one now is a Conflict. Raises NotFound, Mistake, Conflict.
    """
    with database.write() as session:
        now = database.now(session)
        user = person(session, by, "review")
        item = item_by_slug(session, slug, for_change=True)
        before = fields_of(item.kind, current_revision(session, item))
        require_theirs(user, item, before.unit)
        if revision is not None and revision != item.revision:
            raise Conflict(f"Mục {slug} vừa được sửa sau khi bạn mở trang. Hãy đọc bản mới rồi quyết định.")
        today = now.astimezone(stored_zone(session)).date()
        until = until or today + USUAL
        if until <= today:
            raise Mistake("Ngày xem lại kế tiếp phải sau hôm nay.")
        if until > today + FURTHEST:
            raise Mistake("Ngày xem lại kế tiếp quá xa: tối đa ba năm.")
        if before.expires_on is not None and before.expires_on < today:
            raise Mistake(f"Mục đã hết hạn ngày {before.expires_on:%d/%m/%Y}. Hãy sửa hạn hoặc lưu kho.")
        if revise(session, now, item, replace(before, review_by=until), user.email):
            item.edited_since = item.edited_since or item.origin == "files"
            was = before.review_by.isoformat() if before.review_by else ""
            record(session, now, user.email, "item.review", f"item:{slug}", was=was, review_by=until.isoformat())
        return item
