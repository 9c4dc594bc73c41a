"""The same days one year before, to stand beside a report. Coverage stands beside what is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from campaign.reach.activities import activities
from campaign.reach.counted import EVERYTHING, Wanted, collect_posts
from campaign.reach.metrics import largest, total
from campaign.reach.periods import Period
from campaign.reach.tallies import cells, items, joined


@dataclass(frozen=True)
class Totals:
    """Of one period. ``views`` None: nobody measured any; ``measured`` of ``posts``. ``reach``: the highest post."""

    posts: int
    items: int
    activities: int
    views: int | None
    measured: int
    reach: int | None


def same_before(period: Period, today: date) -> Period:
    """The same days a year earlier; of a period that is not over, only as far as today."""
    end = min(period.to_on, max(today, period.from_on))
    return Period(_year_before(period.from_on), _year_before(end), period.zone)


def totals_of(body: dict[str, Any]) -> Totals:
    """Of a report that is there already. An item counts under one task item only, so items add up."""
    under = [item for task in body["tasks"] for item in task["task_items"]]
    channels = [channel for item in under for channel in item["channels"]]
    return Totals(
        sum(item["published"]["posts"] for item in under),
        sum(item["published"]["items"] for item in under),
        sum(row["count"] for item in under for row in item["activities"]),
        total("views", (channel["metrics"]["views"]["value"] for channel in channels)),
        sum(channel["metrics"]["views"]["measured"] for channel in channels),
        largest(channel["metrics"]["reach"]["max"] for channel in channels),
    )


def totals(session: Session, period: Period, unit: str, tasks: Sequence[str], wanted: Wanted = EVERYTHING) -> Totals:
    """The same, counted afresh. ``POSTS`` holds this period's afterwards."""
    collect_posts(session, period, unit, wanted)
    whole = joined(cell for (task, _, _), cell in cells(session, period.to_at).items() if task in tasks)
    views, reach = whole.figures.get("views"), whole.figures.get("reach")
    return Totals(
        whole.posts,
        sum(count for task, count in items(session).items() if task in tasks),
        sum(row.count for row in activities(session, period, unit, wanted) if row.task in tasks),
        views.value if views else None,
        views.measured if views else 0,
        reach.max if reach else None,
    )


def _year_before(day: date) -> date:
    """29 February is 28 February then."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
