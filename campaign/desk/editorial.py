"""Submit, approve, return: one person's action is one transaction and one audit row, from whatever face it comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from campaign.db import Database
from campaign.desk.holding import hold_what_lapsed
from campaign.desk.roles import person, require_theirs
from campaign.errors import Conflict, Mistake
from campaign.library import approvals
from campaign.library.lacking import missing_for_kind, pictures_without_words
from campaign.library.revisions import current_revision
from campaign.models import Item
from campaign.models.approvals import is_approved
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals
from campaign.workspace.text import clean_text


@dataclass(frozen=True)
class Standing:
    """Where an item stands after the step. ``approved``: enough people have said yes."""

    slug: str
    state: str
    approved_by: list[str]
    required: int
    approved: bool


def submit_item(database: Database, settings: Settings, slug: str, by: str) -> Standing:
    """Hand an item to whoever approves. Raises NotFound, Conflict, Mistake."""
    with _step(database, settings, "submit", slug, by) as step:
        require_kind(step.session, step.item)
        _require_words(step.session, step.item)
        approvals.submit(step.session, step.now, step.item, step.by, step.required)
    return step.standing()


def approve_item(
    database: Database, settings: Settings, slug: str, by: str, content_sha256: str | None = None
) -> Standing:
    """One person's yes to the current content, then planning. Raises NotFound, Conflict, Mistake.

    ``content_sha256``: of what the person has read; where the item says something else by now it is a Conflict.
    """
    with _step(database, settings, "approve", slug, by) as step:
        require_read(step.item, content_sha256)
        require_kind(step.session, step.item)
        step.detail["approved_by"] = approvals.approve(step.session, step.now, step.item, step.by, step.required)
    plan_ahead(database, settings)
    return step.standing()


def return_item(database: Database, settings: Settings, slug: str, by: str, reason: str) -> Standing:
    """Send an item back with a reason that its author will read. Raises NotFound, Conflict, Mistake."""
    reason = clean_text(reason).strip()
    if not reason:
        raise Mistake("Hãy cho tác giả biết vì sao trả lại.")
    with _step(database, settings, "return", slug, by) as step:
        approvals.return_to_author(step.session, step.now, step.item, step.by, reason)
        step.detail |= {"reason": reason, **hold_what_lapsed(step.session, settings, step.item)}
    return step.standing()


def bypass_item(
    database: Database, settings: Settings, slug: str, by: str, reason: str, content_sha256: str | None = None
) -> Standing:
    """A manager lets the content go alone where no approver answers, with a reason that everybody reads.

    Raises NotFound, Conflict, Mistake.
    """
    reason = clean_text(reason).strip()
    if not reason:
        raise Mistake("Hãy ghi lý do duyệt khẩn thay; lý do này đứng trong hồ sơ và mọi người duyệt đều đọc được.")
    with _step(database, settings, "bypass", slug, by) as step:
        require_read(step.item, content_sha256)
        require_kind(step.session, step.item)
        approvers = approvals.bypass(step.session, step.now, step.item, step.by, reason, step.required)
        step.detail |= {"reason": reason, "approved_by": approvers}
    plan_ahead(database, settings)
    return step.standing()


def require_read(item: Item, content_sha256: str | None) -> None:
    """Raises Conflict where the item no longer says what the person has read; None or empty: not asked."""
    if content_sha256 and content_sha256 != item.content_sha256:
        raise Conflict(f"Mục {item.slug} vừa được sửa sau khi bạn mở trang. Hãy đọc bản mới rồi quyết định.")


def require_kind(session: Session, item: Item) -> None:
    """Raises Mistake where the item lacks what its kind needs."""
    if missing := missing_for_kind(session, item.kind, current_revision(session, item)):
        raise Mistake(f"Mục {item.slug} chưa gửi duyệt được: {'; '.join(missing)}.")


def _require_words(session: Session, item: Item) -> None:
    """Raises Mistake where a picture says nothing to who cannot see it. A draft may wait for its words."""
    if bare := pictures_without_words(session, current_revision(session, item)):
        raise Mistake(
            f"Ảnh {', '.join(bare)} chưa có mô tả cho người không nhìn thấy. Hãy ghi mô tả dưới ảnh rồi gửi duyệt."
        )


@dataclass
class _Step:
    session: Session
    now: datetime
    item: Item
    by: str
    required: int
    detail: dict[str, Any]
    approved_by: list[str]
    approved: bool = False

    def standing(self) -> Standing:
        return Standing(self.item.slug, self.item.state, self.approved_by, self.required, self.approved)


@contextmanager
def _step(database: Database, settings: Settings, deed: str, slug: str, by: str) -> Iterator[_Step]:
    """The transaction of one step: who and what first, then the step itself, then its audit row."""
    with database.write() as session:
        user = person(session, by, deed)
        item = approvals.item_by_slug(session, slug, for_change=True)
        revision = current_revision(session, item)
        require_theirs(user, item, revision.unit)
        required = required_approvals(session, settings)
        step = _Step(session, database.now(session), item, user.email, required, {}, [])
        yield step
        step.approved_by = approvals.approved_by(session, item)
        step.approved = is_approved(session, item, required)
        detail = {"revision": revision.number, "content_sha256": item.content_sha256, **step.detail}
        record(session, step.now, user.email, f"item.{deed}", f"item:{slug}", **detail)


def plan_ahead(database: Database, settings: Settings) -> None:
    """After a yes: what was waiting for it takes its place in the calendar."""
    from campaign.schedule import planner  # needed by few commands, and slow to import

    planner.plan_ahead(database, settings)
