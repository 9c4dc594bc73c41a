"""One delivery as the page shows it, and which buttons would work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SETTLING = ("uncertain", "held", "failed")
"""States in which a person has to do something."""
RELEASED_BY_A_PERSON = ("late", "restored")


@dataclass(frozen=True)
class Line:
    """Times are aware UTC; ``reason`` says in plain words why it waits or failed; ``now`` is the page's moment."""

    id: int
    item_id: int
    title: str
    slug: str
    kind: str
    channel: str
    channel_title: str
    platform: str
    account: str
    part: str
    slot: str
    state: str
    due_at: datetime
    next_try_at: datetime | None
    reason: str
    held_reason: str
    attempts: int
    urgent: bool
    published_at: datetime | None
    corrected_at: datetime | None
    retracted_at: datetime | None
    permalink: str
    look_url: str
    public: bool
    """The item has a page that everybody may read."""
    now: datetime
    text: str = ""
    """What a person has to post; empty for every other line."""
    files: tuple[tuple[str, str], ...] = ()
    """(name, address) of what goes with it."""

    @property
    def waits_by_itself(self) -> bool:
        """Its time has come, something stands in the way, and it will go without anybody."""
        return self.state == "scheduled" and self.due_at <= self.now and bool(self.reason)

    @property
    def waits_for_hand(self) -> bool:
        """Ready for a person to post."""
        return self.state == "held" and self.held_reason == "manual"

    @property
    def may_type_figures(self) -> bool:
        """A person posted it, so nobody else can tell its figures."""
        return self.state == "published" and self.platform == "manual" and not self.part

    @property
    def may_release(self) -> bool:
        return self.state == "held" and self.held_reason in RELEASED_BY_A_PERSON

    @property
    def may_say_published(self) -> bool:
        return self.state == "uncertain" or self.waits_for_hand

    @property
    def may_say_absent(self) -> bool:
        return self.state == "uncertain"

    @property
    def may_retry(self) -> bool:
        return self.state == "failed"

    @property
    def may_cancel(self) -> bool:
        return self.state in ("scheduled", "queued", "held", "failed")

    @property
    def may_publish_now(self) -> bool:
        """Only where it changes something: what waits for a window or a closed channel would go on waiting."""
        later = self.due_at > self.now or (self.next_try_at is not None and self.next_try_at > self.now)
        return self.state == "scheduled" and not self.part and later
