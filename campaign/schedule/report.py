"""What one round of planning did."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class PlanReport:
    """Counts of changes made in this round; all zero when everything was right already."""

    planned: int = 0
    """New deliveries."""
    revived: int = 0
    """Deliveries that the planner had cancelled and that are back."""
    replaced: int = 0
    """Deliveries that got another item."""
    cancelled: int = 0
    empty: int = 0
    """Occurrences that are now known to have no item (their reason stands in the row)."""
    paused: int = 0
    problems: list[str] = field(default_factory=list)
    """Slots that could not be read, one Vietnamese sentence each."""
