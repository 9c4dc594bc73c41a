"""What a person does on the calendar: move a delivery, put an item on a day. Each one transaction and one audit row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from sqlmodel import Session

from campaign.db import Database
from campaign.delivery import changes
from campaign.desk import deliveries
from campaign.desk.roles import acting
from campaign.errors import Mistake, NotFound
from campaign.models import Delivery
from campaign.people.audit import record
from campaign.workspace.openings import is_gap, local_to_utc
from campaign.workspace.stored import stored_zone


@dataclass(frozen=True)
class Moved:
    """A move that was made. Times are naive, on the plan's clock; ``can_undo``: the time before is still to come."""

    delivery_id: int
    before: datetime
    after: datetime
    can_undo: bool


@dataclass(frozen=True)
class Placed:
    """What stands at that time now: the ids, and how many of them were not there before."""

    ids: Sequence[int]
    new: int


def move(
    database: Database, actor: str, delivery_id: int, *, on: date | None = None, at: datetime | None = None
) -> Moved:
    """To another date at the same clock time (``on``), or to an exact time (``at``, naive, on the plan's clock).

    Raises NotFound, Conflict (being sent, or taken), Mistake for a time that has passed.
    """
    with database.write() as session:
        now, zone = database.now(session), stored_zone(session)
        acting(session, actor, "reschedule")
        before = _local(_known(session, delivery_id).due_at, zone)
        after = at or datetime.combine(on or before.date(), before.time())
        due_at = moment_ahead(after, zone, now)
        changes.reschedule(session, delivery_id, due_at)
        detail = {"was": before.isoformat(), "due_at": due_at.isoformat()}
        record(session, now, actor, "reschedule", f"delivery:{delivery_id}", **detail)
        return Moved(delivery_id, before, after, local_to_utc(before, zone) > now)


def place(
    database: Database, actor: str, slug: str, channels: Sequence[str], on: date, clock: time, urgent: bool = False
) -> Placed:
    """The item on each of the channels at one time, or on none of them. Raises NotFound, Conflict, Mistake."""
    if not channels:
        raise Mistake("Hãy chọn ít nhất một kênh.")
    with database.write() as session:
        now = database.now(session)
        due_at = moment_ahead(datetime.combine(on, clock), stored_zone(session), now)
        made = [deliveries.scheduled(session, now, actor, slug, key, due_at, urgent) for key in dict.fromkeys(channels)]
    return Placed([id_ for id_, _ in made], sum(is_new for _, is_new in made))


def moment_ahead(local: datetime, zone: tzinfo, now: datetime) -> datetime:
    """The moment of a naive time on the plan's clock. Raises Mistake for one that has passed or never comes."""
    if is_gap(local, zone):
        raise Mistake("Đồng hồ không có giờ này (đổi giờ mùa hè). Hãy chọn giờ khác.")
    due_at = local_to_utc(local, zone)
    deliveries.require_ahead(due_at, now)
    return due_at


def _known(session: Session, delivery_id: int) -> Delivery:
    delivery = session.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound("Không có lượt đăng này.")
    return delivery


def _local(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
