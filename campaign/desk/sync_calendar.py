"""Declared slots and pauses -> rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from campaign.desk.pause_files import FILES, is_kept
from campaign.models import Pause, Slot
from campaign.workspace.schedules import DeclaredPause, DeclaredSlot, Schedules


def bring_in_calendar(session: Session, now: datetime, schedules: Schedules) -> list[str]:
    """Upsert the slots, mark those that have gone, replace the files' pauses if they changed; what changed."""
    changed = _slots(session, now, schedules.slots)
    if _pauses(session, schedules.pauses, ZoneInfo(schedules.timezone)):
        changed.append("pause")
    return changed


def _slots(session: Session, now: datetime, slots: Sequence[DeclaredSlot]) -> list[str]:
    rows = {row.key: row for row in session.exec(select(Slot))}
    changed = []
    for position, slot in enumerate(slots):
        said = _slot_columns(slot, position)
        row = rows.pop(slot.key, None)
        if row is None:
            session.add(Slot(key=slot.key, **said))
        elif any(getattr(row, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(row, name, value)
        else:
            continue
        changed.append(slot.key)
    for row in rows.values():
        if row.removed_at is None:
            row.removed_at = now
            changed.append(row.key)
    return changed


def _slot_columns(slot: DeclaredSlot, position: int) -> dict[str, Any]:
    return {
        "title": slot.title,
        "days": list(slot.days),
        "times": list(slot.times),
        "cron": slot.cron,
        "from_on": slot.from_on,
        "to_on": slot.to_on,
        "channels": list(slot.channels),
        "pick": slot.pick.model_dump(mode="json"),
        "rotation": slot.order,
        "cooldown_days": slot.cooldown_days,
        "grace_s": slot.grace_s,
        "position": position,
        "removed_at": None,
    }


def _pauses(session: Session, pauses: Sequence[DeclaredPause], zone: ZoneInfo) -> bool:
    rows = list(session.exec(select(Pause).where(col(Pause.origin) == FILES).order_by(col(Pause.id))))
    declared = [_pause_columns(pause, zone) for pause in pauses]
    wanted = [columns for columns in declared if not is_kept(session, columns)]
    stored = [row.model_dump(exclude={"id", "origin"}) for row in rows]
    if stored == wanted:
        return False
    for row in rows:
        session.delete(row)
    session.add_all(Pause(origin=FILES, **said) for said in wanted)
    return True


def _pause_columns(pause: DeclaredPause, zone: ZoneInfo) -> dict[str, Any]:
    """A wall-clock time that comes twice starts a pause at its first coming and ends it at its second."""
    return {
        "from_at": pause.from_local.replace(tzinfo=zone, fold=0).astimezone(UTC),
        "to_at": pause.to_local.replace(tzinfo=zone, fold=1).astimezone(UTC),
        "channels": list(pause.channels),
        "except_tags": list(pause.except_tags),
        "reason": pause.reason,
    }
