"""Quiet periods of the calendar: added, changed and removed by people, and what becomes of the posts inside them.

Recurring slots simply skip their occurrences in a pause (the planner sees to it). What a person scheduled waits until
its end, unless "all" of it is moved behind the pause or dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import ceil
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.delivery import changes
from campaign.desk.deliveries import stand
from campaign.desk.pause_files import keep_from_files
from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import Channel, Delivery, Item, Pause, Revision, User
from campaign.models.delivery import CHANGEABLE
from campaign.people.audit import record
from campaign.schedule.planner import ask_for_planning
from campaign.workspace.openings import Quiet, local_to_utc
from campaign.workspace.stored import stored_zone

DAY = timedelta(days=1)
AT_ONCE = 20
"""Deliveries changed in one transaction."""
MINUTES_TRIED = 60
PAGE = "page"

Fallen = Literal["wait", "move", "drop"]


@dataclass(frozen=True)
class PauseForm:
    """A pause as a person writes it: naive times on the plan's clock, both ends included to the minute."""

    from_local: datetime
    to_local: datetime
    reason: str
    channels: Sequence[str] = ()
    """Empty: every channel (for a person of one unit: every channel of that unit)."""
    except_tags: Sequence[str] = ()


@dataclass(frozen=True)
class Fell:
    """What stands inside a pause. ``by_hand``: ids that "all" moves or drops; ``planned``: skipped by their slots."""

    by_hand: Sequence[int]
    planned: int


@dataclass(frozen=True)
class Settled:
    """How many were moved or dropped; ``busy``: could not be changed any more (just being sent)."""

    moved: int = 0
    dropped: int = 0
    busy: int = 0


def add_pause(database: Database, user: User, form: PauseForm) -> int:
    """A new pause; its id. Raises Mistake."""
    with database.write() as session:
        now = database.now(session)
        pause = Pause(origin=PAGE, **_columns(session, user, form))
        session.add(pause)
        session.flush()
        _note(session, now, user, "pause.add", pause)
        return pause.id or 0


def edit_pause(database: Database, user: User, pause_id: int, form: PauseForm) -> None:
    """Another span, reason or set of channels. One that came from schedules.toml is the page's from now on.

    Raises NotFound, Mistake.
    """
    with database.write() as session:
        now = database.now(session)
        pause = known_pause(session, user, pause_id)
        keep_from_files(session, now, pause)
        before = _told(pause)
        for name, value in _columns(session, user, form).items():
            setattr(pause, name, value)
        pause.origin = PAGE
        ask_for_planning(session)
        record(session, now, user.email, "pause.edit", f"pause:{pause.id}", before=before, after=_told(pause))


def remove_pause(database: Database, user: User, pause_id: int) -> None:
    """The calendar is open again; slots plan what is still to come. Raises NotFound."""
    with database.write() as session:
        now = database.now(session)
        pause = known_pause(session, user, pause_id)
        keep_from_files(session, now, pause)
        _note(session, now, user, "pause.remove", pause)
        session.delete(pause)


def known_pause(session: Session, user: User, pause_id: int) -> Pause:
    """A pause that is there and touches only channels within this person's reach. Raises NotFound otherwise."""
    pause = session.get(Pause, pause_id)
    if pause is None or (user.unit and not set(pause.channels) <= set(_keys_of(session, user))):
        raise NotFound("Không có kỳ nghỉ này.")
    return pause


def fell_into(session: Session, pause: Pause, now: datetime) -> Fell:
    """What has yet to go out and stands inside the pause; urgent posts and exempt tags go all the same."""
    quiet, zone = Quiet.of(pause), stored_zone(session)
    rows = session.execute(
        sa.select(Delivery, Revision.tags)  # type: ignore[call-overload]
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(
            col(Delivery.state).in_(CHANGEABLE), col(Delivery.part) == "", col(Delivery.urgent).is_(False),
            col(Delivery.due_at) >= pause.from_at, col(Delivery.due_at) < quiet.ends_before,
        )
        .order_by(col(Delivery.due_at), col(Delivery.id))
    ).all()  # fmt: skip
    inside = [row for row, tags in rows if quiet.covers(row.due_at, row.channel_key, tags)]
    planned = [row for row in inside if _is_the_slots(row, zone) and row.due_at > now]
    return Fell([row.id for row in inside if row not in planned], len(planned))


def settle(database: Database, user: User, pause_id: int, what: Fallen) -> Settled:
    """Move all that a person scheduled inside the pause behind it, or drop it all; "wait" leaves it.

    Moved ones keep their clock time and their distance: all go forward by the pause's length in days.
    """
    with database.read() as session:
        now = database.now(session)
        pause = known_pause(session, user, pause_id)
        ids = fell_into(session, pause, now).by_hand if what != "wait" else []
    changed = busy = 0
    for start in range(0, len(ids), AT_ONCE):
        with database.write() as session:
            for delivery_id in ids[start : start + AT_ONCE]:
                if not _is_inside(session.get_one(Delivery, delivery_id), pause):
                    continue  # somebody moved it meanwhile, perhaps by the same button
                try:
                    _settle_one(session, database.now(session), user, pause, delivery_id, what)
                    changed += 1
                except Conflict:
                    busy += 1
    return Settled(changed * (what == "move"), changed * (what == "drop"), busy)


def _is_inside(delivery: Delivery, pause: Pause) -> bool:
    return not delivery.urgent and pause.from_at <= delivery.due_at < Quiet.of(pause).ends_before


def _settle_one(session: Session, now: datetime, user: User, pause: Pause, delivery_id: int, what: Fallen) -> None:
    detail = {"pause": pause.id, "reason": pause.reason}
    delivery = session.get_one(Delivery, delivery_id)
    before = stand(delivery)
    if what == "drop":
        after = stand(changes.cancel(session, delivery_id, now))
        record(session, now, user.email, "cancel", f"delivery:{delivery_id}", before=before, after=after, **detail)
        return
    due_at = _behind(session, delivery, pause)
    for minute in range(MINUTES_TRIED):
        try:
            changes.reschedule(session, delivery_id, due_at + timedelta(minutes=minute))
        except Conflict:
            if minute == MINUTES_TRIED - 1 or session.get_one(Delivery, delivery_id).state not in CHANGEABLE:
                raise
            continue
        break
    after = stand(session.get_one(Delivery, delivery_id))
    record(session, now, user.email, "reschedule", f"delivery:{delivery_id}", before=before, after=after, **detail)


def _behind(session: Session, delivery: Delivery, pause: Pause) -> datetime:
    """The same clock time as many days later as the pause is long; more, where it would fall into another pause."""
    zone, quiet = stored_zone(session), Quiet.of(pause)
    others = [Quiet.of(row) for row in session.scalars(sa.select(Pause))]
    local = delivery.due_at.astimezone(zone).replace(tzinfo=None)
    days = ceil((quiet.ends_before - pause.from_at) / DAY)
    while any(each.touches(local_to_utc(local + days * DAY, zone), delivery.channel_key) for each in others):
        days += 1
    return local_to_utc(local + days * DAY, zone)


def _is_the_slots(delivery: Delivery, zone: tzinfo) -> bool:
    """Planned by a slot and not moved since: its slot skips it, nobody has to."""
    if delivery.local_time is None:
        return False
    return delivery.due_at == local_to_utc(datetime.fromisoformat(delivery.local_time), zone, delivery.fold)


def _columns(session: Session, user: User, form: PauseForm) -> dict[str, Any]:
    if form.to_local < form.from_local:
        raise Mistake("Kỳ nghỉ phải kết thúc sau khi bắt đầu.")
    if not form.reason.strip():
        raise Mistake("Hãy ghi lý do nghỉ, để người khác hiểu lịch trống.")
    keys = _keys_of(session, user)
    if unknown := [key for key in form.channels if key not in keys]:
        raise Mistake(f"Không có kênh {', '.join(unknown)}.")
    everything = list(keys) if user.unit else ["*"]
    zone = stored_zone(session)
    return {
        # A time that the clock shows twice starts a pause at its first coming and ends it at its second.
        "from_at": local_to_utc(form.from_local, zone),
        "to_at": local_to_utc(form.to_local, zone, 1),
        "channels": list(form.channels) or everything,
        "except_tags": list(form.except_tags),
        "reason": form.reason.strip(),
    }


def _keys_of(session: Session, user: User) -> list[str]:
    mine = (col(Channel.unit) == user.unit,) if user.unit else ()
    query = sa.select(col(Channel.key)).where(col(Channel.removed_at).is_(None), *mine).order_by(col(Channel.key))
    return list(session.scalars(query))


def _note(session: Session, now: datetime, user: User, action: str, pause: Pause) -> None:
    ask_for_planning(session)
    record(session, now, user.email, action, f"pause:{pause.id}", **_told(pause))


def _told(pause: Pause) -> dict[str, Any]:
    span = {"from": pause.from_at.isoformat(), "to": pause.to_at.isoformat()}
    return span | {"reason": pause.reason, "channels": list(pause.channels)}
