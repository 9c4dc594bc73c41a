"""The inbox as one person sees it, and one item with everything that a decision needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.outlook import Outlook, outlook
from campaign.desk import roles
from campaign.desk.activities import Sought, count_activities
from campaign.errors import Mistake
from campaign.library import inbox
from campaign.library.differences import FieldChange, field_changes
from campaign.library.fields import fields_of
from campaign.library.revisions import latest_approved_revision
from campaign.models import Approval, Channel, Delivery, Item, Revision, User
from campaign.reach.owed import Due, next_dues
from campaign.settings import Settings
from campaign.web.inbox.review import Review, asked, read_review
from campaign.web.lines import SETTLING, Line
from campaign.web.status import read_lines, zone_of
from campaign.workspace.stored import stored_plan

TOLD_BEFORE_DAYS = 45
"""So long before it falls due a report that is missing stands here."""
TOLD_FOR = timedelta(days=3)
"""So long a manager's yes alone is told to everybody who approves."""


@dataclass(frozen=True)
class Card:
    """One item that awaits a decision. ``changes``: since what was last approved; None: it never was."""

    row: inbox.Row
    review: Review
    approved_number: int | None
    changes: Sequence[FieldChange] | None


@dataclass(frozen=True)
class Inbox:
    """Everything on the page. ``to_settle``: deliveries that wait for a person, by state: they stand in the queue."""

    now: datetime
    zone: ZoneInfo
    approves: bool
    required: int
    awaiting: Sequence[Card]
    unlisted: int
    returned: Sequence[inbox.Row]
    submitted: Sequence[inbox.Row]
    drafts: Sequence[inbox.Row]
    bypassed: Sequence[tuple[Item, Revision, Approval]]
    to_settle: dict[str, int]
    dues: Sequence[Due] = ()
    """Reports that units owe, soon or already late: for those who gather them."""
    activities: int = 0
    """That wait for a second reader."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Names of the plan's units by id."""


def approves(user: User) -> bool:
    return roles.RANK[user.role] >= roles.RANK[roles.LOWEST["approve"]]


def read_inbox(session: Session, settings: Settings, now: datetime, user: User) -> Inbox:
    """One consistent view for this person."""
    required, may = asked(session, settings), approves(user)
    rows = inbox.awaiting(session, user.email, user.unit, required) if may else []
    count = inbox.count_awaiting(session, user.email, user.unit, required) if len(rows) == inbox.SHOWN else len(rows)
    own = {
        state: inbox.own(session, user.email, user.unit, state, required)
        for state in ("returned", "submitted", "draft")
    }
    return Inbox(
        now=now,
        zone=zone_of(session),
        approves=may,
        required=required,
        awaiting=[_card(session, settings, user, required, row) for row in rows],
        unlisted=count - len(rows),
        returned=own["returned"],
        submitted=own["submitted"],
        drafts=own["draft"],
        bypassed=inbox.bypassed_since(session, now - TOLD_FOR, user.unit) if may else [],
        to_settle=_to_settle(session, user),
        dues=_dues(session, now, user),
        activities=count_activities(session, Sought(state="waiting", unit=user.unit)) if may else 0,
        units=_units(session),
    )


def _units(session: Session) -> dict[str, str]:
    """Nothing before the first sync."""
    try:
        return {unit.id: unit.name for unit in stored_plan(session).units}
    except Mistake:
        return {}


def _dues(session: Session, now: datetime, user: User) -> list[Due]:
    """Of a manager; nothing before the first sync."""
    if roles.RANK[user.role] < roles.RANK[roles.LOWEST["returns"]]:
        return []
    try:
        plan = stored_plan(session)
    except Mistake:
        return []
    today = now.astimezone(zone_of(session)).date()
    return [due for due in next_dues(session, plan, today, user.unit) if (due.due_on - today).days <= TOLD_BEFORE_DAYS]


def count_inbox(session: Session, settings: Settings, user: User) -> int:
    """What this person should look at: for the navigation."""
    back = inbox.count_returned(session, user.email, user.unit)
    if not approves(user):
        return back
    return back + inbox.count_awaiting(session, user.email, user.unit, asked(session, settings))


def changes_of(
    session: Session, item: Item, revision: Revision, required: int
) -> tuple[int | None, Sequence[FieldChange] | None]:
    """The number of the revision that was last approved, and what the item says otherwise now; (None, None): never."""
    before = latest_approved_revision(session, item, max(required, 1))
    if before is None:
        return None, None
    return before.number, field_changes(fields_of(item.kind, before), fields_of(item.kind, revision))


def outlooks(session: Session, settings: Settings, user: User, item: Item) -> list[Outlook]:
    """The item on every channel that this person sees."""
    rows = session.scalars(sa.select(Channel).where(col(Channel.removed_at).is_(None)).order_by(col(Channel.key)))
    return outlook(session, settings, item, [row for row in rows if roles.may_see(user, row.unit)])


def places(session: Session, now: datetime, user: User, item: Item) -> list[Line]:
    """Every post of the item that is planned, on its way or out, the next first."""
    wanted = (col(Delivery.item_id) == item.id) & (col(Delivery.part) == "") & (col(Delivery.state) != "cancelled")
    return read_lines(
        session, now, user, wanted, order=(col(Delivery.due_at).desc(), col(Delivery.id).desc()), limit=30
    )


def _card(session: Session, settings: Settings, user: User, required: int, row: inbox.Row) -> Card:
    number, changes = changes_of(session, row.item, row.revision, required)
    return Card(row, read_review(session, settings, user, row.item, row.revision), number, changes)


def _to_settle(session: Session, user: User) -> dict[str, int]:
    """How many deliveries wait for a person, by state, on channels that this one sees."""
    query = (
        sa.select(col(Delivery.state), sa.func.count())
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .where(col(Delivery.state).in_(SETTLING), *([col(Channel.unit).in_(("", user.unit))] if user.unit else []))
        .group_by(col(Delivery.state))
    )
    return {state: count for state, count in session.execute(query)}
