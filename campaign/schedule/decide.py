"""What one occurrence needs now: births, another item, cancellations, or nothing. Writes nothing.

Only the planner's own untouched deliveries are changed: scheduled, still to come, at the time at which they were
planned, without progress. One that a person moved or made urgent is that person's; anything past ``scheduled`` belongs
to the delivery protocol. A cancelled one is a tombstone: its key is never planned again. A lapsed approval changes
nothing here: the delivery is held for it when its time comes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from campaign.models import Channel, Delivery
from campaign.schedule.decision import (
    ALL_CANCELLED,
    CHANNEL_REMOVED,
    NO_CHANNEL,
    NOT_IN_SLOT,
    SLOT_CHANGED,
    Decision,
    Key,
    Outcome,
)
from campaign.schedule.occurrences import SlotTime
from campaign.schedule.rotation import Choice, Occasion, bar, choose, matches
from campaign.schedule.shelf import Candidate
from campaign.schedule.view import SlotView
from campaign.workspace.openings import Quiet


def decide(view: SlotView, key: Key, time: SlotTime | None) -> Decision:
    """The decision for one occurrence; ``time`` is None where the slot does not have it (any more)."""
    decision = Decision(key, time)
    there = view.deliveries.get(key, [])
    if time is None:
        _give_up(view, decision, there)
    elif there:
        _keep_right(view, decision, time, there)
    else:
        _plan_afresh(view, decision, time)
    return decision


def is_untouched(delivery: Delivery, planned_at: datetime, now: datetime) -> bool:
    """Whether nobody else has had a hand in this delivery, so that the planner may still change it."""
    return (
        delivery.state == "scheduled"
        and delivery.due_at == planned_at
        and delivery.due_at > now
        and not delivery.urgent
        and delivery.progress is None
    )


def _give_up(view: SlotView, decision: Decision, there: list[Delivery]) -> None:
    row = view.rows.get(decision.key)
    for delivery in there:
        if row and is_untouched(delivery, row.due_at, view.now):
            decision.cancel(delivery, "slot_changed", SLOT_CHANGED)
    if decision.survivors(there):
        decision.outcome = Outcome.of(row)


def _plan_afresh(view: SlotView, decision: Decision, time: SlotTime) -> None:
    channels = view.ready_channels()
    if not channels:
        decision.outcome = Outcome("empty", NO_CHANNEL)
        return
    choice = _choose(view, time, channels)
    if choice.candidate:
        decision.births = _open_to(view, time, channels, choice.candidate)
        decision.outcome = Outcome("planned", item_id=choice.candidate.item_id)
        return
    quiet = _quiet_everywhere(view, time, channels)
    decision.outcome = Outcome("paused", _pause_text(quiet)) if quiet else Outcome("empty", choice.reason)


def _keep_right(view: SlotView, decision: Decision, time: SlotTime, there: list[Delivery]) -> None:
    row = view.rows.get(decision.key)
    planned_at = row.due_at if row else time.due_at
    own = [delivery for delivery in there if is_untouched(delivery, planned_at, view.now)]
    for delivery in own:
        _cancel_if_it_cannot_go(view, decision, time, delivery)
    own = decision.survivors(own)
    fitting = [one.item_id for one in own or decision.survivors(there) if _fits(view, one.item_id, time.on)]
    item_id, missing = (fitting[0] if fitting else None), ""
    if own and item_id is None:
        choice = _choose(view, time, [view.channels[delivery.channel_key] for delivery in own])
        item_id, missing = (choice.candidate.item_id if choice.candidate else None), choice.reason
    for delivery in own:
        if not _fits(view, delivery.item_id, time.on):
            _give_another_item(view, decision, time, delivery, item_id, missing)
    decision.shifted = [delivery for delivery in decision.survivors(own) if delivery.due_at != time.due_at]
    _conclude(view, decision, time, there, item_id)


def _cancel_if_it_cannot_go(view: SlotView, decision: Decision, time: SlotTime, delivery: Delivery) -> None:
    quiet = view.quiet_over(time.due_at, delivery.channel_key, view.shelf.get(delivery.item_id))
    if view.channels[delivery.channel_key].removed_at is not None:
        decision.cancel(delivery, "channel_removed", CHANNEL_REMOVED)
    elif delivery.channel_key not in view.slot.channels:
        decision.cancel(delivery, "slot_changed", NOT_IN_SLOT)
    elif quiet:
        decision.cancel(delivery, "paused", _pause_text(quiet))


def _give_another_item(
    view: SlotView, decision: Decision, time: SlotTime, delivery: Delivery, item_id: int | None, missing: str
) -> None:
    if item_id is None:
        decision.cancel(delivery, "no_item", missing)
    elif quiet := view.quiet_over(time.due_at, delivery.channel_key, view.shelf.get(item_id)):
        decision.cancel(delivery, "paused", _pause_text(quiet))
    else:
        decision.replaced.append(delivery)


def _conclude(view: SlotView, decision: Decision, time: SlotTime, there: list[Delivery], item_id: int | None) -> None:
    """What the row says after the cancellations; and births on channels that were connected since."""
    alive = decision.survivors(there)
    row = view.rows.get(decision.key)
    if alive:
        taken = {delivery.channel_key for delivery in there}
        joined = [channel for channel in view.ready_channels() if channel.key not in taken]
        item = view.shelf.get(item_id) if item_id is not None else None
        decision.births = _open_to(view, time, joined, item) if item else []
        decision.outcome = Outcome("planned", item_id=alive[0].item_id if item_id is None else item_id)
    elif decision.cancelled:
        _, code, message = decision.cancelled[-1]
        state = "paused" if code == "paused" else "empty"
        decision.outcome = Outcome(state, message if code in ("paused", "no_item") else ALL_CANCELLED)
    else:
        decision.outcome = Outcome.of(row) or Outcome("empty", ALL_CANCELLED)


def _choose(view: SlotView, time: SlotTime, channels: list[Channel]) -> Choice:
    occasion = Occasion(view.slot, time.on, view.slug_before(time.due_at))
    if _quiet_everywhere(view, time, channels):
        occasion = replace(occasion, allows=lambda candidate: bool(_open_to(view, time, channels, candidate)))
    choice = choose(occasion, view.shelf.values(), view.uses)
    if choice.candidate:
        view.count(time, choice.candidate)
    return choice


def _quiet_everywhere(view: SlotView, time: SlotTime, channels: list[Channel]) -> Quiet | None:
    """The first channel's pause, if none of the channels is open to an item without tags."""
    quiets = [view.quiet_over(time.due_at, channel.key, None) for channel in channels]
    return quiets[0] if all(quiets) else None


def _open_to(view: SlotView, time: SlotTime, channels: list[Channel], candidate: Candidate) -> list[Channel]:
    """The channels of which no pause keeps the item off at that time."""
    return [channel for channel in channels if view.quiet_over(time.due_at, channel.key, candidate) is None]


def _fits(view: SlotView, item_id: int, on: date) -> bool:
    """Whether the item is still what the slot asks for on that date (approval aside). One that came into the library
    after the shelf was read was picked by a planner that knows it."""
    candidate = view.shelf.get(item_id)
    return candidate is None or (matches(candidate, view.slot.pick) and bar(candidate, on) is None)


def _pause_text(quiet: Quiet) -> str:
    return f"Tạm ngưng: {quiet.reason}" if quiet.reason else "Lịch đang tạm ngưng."
