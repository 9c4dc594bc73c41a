"""The shape of a decision about one occurrence, and the sentences that it may carry."""

from __future__ import annotations

from dataclasses import dataclass, field

from campaign.models import Channel, Delivery, Occurrence
from campaign.schedule.occurrences import SlotTime

NO_CHANNEL = "Chưa có kênh nào của khung giờ này sẵn sàng. Hãy kết nối kênh: campaign channel connect TÊN-KÊNH"
ALL_CANCELLED = "Các bài của kỳ này đã bị hủy nên không lên lịch lại. Nếu vẫn cần, hãy hẹn bài bằng tay."
SLOT_CHANGED = "Khung giờ này đã được đổi hoặc gỡ khỏi lịch định kỳ."
NOT_IN_SLOT = "Kênh này không còn trong khung giờ định kỳ."
CHANNEL_REMOVED = "Kênh này đã được gỡ khỏi thư mục channels."

OWN_CODES = ("slot_changed", "channel_removed", "paused", "no_item")
"""``error_code`` of what the planner cancelled by itself. A person's cancel leaves none of them on the row."""

Key = tuple[str, int]
"""(local_time, fold): the name of an occurrence within its slot."""


@dataclass(frozen=True)
class Outcome:
    """What the Occurrence row says, or is to say."""

    state: str
    """planned | empty | paused"""
    reason: str = ""
    item_id: int | None = None

    @classmethod
    def of(cls, row: Occurrence | None) -> Outcome | None:
        return cls(row.state, row.reason, row.item_id) if row else None


@dataclass
class Decision:
    """The changes that one occurrence needs."""

    key: Key
    time: SlotTime | None
    """None: the slot does not have this time any more."""
    outcome: Outcome | None = None
    """None: nothing stands there any more, so its row goes."""
    births: list[Channel] = field(default_factory=list)
    revived: list[tuple[Delivery, Channel]] = field(default_factory=list)
    """Cancelled by the planner earlier, now back with the outcome's item."""
    replaced: list[Delivery] = field(default_factory=list)
    """These get the outcome's item."""
    cancelled: list[tuple[Delivery, str, str]] = field(default_factory=list)
    """(delivery, error_code, error_message)"""
    shifted: list[Delivery] = field(default_factory=list)
    """Same wall-clock time, other moment: the zone of the plan, or its rules, changed."""

    def cancel(self, delivery: Delivery, code: str, message: str) -> None:
        self.cancelled.append((delivery, code, message))

    def survivors(self, deliveries: list[Delivery]) -> list[Delivery]:
        """Those of ``deliveries`` that are not cancelled, and will not be."""
        doomed = {delivery.id for delivery, _, _ in self.cancelled}
        return [one for one in deliveries if one.state != "cancelled" and one.id not in doomed]

    def changes(self, row: Occurrence | None) -> bool:
        """Whether anything in the database would be different afterwards. ``row``: the occurrence as stored."""
        of_deliveries = self.births or self.revived or self.replaced or self.cancelled or self.shifted
        if of_deliveries or Outcome.of(row) != self.outcome:
            return True
        return row is not None and self.time is not None and row.due_at != self.time.due_at
