"""A person writes an item in the page or through the API. The next revision is nobody's yes yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from campaign.db import Database
from campaign.desk.holding import hold_what_lapsed
from campaign.desk.item_input import with_changes
from campaign.desk.roles import may_see, person, require_theirs
from campaign.errors import Conflict, Mistake
from campaign.library.approvals import item_by_slug
from campaign.library.fields import ItemFields, fields_of
from campaign.library.revisions import create, current_revision, revise, same
from campaign.models import Item, Revision, User
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.table import read_key


def edit_item(
    database: Database, by: str, slug: str | None, sent: Mapping[str, Any], *, revision: int | None = None,
    settings: Settings | None = None, form: str = "",
) -> Item:  # fmt: skip
    """Write an item: a new one where ``slug`` is None, else its next revision. Returns the item as it is now.

    ``sent``: keys of the front matter and ``body``; what is not sent stays as it was. ``revision``: the number that the
    person had before them; another one now is a Conflict. An item that came from a file is the page's from now on:
    files no longer overwrite it. What was to go out and is approved no longer is held in the same transaction
    (``settings``: how many approvals count; None: as the plan says).

    ``form``: the name of the empty form that a new item was written in. The same form sent again, since its answer was
    lost, is the same item, with what was typed since as its next revision. Raises NotFound, Conflict, Mistake.
    """
    key = f"{by}:{form}" if form else None

    def write() -> Item:
        with database.write() as session:
            now, user = database.now(session), person(session, by, "edit")
            if slug is not None:
                return _write_next(session, now, settings, user, slug, sent, revision)
            return _write_again(session, now, settings, user, key, sent) or _write_new(session, now, user, key, sent)

    try:
        return write()
    except IntegrityError:  # the same form, or the same name, was written in this very moment
        return write()


def written_in(database: Database, by: str, form: str) -> str | None:
    """The slug of the item that this person made with that form; None: it was not saved yet."""
    with database.read() as session:
        made = _made_in(session, f"{by}:{form}")
    return made.slug if made else None


def _made_in(session: Session, key: str | None) -> Item | None:
    return session.exec(select(Item).where(col(Item.form_key) == key)).first() if key else None


def _write_again(
    session: Session, now: datetime, settings: Settings | None, user: User, key: str | None, sent: Mapping[str, Any]
) -> Item | None:
    made = _made_in(session, key)
    if made is None:
        return None
    first = session.exec(select(Revision).where(col(Revision.item_id) == made.id, col(Revision.number) == 1)).one()
    said = with_changes(session, ItemFields(title="", unit=user.unit), sent)
    if same(fields_of(said.kind, first), said):
        return made
    return _write_next(session, now, settings, user, made.slug, {**sent, "slug": None}, 1)


def _write_new(session: Session, now: datetime, user: User, key: str | None, sent: Mapping[str, Any]) -> Item:
    said = with_changes(session, ItemFields(title="", unit=user.unit), sent)
    require_unit(user, said)
    slug = new_slug(session, sent.get("slug"), said.title)
    item = create(session, now, slug, said, user.email, form_key=key)
    record(session, now, user.email, "item.create", f"item:{slug}", content_sha256=item.content_sha256)
    return item


def _write_next(
    session: Session, now: datetime, settings: Settings | None, user: User, slug: str, sent: Mapping[str, Any],
    revision: int | None,
) -> Item:  # fmt: skip
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
        held = hold_what_lapsed(session, settings, item)
        record(session, now, user.email, "item.edit", f"item:{slug}", revision=item.revision, changed=changed, **held)
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
