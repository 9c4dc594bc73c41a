"""The reach report of one period, in the contract's shape. Every figure carries its mark and its coverage.

Missing is None with the mark "-", never 0. Marks: Đ measured by an API or by our own counter, X reported by people
with evidence, U estimated; a sum is as sure as its least sure part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import iso_z
from campaign.errors import NotFound
from campaign.models import Channel
from campaign.models.reach import POST_METRICS
from campaign.reach import tallies
from campaign.reach.activities import KINDS, Counted, activities, minimum_json, units_of, waiting
from campaign.reach.breakdown import COLUMNS, broken_down
from campaign.reach.columns import loaded
from campaign.reach.counted import EVERYTHING, Wanted, collect_posts, uncertain
from campaign.reach.details import charted, listed
from campaign.reach.gaps import gaps
from campaign.reach.letterhead import letterhead
from campaign.reach.levels import Level, channel_reach_json, followers_json, levels
from campaign.reach.metrics import METRICS, total
from campaign.reach.notes import Noted, notes
from campaign.reach.periods import Period
from campaign.reach.places import visited
from campaign.reach.seeded import watermark
from campaign.reach.tallies import Cell, Tally, merged
from campaign.reach.targets import standings
from campaign.workspace.plan import Plan, TaskItem
from campaign.workspace.stored import stored_plan

ALWAYS = ("views", "reach", "reactions", "comments", "shares")
"""Metrics that stand in the report also where nobody measured them; others only where somebody did."""


@dataclass
class Parts:
    """What was read from the database for one report."""

    cells: Mapping[tuple[str, str, str], Cell]
    clicks: Mapping[tuple[str, str], int]
    items: Mapping[str, int]
    levels: Mapping[tuple[str, str], Level]
    activities: list[Counted]
    channels: Mapping[str, Channel]
    places: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, task: str) -> dict[tuple[str, str], Cell]:
        """The cells of one task item by (channel key, month), in order."""
        own = {(channel, month): cell for (where, channel, month), cell in self.cells.items() if where == task}
        return dict(sorted(own.items()))


@dataclass(frozen=True)
class Report:
    """``body`` is the contract's JSON. ``names``: what its ids are called, for exports. ``details``: what charts
    draw beside it (``months``, ``kinds``) and, where they were asked for, the rows of annexes (``details.listed``)."""

    body: dict[str, Any]
    names: dict[str, Any]
    details: dict[str, Any] = field(default_factory=dict)


def build(
    session: Session,
    now: datetime,
    period: Period,
    unit: str = "",
    *,
    detailed: bool = False,
    wanted: Wanted = EVERYTHING,
    by_kind: bool = False,
) -> Report:
    """The report of a period, of all units or of one. Raises NotFound for a unit that the plan does not have.

    ``wanted`` narrows what is counted; its first note says so. ``by_kind``: ``details.broken_down`` too.
    """
    plan = stored_plan(session)
    if unit and unit not in plan.unit_by_id:
        raise NotFound(f"Kế hoạch không có đơn vị {unit!r}. Các đơn vị: {', '.join(plan.unit_by_id)}.")
    collect_posts(session, period, unit, wanted)
    finer = tallies.grouped(session, period.to_at, COLUMNS) if by_kind else {}
    parts = Parts(
        tallies.by_place(finer) if by_kind else tallies.cells(session, period.to_at),
        tallies.clicks(session, period.to_at),
        tallies.items(session),
        levels(session, period),
        activities(session, period, unit, wanted),
        {channel.key: channel for channel in session.scalars(sa.select(Channel).order_by(col(Channel.key)))},
        visited(session, period, unit, wanted),
    )
    unsettled = uncertain(session, period, unit, wanted)
    targets = standings(session, plan, period)
    invented = watermark(session)
    body: dict[str, Any] = {
        **({"watermark": invented} if invented else {}),  # first: what is read before any figure
        "plan": plan.id,
        "period": {"from": period.from_on.isoformat(), "to": period.to_on.isoformat()},
        "unit": unit or None,
        "generated_at": iso_z(now),
        "frozen": None,
        "tasks": [
            {
                "id": task.id,
                "title": task.title,
                "task_items": [_task_item(session, item, parts, period, unit) for item in plan.task_items_of(task.id)],
            }
            for task in plan.tasks
        ],
        "targets": [standing.as_json() for standing in targets],
        "uncertain": unsettled,
        "notes": [],
    }
    noted = Noted(plan, period, now, unit, parts.cells, parts.channels, parts.activities, targets, unsettled)
    noted.gaps, noted.waiting = gaps(session, period), waiting(session, period, unit)
    noted.active_units = {unit} if unit else units_of(session, period)
    noted.wanted, noted.watermark = wanted, invented
    noted.columns = loaded(session, period.from_at, period.to_at)
    body["notes"] = notes(noted)
    tasks = list(plan.task_item_by_id)
    shown = charted(session, tasks, parts.cells)
    if detailed:
        shown |= listed(session, period, unit, tasks, parts.cells, targets, wanted)
    if by_kind:
        shown["broken_down"] = broken_down(finer, tasks)
    return Report(body, _names(plan, parts.channels.values(), period, unit), shown)


def _task_item(session: Session, item: TaskItem, parts: Parts, period: Period, unit: str) -> dict[str, Any]:
    own = parts.of(item.id)
    shown: dict[str, Any] = {
        "id": item.id,
        "title": item.text,
        "lead": list(item.lead),
        "published": {
            "items": parts.items.get(item.id, 0),
            "posts": sum(cell.posts for cell in own.values()),
            "retracted": sum(cell.retracted for cell in own.values()),
        },
        "channels": [_channel(item.id, channel, own, parts) for channel in _channels(item.id, own, parts, unit)],
        "activities": [row.as_json() for row in parts.activities if row.task == item.id],
    }
    if item.minimum is not None:
        shown["minimum"] = minimum_json(session, item.id, item.minimum, period, unit)
    if item.id in parts.places:
        shown["places"] = parts.places[item.id]
    shown["months"] = _months(own)
    return shown


def _channels(task: str, own: Mapping[tuple[str, str], Cell], parts: Parts, unit: str) -> list[Channel]:
    """Those that carried something, and the task item's own of which a platform told something."""
    posted = {channel for channel, _ in own}
    told = {channel for channel, _ in parts.levels}
    return [
        channel
        for key, channel in parts.channels.items()
        if key in posted or (key in told and channel.task == task and unit in ("", channel.unit))
    ]


def _channel(task: str, channel: Channel, own: Mapping[tuple[str, str], Cell], parts: Parts) -> dict[str, Any]:
    cells = [cell for (key, _), cell in own.items() if key == channel.key]
    posts = sum(cell.posts for cell in cells)
    metrics = {
        metric: _figure(
            metric, merged(metric, (cell.figures[metric] for cell in cells if metric in cell.figures)), posts
        )
        for metric in POST_METRICS
        if metric in ALWAYS or any(metric in cell.figures for cell in cells)
    }
    metrics["clicks"] = _clicks(sum(cell.linked for cell in cells), parts.clicks.get((task, channel.key)), posts)
    return {
        "channel": channel.key,
        "platform": channel.platform,
        "posts": posts,
        "metrics": metrics,
        "followers": followers_json(parts.levels.get((channel.key, "followers"))),
        "channel_reach": channel_reach_json(parts.levels.get((channel.key, "reach"))),
    }


def _figure(metric: str, tally: Tally, posts: int) -> dict[str, Any]:
    """Distinct people have no value over posts, only the highest of one post."""
    mark = "-" if tally.value is None else "X" if tally.by_hand else "Đ"
    shown: dict[str, Any] = {"value": tally.value, "mark": mark, "measured": tally.measured, "of": posts}
    return shown if METRICS[metric] == "flow" else {**shown, "max": tally.max}


def _clicks(linked: int, visits: int | None, posts: int) -> dict[str, Any]:
    """Our own counter sees every visit of our own links; a post that was made elsewhere has none of them."""
    if not linked:
        return {"value": None, "mark": "-", "measured": 0, "of": posts}
    return {"value": visits or 0, "mark": "Đ", "measured": linked, "of": posts}


def _months(own: Mapping[tuple[str, str], Cell]) -> list[dict[str, Any]]:
    """Months that have posts; views are those of the posts made in that month, over all channels."""
    by_month: dict[str, list[Cell]] = defaultdict(list)
    for (_, month), cell in own.items():
        if cell.posts:
            by_month[month].append(cell)
    return [
        {
            "month": month,
            "posts": sum(cell.posts for cell in cells),
            "views": total("views", (cell.figures["views"].value for cell in cells if "views" in cell.figures)),
        }
        for month, cells in sorted(by_month.items())
    ]


def _names(plan: Plan, channels: Iterable[Channel], period: Period, unit: str) -> dict[str, Any]:
    about = plan.about
    return {
        "plan": {
            "title": about.title, "number": about.number, "issuer": about.issuer, "funding": about.funding,
            "basis": about.basis, "from": about.period.from_on.isoformat(), "to": about.period.to_on.isoformat(),
        },
        "zone": period.zone.key,
        "units": {unit.id: unit.name for unit in plan.units},
        "channels": {channel.key: channel.title for channel in channels},
        "targets": {target.id: target.text for target in plan.targets},
        "activities": KINDS,
        "kinds": plan.kinds,
        "timings": {item.id: item.timing for item in plan.task_items},
        "letterhead": letterhead(plan, unit),
    }  # fmt: skip
