"""A person writes an item in the page or through the API. The next revision is nobody's yes yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from campaign.db import Database
from campaign.desk.item_input import with_changes
from campaign.desk.roles import may_see, person, require_theirs
from campaign.errors import Conflict, Mistake
from campaign.library.approvals import item_by_slug
from campaign.library.fields import ItemFields, fields_of
from campaign.library.revisions import create, current_revision, revise
from campaign.models import Item, User
from campaign.people.audit import record
from campaign.workspace.table import read_key


def edit_item(
    database: Database, by: str, slug: str | None, sent: Mapping[str, Any], *, revision: int | None = None
) -> Item:
    """Write an item: a new one where ``slug`` is None, else its next revision. Returns the item as it is now.

    ``sent``: keys of the front matter and ``body``; what is not sent stays as it was. ``revision``: the number that the
    person had before them; another one now is a Conflict. An item that came from a file is the page's from now on:
    files no longer overwrite it. Raises NotFound, Conflict, Mistake.
    """
    with database.write() as session:
        now = database.now(session)
        user = person(session, by, "edit")
        if slug is None:
            return _write_new(session, now, user, sent)
        return _write_next(session, now, user, slug, sent, revision)


def _write_new(session: Session, now: datetime, user: User, sent: Mapping[str, Any]) -> Item:
    said = with_changes(session, ItemFields(title="", unit=user.unit), sent)
    require_unit(user, said)
    slug = new_slug(session, sent.get("slug"), said.title)
    item = create(session, now, slug, said, user.email)
    record(session, now, user.email, "item.create", f"item:{slug}", content_sha256=item.content_sha256)
    return item


def _write_next(
    session: Session, now: datetime, user: User, slug: str, sent: Mapping[str, Any], revision: int | None
) -> Item:
    item = item_by_slug(session, slug, for_change=True)
    before = fields_of(item.kind, current_revision(session, item))
    require_theirs(user, item, before.unit)
    if revision is not None and revision != item.revision:
        raise Conflict(f"Mục {slug} vừa được người khác sửa (bản {item.revision}); hãy tải lại rồi sửa trên bản mới.")
    if sent.get("slug") not in (None, slug):
        raise Mistake(f"Không đổi được tên {slug}: các bài đã đăng dẫn tới tên này.")
    said = with_changes(session, before, sent)
    require_unit(user, said)
    if revise(session, now, item, said, user.email):
        item.edited_since = item.origin == "files"
        changed = [each.name for each in fields(said) if getattr(said, each.name) != getattr(before, each.name)]
        record(session, now, user.email, "item.edit", f"item:{slug}", revision=item.revision, changed=changed)
    return item


def require_unit(user: User, said: ItemFields) -> None:
    """Nobody writes for another unit. Raises Mistake."""
    if not may_see(user, said.unit):
        raise Mistake(f"{user.email} thuộc đơn vị {user.unit} nên không viết được mục của đơn vị {said.unit}.")


def new_slug(session: Session, asked: object, title: str) -> str:
    """The slug that was asked for, else a free one made from the title. Raises Mistake, Conflict."""
    if asked is not None:
        try:
            slug = read_key(str(asked))
        except ValueError as wrong:
            raise Mistake(f"slug {wrong}") from None
        if _taken(session, slug):
            raise Conflict(f"Đã có mục tên {slug}; hãy chọn tên khác.")
        return slug
    plain = slug_of(title)
    number, slug = 1, plain
    while _taken(session, slug):
        number += 1
        slug = f"{plain}-{number}"
    return slug


def slug_of(title: str) -> str:
    """``Đừng đọc mã OTP!`` -> ``dung-doc-ma-otp``."""
    bare = unicodedata.normalize("NFKD", title.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:80].strip("-") or "muc"


def _taken(session: Session, slug: str) -> bool:
    return session.exec(select(Item.id).where(col(Item.slug) == slug)).first() is not None
