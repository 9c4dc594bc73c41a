"""What the compose page shows beside the form: choices of the plan, the item's standing, its deliveries ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.cases import cases_of
from campaign.delivery.gate import Go, judge
from campaign.delivery.rules import rules_now
from campaign.desk.roles import LOWEST, may_see
from campaign.errors import Mistake, NotFound
from campaign.library.approvals import item_by_slug
from campaign.library.fields import ItemFields, fields_of
from campaign.library.revisions import current_revision
from campaign.models import Channel, Delivery, Item, ItemReturn, Revision, User
from campaign.models.approvals import is_approved
from campaign.models.delivery import CHANGEABLE
from campaign.schedule.free import next_free, wanted
from campaign.settings import Settings
from campaign.web.access import may
from campaign.web.library.authors import author_name
from campaign.web.status import ChannelLine, read_channels, zone_of
from campaign.workspace.plan import Task, TaskItem, Unit
from campaign.workspace.stored import kinds_now, required_approvals, stored_plan


@dataclass(frozen=True)
class Choices:
    """What the form offers, in the plan's own order."""

    kinds: Mapping[str, str]
    units: Sequence[Unit]
    tasks: Sequence[tuple[Task, Sequence[TaskItem]]]
    channels: Sequence[ChannelLine]


@dataclass(frozen=True)
class Coming:
    """One delivery that has not gone out; ``message``: why it would not at its time, empty: nothing is known."""

    id: int
    channel: str
    channel_title: str
    platform: str
    due_at: datetime
    state: str
    held_reason: str
    urgent: bool
    message: str


@dataclass(frozen=True)
class Offered:
    """A channel to put the item on, and when it is free next; ``free_at`` None: ``why`` says the reason."""

    line: ChannelLine
    free_at: datetime | None
    why: str = ""


@dataclass(frozen=True)
class Standing:
    """An item as it is stored."""

    item: Item
    revision: Revision
    fields: ItemFields
    author: str
    """Of the revision, as people call them."""
    approved: bool
    needs_approval: bool
    coming: Sequence[Coming] = ()
    published: int = 0
    returned: ItemReturn | None = None
    offered: Sequence[Offered] = field(default=())


def read_choices(session: Session, user: User) -> Choices:
    """Raises Mistake where no plan was brought in."""
    plan = stored_plan(session)
    tasks = [(task, plan.task_items_of(task.id)) for task in plan.tasks]
    return Choices(
        kinds=plan.kinds,
        units=[unit for unit in plan.units if may_see(user, unit.id)],
        tasks=[(task, items) for task, items in tasks if items],
        channels=read_channels(session, user),
    )


def require_item(session: Session, user: User, slug: str) -> tuple[Item, Revision]:
    """Raises NotFound for an item that is not there or belongs to another unit: the two look the same."""
    try:
        item = item_by_slug(session, slug)
    except NotFound:
        raise NotFound("Không có mục này.") from None
    revision = current_revision(session, item)
    if not may_see(user, revision.unit):
        raise NotFound("Không có mục này.")
    return item, revision


def read_standing(session: Session, settings: Settings, now: datetime, user: User, slug: str) -> Standing:
    """Raises NotFound."""
    item, revision = require_item(session, user, slug)
    required = required_approvals(session, settings)
    return Standing(
        item=item,
        revision=revision,
        fields=fields_of(item.kind, revision),
        author=author_name(session, item, revision.author),
        approved=is_approved(session, item, required),
        needs_approval=required > 0,
        coming=_coming(session, settings, now, item),
        published=_published(session, item),
        returned=_returned(session, item) if item.state == "returned" else None,
        offered=_offered(session, now, user, item, revision) if may(user, LOWEST["schedule"]) else (),
    )


def channel_keys(session: Session) -> set[str]:
    """Every channel that is declared, whoever's it is."""
    return set(session.scalars(sa.select(col(Channel.key)).where(col(Channel.removed_at).is_(None))))


def _coming(session: Session, settings: Settings, now: datetime, item: Item) -> list[Coming]:
    rows = session.scalars(
        sa.select(Delivery)
        .where(col(Delivery.item_id) == item.id, col(Delivery.part) == "", col(Delivery.state).in_(CHANGEABLE))
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .options(*[sa.orm.defer(getattr(Delivery, name)) for name in ("post", "progress", "receipt", "text")])
    ).all()
    done = []
    for case in cases_of(session, rules_now(session, settings), rows):
        row, verdict = case.delivery, judge(case, max(case.delivery.due_at, now))
        said = (row.error_message or "") if row.state in ("held", "failed") else ""
        message = said if said or isinstance(verdict, Go) else verdict.message
        done.append(
            Coming(
                row.id or 0, row.channel_key, case.channel.title, case.channel.platform, row.due_at, row.state,
                row.held_reason or "", row.urgent, message,
            )
        )  # fmt: skip
    return done


def _published(session: Session, item: Item) -> int:
    query = sa.select(sa.func.count()).where(
        col(Delivery.item_id) == item.id,
        col(Delivery.part) == "",
        col(Delivery.state) == "published",
        col(Delivery.retracted_at).is_(None),
    )
    return int(session.scalar(query) or 0)


def _returned(session: Session, item: Item) -> ItemReturn | None:
    query = sa.select(ItemReturn).where(col(ItemReturn.item_id) == item.id).order_by(col(ItemReturn.id).desc()).limit(1)
    return session.scalars(query).first()


def _offered(session: Session, now: datetime, user: User, item: Item, revision: Revision) -> list[Offered]:
    what = wanted(session, item, revision, zone_of(session))
    offered = []
    rule = kinds_now(session).get(item.kind)
    for line in read_channels(session, user):
        if not (line.connected and line.enabled):
            continue
        if rule is not None and not rule.goes_to(line.platform, line.key):
            offered.append(Offered(line, None, f"Loại “{rule.title}” không đăng lên kênh này."))
            continue
        try:
            offered.append(Offered(line, next_free(session, now, session.get_one(Channel, line.key), what)))
        except Mistake as mistake:
            offered.append(Offered(line, None, str(mistake)))
    return offered
