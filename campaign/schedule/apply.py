"""Writes a decision down. Every change of a delivery repeats its condition, so that what just began to go out stays."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Delivery, Link, Occurrence
from campaign.models.birth import born
from campaign.people.audit import record
from campaign.schedule.decision import Decision
from campaign.schedule.report import PlanReport
from campaign.schedule.view import SlotView


def apply(session: Session, view: SlotView, decision: Decision, report: PlanReport) -> None:
    """In the caller's transaction; counts what was done in ``report``."""
    _write_row(session, view, decision, report)
    for delivery, code, message in decision.cancelled:
        if _change(session, delivery, state="cancelled", held_reason=None, error_code=code, error_message=message):
            record(session, view.now, "clock", "cancel", f"delivery:{delivery.id}", code=code, slot=view.slot.key)
            report.cancelled += 1
    if decision.time is None:
        return
    into: dict[str, Any] = {"due_at": decision.time.due_at, "error_code": None, "error_message": None}
    if decision.outcome and decision.outcome.item_id is not None:
        into["item_id"] = decision.outcome.item_id
        for delivery in decision.replaced:
            _give(session, view, delivery, into, report)
        for delivery, channel in decision.revived:
            _revive(session, view, delivery, channel, into, report)
    for delivery in decision.shifted:
        if delivery not in decision.replaced:
            _change(session, delivery, due_at=decision.time.due_at)
    _give_birth(session, view, decision, report)


def _write_row(session: Session, view: SlotView, decision: Decision, report: PlanReport) -> None:
    row, outcome = view.rows.get(decision.key), decision.outcome
    if outcome is None:
        if row:
            session.delete(row)
        return
    due_at = decision.time.due_at if decision.time else row.due_at if row else None
    if due_at is None:
        return
    local_time, fold = decision.key
    row = row or Occurrence(slot_key=view.slot.key, local_time=local_time, fold=fold, due_at=due_at, state="")
    report.empty += outcome.state == "empty" != row.state
    report.paused += outcome.state == "paused" != row.state
    row.state, row.reason, row.item_id, row.due_at = outcome.state, outcome.reason, outcome.item_id, due_at
    session.add(row)


def _give(session: Session, view: SlotView, delivery: Delivery, into: dict[str, Any], report: PlanReport) -> None:
    """Another item in the same place: guid and link stay, what was said about the old item goes."""
    if _change(session, delivery, **into, state="scheduled", held_reason=None):
        _lead_link_to(session, delivery, into["item_id"])
        change = {"was": delivery.item_id, "instead": into["item_id"], "slot": view.slot.key}
        record(session, view.now, "clock", "replace", f"delivery:{delivery.id}", **change)
        report.replaced += 1


def _revive(
    session: Session, view: SlotView, delivery: Delivery, channel: Channel, into: dict[str, Any], report: PlanReport
) -> None:
    """Back as it would be born today, with its own guid and link. Not one that a person has cancelled meanwhile: that
    leaves no code on the row."""
    as_born = {"state": "scheduled", "account": channel.account, "grace_s": view.slot.grace_s, "next_try_at": None}
    if _change(session, delivery, **into, **as_born):
        _lead_link_to(session, delivery, into["item_id"])
        record(session, view.now, "clock", "schedule", f"delivery:{delivery.id}", slot=view.slot.key)
        report.revived += 1


def _lead_link_to(session: Session, delivery: Delivery, item_id: int) -> None:
    session.execute(sa.update(Link).where(col(Link.delivery_id) == delivery.id).values(item_id=item_id))


def _give_birth(session: Session, view: SlotView, decision: Decision, report: PlanReport) -> None:
    assert decision.time is not None
    for channel in decision.births:
        assert decision.outcome is not None
        assert decision.outcome.item_id is not None
        born(
            session,
            now=view.now,
            item_id=decision.outcome.item_id,
            channel=channel,
            due_at=decision.time.due_at,
            created_by=f"slot:{view.slot.key}",
            slot_key=view.slot.key,
            local_time=decision.time.local_time,
            fold=decision.time.fold,
            grace_s=view.slot.grace_s,
        )
        report.planned += 1


def _change(session: Session, delivery: Delivery, **values: Any) -> bool:
    """Whether the delivery was still as it had been read, and is changed now."""
    as_read = [
        col(Delivery.id) == delivery.id,
        col(Delivery.state) == delivery.state,
        col(Delivery.due_at) == delivery.due_at,
        col(Delivery.item_id) == delivery.item_id,
    ]
    if delivery.state == "cancelled":
        as_read.append(col(Delivery.error_code) == delivery.error_code)
    statement = sa.update(Delivery).where(*as_read).values(**values).execution_options(synchronize_session=False)
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]
