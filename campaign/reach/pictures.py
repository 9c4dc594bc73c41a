"""The pictures of a document's charts; a report is printed without them rather than not at all."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Literal

from campaign.reach.charts.chart import Chart
from campaign.reach.charts.drawn import Drawing, NotDrawn, draw

log = logging.getLogger(__name__)


def pictures(charts: Iterable[Chart], form: Literal["svg", "png"]) -> dict[str, Drawing]:
    """By key, set in the font of official documents; empty where drawing failed, which the log says."""
    try:
        return draw(list(charts), form, "Tinos")
    except NotDrawn as failure:
        log.warning("charts were not drawn: %s", failure)
        return {}
