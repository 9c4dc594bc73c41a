"""What one occurrence needs now: births, revivals, another item, cancellations, or nothing. Writes nothing.

Only the planner's own untouched deliveries are changed: scheduled, still to come, at the time at which they were
planned, without progress. One that a person moved or made urgent is that person's; anything past ``scheduled`` belongs
to the delivery protocol. What the planner cancelled itself comes back when the reason has gone: same row, guid and
link, the same item where it still may run, so that an edit and its undo leave the same calendar. What a person
cancelled is a tombstone: never planned again. A lapsed approval changes nothing here: the delivery is held for it
when its time comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

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
from campaign.schedule.standing import Standing, is_tombstone, is_untouched
from campaign.schedule.view import SlotView
from campaign.workspace.openings import Quiet


def decide(view: SlotView, key: Key, time: SlotTime | None) -> Decision:
    """The decision for one occurrence; ``time`` is None where the slot does not have it (any more)."""
    decision = Decision(key, time)
    there = view.deliveries.get(key, [])
    if time is None:
        _give_up(view, decision, there)
    elif there and all(is_tombstone(one) for one in there):
        _leave_cancelled(view, decision)
    else:
        _keep_right(view, decision, time, Standing.of(view, time, there))
    return decision


def _give_up(view: SlotView, decision: Decision, there: list[Delivery]) -> None:
    row = view.rows.get(decision.key)
    for delivery in there:
        if row and is_untouched(delivery, row.due_at, view.now):
            decision.cancel(delivery, "slot_changed", SLOT_CHANGED)
    if decision.survivors(there):
        decision.outcome = Outcome.of(row)


def _leave_cancelled(view: SlotView, decision: Decision) -> None:
    """A person cancelled everything. What the row says of a pause or a missing item would not be true for ever."""
    outcome = Outcome.of(view.rows.get(decision.key))
    decision.outcome = outcome if outcome and outcome.state == "planned" else Outcome("empty", ALL_CANCELLED)


def _keep_right(view: SlotView, decision: Decision, time: SlotTime, standing: Standing) -> None:
    for delivery in standing.misplaced:
        removed = view.channels[delivery.channel_key].removed_at is not None
        code, message = ("channel_removed", CHANNEL_REMOVED) if removed else ("slot_changed", NOT_IN_SLOT)
        decision.cancel(delivery, code, message)
    choice = _item_for(view, time, standing)
    for delivery in standing.own:
        _keep_replace_or_cancel(view, decision, time, delivery, choice)
    if choice.candidate:
        for channel in _open_to(view, time, standing.joining(), choice.candidate):
            _bring(decision, channel, standing.resting.get(channel.key))
    decision.shifted = [one for one in decision.survivors(standing.own) if one.due_at != time.due_at]
    decision.outcome = _outcome(view, decision, time, standing, choice)


def _item_for(view: SlotView, time: SlotTime, standing: Standing) -> Choice:
    """The occurrence's item: the one that stands there, else the one that stood there, else the slot's next one."""
    own, theirs = standing.own, standing.theirs
    going = [one for one in own if _fits(view, one, time.on) and not _quiet_now(view, time, one)]
    going += [one for one in theirs if _fits(view, one, time.on)]
    if going:
        return Choice(view.shelf.get(going[0].item_id))
    channels = [*standing.joining(), *(view.channels[one.channel_key] for one in own)]
    if not channels or (theirs and not own):
        return Choice(None)
    leaving = _candidates(view, (one for one in standing.misplaced if _fits(view, one, time.on)))
    moving = next((one for one in leaving if _open_to(view, time, channels, one)), None)
    return Choice(moving) if moving else _choose(view, time, channels, _candidates(view, standing.resting.values()))


def _keep_replace_or_cancel(
    view: SlotView, decision: Decision, time: SlotTime, delivery: Delivery, choice: Choice
) -> None:
    if _fits(view, delivery, time.on) and not _quiet_now(view, time, delivery):
        return
    candidate = choice.candidate or view.shelf.get(delivery.item_id)
    if quiet := view.quiet_over(time.due_at, delivery.channel_key, candidate):
        decision.cancel(delivery, "paused", _pause_text(quiet))
    elif choice.candidate:
        decision.replaced.append(delivery)
    else:
        decision.cancel(delivery, "no_item", choice.reason)


def _bring(decision: Decision, channel: Channel, resting: Delivery | None) -> None:
    if resting:
        decision.revived.append((resting, channel))
    else:
        decision.births.append(channel)


def _outcome(view: SlotView, decision: Decision, time: SlotTime, standing: Standing, choice: Choice) -> Outcome:
    """What the row says once the decision has been carried out."""
    alive = [*decision.survivors(standing.own), *standing.theirs]
    if alive or decision.births or decision.revived:
        return Outcome("planned", item_id=choice.candidate.item_id if choice.candidate else alive[0].item_id)
    if not standing.ready:
        return Outcome("empty", ALL_CANCELLED if view.ready_channels() else NO_CHANNEL)
    quiet = _quiet_everywhere(view, time, standing.ready)
    return Outcome("paused", _pause_text(quiet)) if quiet else Outcome("empty", choice.reason)


def _choose(view: SlotView, time: SlotTime, channels: list[Channel], first: list[Candidate]) -> Choice:
    """One of ``first`` where one may run, else the next in the slot's order."""
    titles = {key: kind.title for key, kind in view.kinds.items()}
    occasion = Occasion(view.slot, time.on, view.slug_before(time.due_at), titles=titles)
    if any(not kind.goes_everywhere for kind in view.kinds.values()):
        occasion = replace(occasion, takes=lambda candidate: any(view.goes(candidate, one) for one in channels))
    if _quiet_everywhere(view, time, channels):
        occasion = replace(occasion, allows=lambda candidate: bool(_open_to(view, time, channels, candidate)))
    choice = choose(occasion, first, view.uses)
    if not choice.candidate:
        choice = choose(occasion, view.shelf.values(), view.uses)
    if choice.candidate:
        view.count(time, choice.candidate)
    return choice


def _candidates(view: SlotView, deliveries: Iterable[Delivery]) -> list[Candidate]:
    found = (view.shelf.get(one.item_id) for one in deliveries)
    return [candidate for candidate in found if candidate]


def _quiet_now(view: SlotView, time: SlotTime, delivery: Delivery) -> Quiet | None:
    """The pause that keeps a delivery off its channel, with the item that it has."""
    return view.quiet_over(time.due_at, delivery.channel_key, view.shelf.get(delivery.item_id))


def _quiet_everywhere(view: SlotView, time: SlotTime, channels: list[Channel]) -> Quiet | None:
    """The first channel's pause, if none of the channels is open to an item without tags."""
    quiets = [view.quiet_over(time.due_at, channel.key, None) for channel in channels]
    return quiets[0] if all(quiets) else None


def _open_to(view: SlotView, time: SlotTime, channels: list[Channel], candidate: Candidate) -> list[Channel]:
    """The channels where the item's kind can go and of which no pause keeps the item off at that time."""
    here = [channel for channel in channels if view.goes(candidate, channel)]
    return [channel for channel in here if view.quiet_over(time.due_at, channel.key, candidate) is None]


def _fits(view: SlotView, delivery: Delivery, on: date) -> bool:
    """Whether the delivery's item is still what the slot asks for on that date (approval aside), and nobody has put it
    on the calendar by hand too near. One that came into the library after the shelf was read was picked by a planner
    that knows it."""
    candidate = view.shelf.get(delivery.item_id)
    if candidate is None:
        return True
    rested = view.uses.rested_by_hand(candidate.item_id, on, view.slot.cooldown_days)
    channel = view.channels.get(delivery.channel_key)
    if channel is not None and not view.goes(candidate, channel):
        return False
    return rested and matches(candidate, view.slot.pick) and bar(candidate, on) is None


def _pause_text(quiet: Quiet) -> str:
    return f"Tạm ngưng: {quiet.reason}" if quiet.reason else "Lịch đang tạm ngưng."
