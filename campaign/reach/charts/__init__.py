"""Charts of a report: a pure function each from figures to a ``Chart``, drawn apart as SVG or PNG.

``charts(report)`` gives those that have something to show; ``draw(charts, ...)`` the pictures. A chart always comes
with the rows of its table: a picture alone tells nothing to a screen reader, to a printer or to a doubter.

The process that draws imports this package too: what knows the database (0.4 s) is imported for its types alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from campaign.reach.charts.chart import Chart
from campaign.reach.charts.counts import counts_by_kind, counts_by_task_item
from campaign.reach.charts.drawn import Drawing, draw
from campaign.reach.charts.months import views_by_month
from campaign.reach.charts.reach import reach_by_channel
from campaign.reach.charts.targets import targets

if TYPE_CHECKING:
    from campaign.reach.report import Report

CHARTS: tuple[Callable[..., Chart | None], ...] = (
    views_by_month, reach_by_channel, counts_by_task_item, counts_by_kind, targets,
)  # fmt: skip
"""Each ``(report, narrow=False) -> Chart | None``: None where there is nothing to draw."""


def charts(report: Report, *, narrow: bool = False) -> list[Chart]:
    """Those of ``CHARTS`` that have something to show, in order. ``narrow``: for a phone of 390 px."""
    made = (chart(report, narrow=narrow) for chart in CHARTS)
    return [chart for chart in made if chart is not None]


__all__ = [
    "CHARTS", "Chart", "Drawing", "charts", "counts_by_kind", "counts_by_task_item", "draw", "reach_by_channel",
    "targets", "views_by_month",
]  # fmt: skip
