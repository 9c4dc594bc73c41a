"""Everything on the report page, read for one person, or for whoever holds a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from markupsafe import Markup
from sqlmodel import Session, col

from campaign.desk.reports import report
from campaign.errors import NotFound
from campaign.models import Activity, Channel, Item, Revision
from campaign.reach.activities import KINDS
from campaign.reach.charts import charts
from campaign.reach.charts.chart import Chart
from campaign.reach.charts.later import at_hand
from campaign.reach.compared import Totals, same_before, totals, totals_of
from campaign.reach.metrics import METRICS, largest, total
from campaign.reach.opening import Piece, opening
from campaign.reach.owed import Due, next_dues
from campaign.reach.periods import Period
from campaign.reach.rhythm import Rhythm, rhythms
from campaign.web.report.asked import Asked, Steps, period_of, steps
from campaign.web.site import Site
from campaign.workspace.plan import Plan
from campaign.workspace.stored import stored_plan, stored_zone

PATIENCE_S = 25.0
"""Of whoever has the page already and asks for its charts alone."""


@dataclass(frozen=True)
class Choices:
    """What the filters offer, id to words."""

    units: dict[str, str]
    tasks: dict[str, str]
    channels: dict[str, str]
    kinds: dict[str, str]
    audiences: Sequence[str]


@dataclass(frozen=True)
class ReportView:
    """One report as it is shown. ``body``, ``names``, ``details``: as ``reach.report.Report`` has them."""

    asked: Asked
    period: Period
    steps: Steps
    now: datetime
    today: date
    zone: ZoneInfo
    plan: Plan
    body: dict[str, Any]
    names: dict[str, Any]
    details: dict[str, Any]
    pieces: Sequence[Piece]
    totals: Totals
    before: Totals
    before_period: Period
    charts: Sequence[Chart]
    wide: dict[str, Markup]
    narrow: dict[str, Markup]
    drawing: bool
    """Charts are still being drawn: the page goes out with their tables and asks once more for the pictures."""
    dues: Sequence[Due]
    rhythms: Sequence[Rhythm]
    months: Sequence[dict[str, Any]]
    channels: Sequence[dict[str, Any]]
    """One for each channel, over all task items."""

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """The plan's headline task first."""
        first = self.plan.about.report_headline_task
        return sorted(self.body["tasks"], key=lambda task: task["id"] != first)


def read_view(site: Site, asked: Asked, *, wait_s: float = 0.0) -> ReportView:
    """``wait_s``: at most so long for charts that are not drawn yet. Raises Mistake for a period that cannot be read,
    NotFound for a unit that the plan does not have."""
    with site.database.read() as session:
        plan, now, zone = stored_plan(session), site.database.now(session), stored_zone(session)
    today = now.astimezone(zone).date()
    period = period_of(asked, today, zone)
    made = report(site.database, *asked.span, unit=asked.unit, wanted=asked.wanted, by_kind=True)
    before = same_before(period, today)
    with site.database.read() as session:
        then = totals(session, before, asked.unit, list(plan.task_item_by_id), asked.wanted)
        owed = next_dues(session, plan, today, asked.unit)
        columns = rhythms(session, plan, period, today, asked.unit)
    shown = charts(made)
    (wide, narrow), drawing = at_hand((shown, charts(made, narrow=True)), wait_s=wait_s)
    return ReportView(
        asked, period, steps(period, today), now, today, zone, plan, made.body, made.names, made.details,
        opening(made.body, made.names), totals_of(made.body), then, before, shown, _markup(wide), _markup(narrow),
        drawing, owed, columns, _months(made.body), _channels(made.body),
    )  # fmt: skip


def read_choices(session: Session, unit: str) -> Choices:
    """For a person of ``unit`` ("" for all)."""
    plan = stored_plan(session)
    rows = session.scalars(sa.select(Channel).order_by(col(Channel.key)))
    lists = session.scalars(
        sa.select(col(Revision.audience)).join(
            Item, sa.and_(col(Item.id) == col(Revision.item_id), col(Item.revision) == col(Revision.number))
        )
    )
    used = set(session.scalars(sa.select(col(Activity.kind)).distinct()))
    return Choices(
        {each.id: each.name for each in plan.units if unit in ("", each.id)},
        {each.id: each.text for each in plan.task_items},
        {row.key: row.title for row in rows if unit in ("", row.unit) or not row.unit},
        plan.kinds | {kind: words for kind, words in KINDS.items() if kind in used},
        sorted({name for names in lists for name in names or ()}),
    )


def require_known(choices: Choices, unit: str) -> None:
    """Raises NotFound for a unit that the person may not see or that is not in the plan."""
    if unit and unit not in choices.units:
        raise NotFound("Không có đơn vị này.")


def _markup(drawings: dict[str, bytes]) -> dict[str, Markup]:
    return {key: Markup(drawing.decode()) for key, drawing in drawings.items()}  # noqa: S704  our own drawings


def _months(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Over all task items; None where nothing of the month was measured."""
    found: dict[str, dict[str, Any]] = {}
    for task in body["tasks"]:
        for item in task["task_items"]:
            for row in item["months"]:
                own = found.setdefault(row["month"], {"month": row["month"], "posts": 0, "views": None})
                own["posts"] += row["posts"]
                own["views"] = own["views"] if row["views"] is None else (own["views"] or 0) + row["views"]
    return [found[month] for month in sorted(found)]


def _channels(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Each channel once, most posts first. What may not be added keeps its highest."""
    found: dict[str, list[dict[str, Any]]] = {}
    for task in body["tasks"]:
        for item in task["task_items"]:
            for channel in item["channels"]:
                found.setdefault(channel["channel"], []).append(channel)
    return sorted((_one_channel(parts) for parts in found.values()), key=lambda row: (-row["posts"], row["channel"]))


def _one_channel(parts: list[dict[str, Any]]) -> dict[str, Any]:
    names = dict.fromkeys(name for part in parts for name in part["metrics"])
    metrics = {name: [part["metrics"][name] for part in parts if name in part["metrics"]] for name in names}
    return {
        **parts[0],
        "posts": sum(part["posts"] for part in parts),
        "metrics": {name: _one_figure(name, figures) for name, figures in metrics.items()},
    }


def _one_figure(metric: str, figures: list[dict[str, Any]]) -> dict[str, Any]:
    covered = {name: sum(figure[name] for figure in figures) for name in ("measured", "of")}
    if METRICS[metric] != "flow":
        return {"value": None, "mark": "-", **covered, "max": largest(figure["max"] for figure in figures)}
    marks = {figure["mark"] for figure in figures} - {"-"}
    value = total(metric, (figure["value"] for figure in figures))
    return {"value": value, "mark": "X" if "X" in marks else "Đ" if marks else "-", **covered}
