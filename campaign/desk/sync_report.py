"""What ``sync`` did."""

from __future__ import annotations

from dataclasses import dataclass, field

from campaign.workspace.mistakes import MistakeAt


@dataclass
class SyncReport:
    """Items by slug. ``mistakes`` are what ``check`` prints; they never stopped what is right."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Edited in the page since: the page's words stand, the file was not brought in."""
    removed: list[str] = field(default_factory=list)
    """Their file has gone; they stay in the library."""
    approved: int = 0
    """Contents newly approved because plan.toml says that files are."""
    channels: list[str] = field(default_factory=list)
    """Keys of channels that were added, changed or removed."""
    calendar: list[str] = field(default_factory=list)
    """Keys of slots that were added, changed or removed; "pause" for the pauses."""
    plan_changed: bool = False
    mistakes: list[MistakeAt] = field(default_factory=list)
    warnings: list[MistakeAt] = field(default_factory=list)

    @property
    def did_something(self) -> bool:
        """Was any row changed?"""
        told = (self.added, self.changed, self.removed, self.channels, self.calendar)
        return self.plan_changed or self.approved > 0 or any(told)
