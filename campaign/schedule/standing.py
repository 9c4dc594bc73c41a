"""Who has a say in the deliveries of one occurrence: the planner, a person (or the delivery protocol), or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.models import Channel, Delivery
from campaign.schedule.decision import OWN_CODES
from campaign.schedule.occurrences import SlotTime
from campaign.schedule.view import SlotView


def is_untouched(delivery: Delivery, planned_at: datetime, now: datetime) -> bool:
    """Whether nobody else has had a hand in this delivery, so that the planner may still change it. One that waits for
    the approval of an edited item is still the planner's: what it is to show may have gone meanwhile."""
    lapsed = (delivery.state, delivery.held_reason) == ("held", "approval")
    return (
        (delivery.state == "scheduled" or lapsed)
        and delivery.due_at == planned_at
        and delivery.due_at > now
        and not delivery.urgent
        and delivery.progress is None
    )


def is_resting(delivery: Delivery) -> bool:
    """Cancelled by the planner itself, for a reason that may pass. A person's cancel is never undone."""
    return (
        delivery.state == "cancelled"
        and delivery.error_code in OWN_CODES
        and delivery.progress is None
        and not delivery.attempts
    )


def is_tombstone(delivery: Delivery) -> bool:
    """Cancelled for good: this occurrence is never planned again on this channel."""
    return delivery.state == "cancelled" and not is_resting(delivery)


@dataclass(frozen=True)
class Standing:
    """What stands at one occurrence, sorted by who may change it. Tombstones are in none of the lists."""

    own: list[Delivery]
    """Untouched, on a channel of the slot."""
    misplaced: list[Delivery]
    """Untouched, on a channel that has been removed or has left the slot."""
    theirs: list[Delivery]
    """A person's, or begun: left as they are."""
    resting: dict[str, Delivery]
    """By channel key: what may be brought back."""
    ready: list[Channel]
    """The slot's channels that get planned deliveries and on which the planner has the say."""

    @classmethod
    def of(cls, view: SlotView, time: SlotTime, there: list[Delivery]) -> Standing:
        """``there``: the occurrence's deliveries, cancelled ones too."""
        row = view.rows.get((time.local_time, time.fold))
        planned_at = row.due_at if row else time.due_at
        alive = [one for one in there if one.state != "cancelled"]
        untouched = [one for one in alive if is_untouched(one, planned_at, view.now)]
        theirs = [one for one in alive if one not in untouched]
        own = [one for one in untouched if in_place(view, one)]
        resting = {one.channel_key: one for one in there if is_resting(one)}
        taken = {one.channel_key for one in (*theirs, *filter(is_tombstone, there))}
        ready = [channel for channel in view.ready_channels() if channel.key not in taken]
        return cls(own, [one for one in untouched if one not in own], theirs, resting, ready)

    def joining(self) -> list[Channel]:
        """The ready channels on which nothing stands yet."""
        there = {one.channel_key for one in self.own}
        return [channel for channel in self.ready if channel.key not in there]


def in_place(view: SlotView, delivery: Delivery) -> bool:
    """Whether the delivery's channel is still declared, and one of the slot's."""
    return delivery.channel_key in view.slot.channels and view.channels[delivery.channel_key].removed_at is None
