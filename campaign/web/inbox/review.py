"""Where an item stands with its approvals, and which buttons would work for this person. Shown wherever an item is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import Request
from sqlmodel import Session, col

from campaign.desk import roles
from campaign.errors import Mistake, NotFound
from campaign.library import approvals
from campaign.models import Approval, Delivery, Item, ItemReturn, Revision, User
from campaign.models.approvals import bypass_of, is_approved
from campaign.settings import Settings
from campaign.web.site import site_of
from campaign.workspace.stored import required_approvals

ASKED_WITHOUT_PLAN = 1
"""Before the first sync nobody has said how many; one is the plan's default."""


@dataclass(frozen=True)
class Review:
    """One item as it is now. ``approvers``: whose yes counts; ``bypass``: the manager's alone; ``own``: this person
    wrote or handed in what it says; ``decidable``: it was handed in, or is nobody's draft; ``unchanged``: nobody has
    touched it since it came back; ``published``: it stands on channels; ``planned``: posts that wait."""

    slug: str
    title: str
    state: str
    content_sha256: str
    required: int
    approvers: Sequence[str]
    approved: bool
    bypass: Approval | None
    returned: ItemReturn | None
    own: bool
    decidable: bool
    role: str
    email: str
    published: int
    planned: int
    unchanged: bool = False

    @property
    def may_submit(self) -> bool:
        """Not for who has just sent it back and could not approve what they hand in themselves."""
        sent_back = self.unchanged and self.returned is not None and self.returned.returned_by == self.email
        return self.state in ("draft", "returned") and not self.approved and self.required > 0 and not sent_back

    @property
    def to_decide(self) -> bool:
        """Does it wait for somebody's yes?"""
        handed_in = self.state == "submitted" or (self.state == "draft" and bool(self.approvers))
        return handed_in and not self.approved

    @property
    def may_approve(self) -> bool:
        """A person's draft has to be handed in first; what files bring in was never handed in by anybody."""
        undecided = self.decidable and not self.approved and self.required > 0
        return undecided and self._may("approve") and not self.own and self.email not in self.approvers

    @property
    def why_not(self) -> str:
        """Why the button of an item that waits is not there for this person: own | given | role; empty: it is there."""
        if self.may_approve or not self.to_decide:
            return ""
        return "own" if self.own else "given" if self.email in self.approvers else "role"

    @property
    def may_return(self) -> bool:
        return self._may("return") and (self.state == "submitted" or bool(self.approvers))

    @property
    def may_bypass(self) -> bool:
        open_ = self.state in ("draft", "submitted") and not self.approved and self.required > 0
        return open_ and self._may("bypass")

    @property
    def may_post(self) -> bool:
        return self._may("urgent") and self.state not in ("archived", "returned")

    @property
    def may_correct(self) -> bool:
        return self._may("correct") and self.published > 0

    def _may(self, deed: str) -> bool:
        return roles.RANK[self.role] >= roles.RANK[roles.LOWEST[deed]]


def review_of(request: Request, user: User, slug: str) -> Review:
    """For a template that has only the name. Raises NotFound."""
    site = site_of(request)
    with site.database.read() as session:
        return read_review(session, site.settings, user, *item_for(session, user, slug))


def item_for(session: Session, user: User, slug: str) -> tuple[Item, Revision]:
    """The item and what it says. Raises NotFound for one that is not there or belongs to another unit: they look the
    same."""
    row = session.execute(
        sa.select(Item, Revision)
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(col(Item.slug) == slug)
    ).one_or_none()
    if row is None or not roles.may_see(user, row[1].unit):
        raise NotFound("Không có mục này.")
    return row[0], row[1]


def read_review(session: Session, settings: Settings, user: User, item: Item, revision: Revision) -> Review:
    required = asked(session, settings)
    returned = approvals.latest_return(session, item)
    return Review(
        slug=item.slug,
        title=revision.title or item.slug,
        state=item.state,
        content_sha256=item.content_sha256,
        required=required,
        approvers=approvals.approved_by(session, item),
        approved=is_approved(session, item, required),
        bypass=bypass_of(session, item.id or 0, item.content_sha256),
        returned=returned,
        unchanged=returned is not None and returned.revision == item.revision,
        own=user.email in approvals.own_people(session, item, required),
        decidable=approvals.may_be_decided(session, item),
        role=user.role,
        email=user.email,
        published=_count(session, item, col(Delivery.state) == "published", col(Delivery.retracted_at).is_(None)),
        planned=_count(session, item, col(Delivery.state).in_(("scheduled", "queued", "held"))),
    )


def asked(session: Session, settings: Settings) -> int:
    """How many people have to say yes."""
    try:
        return required_approvals(session, settings)
    except Mistake:
        return ASKED_WITHOUT_PLAN


def _count(session: Session, item: Item, *which: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(Delivery)
    return session.scalar(query.where(col(Delivery.item_id) == item.id, col(Delivery.part) == "", *which)) or 0
