"""Submit, approve, return: one person's action is one transaction and one audit row, from whatever face it comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from campaign.db import Database
from campaign.desk.roles import person, require_theirs
from campaign.errors import Mistake
from campaign.library import approvals
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
        approvals.submit(step.session, step.now, step.item, step.by, step.required)
    return step.standing()


def approve_item(database: Database, settings: Settings, slug: str, by: str) -> Standing:
    """One person's yes to the current content, then planning. Raises NotFound, Conflict, Mistake."""
    with _step(database, settings, "approve", slug, by) as step:
        step.detail["approved_by"] = approvals.approve(step.session, step.now, step.item, step.by, step.required)
    _plan_ahead(database, settings)
    return step.standing()


def return_item(database: Database, settings: Settings, slug: str, by: str, reason: str) -> Standing:
    """Send an item back with a reason that its author will read. Raises NotFound, Conflict, Mistake."""
    reason = clean_text(reason).strip()
    if not reason:
        raise Mistake("Hãy cho tác giả biết vì sao trả lại.")
    with _step(database, settings, "return", slug, by) as step:
        approvals.return_to_author(step.session, step.now, step.item)
        step.detail["reason"] = reason
    return step.standing()


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


def _plan_ahead(database: Database, settings: Settings) -> None:
    from campaign.schedule.planner import plan_ahead  # needed by few commands, and slow to import

    plan_ahead(database, settings)
