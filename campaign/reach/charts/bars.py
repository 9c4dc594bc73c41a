"""Horizontal bars whose words stand above them, so that they read on a phone and without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaign.reach.charts.chart import SpecJson
from campaign.reach.charts.style import AXIS_NUMBER, INK, NARROW, SOFT, WIDE, fill

ROW = 38
"""Pixels of one bar with its line of words."""


@dataclass(frozen=True)
class Bar:
    """``value`` None: nothing to draw, the words say why. ``wanted``: where it should reach. ``paint``: its series."""

    words: str
    value: float | None
    wanted: float | None = None
    paint: int = 0


def bars(key: str, rows: Sequence[Bar], *, narrow: bool, most: float | None = None) -> SpecJson:
    """``most`` is the end of the axis (100 for shares); None: the largest value."""
    width = NARROW if narrow else WIDE
    top = most or max((row.value or 0 for row in rows), default=0) or 1
    values = [
        {"place": place, "words": row.words, "value": row.value, "wanted": row.wanted, "paint": fill(key, row.paint)}
        for place, row in enumerate(rows)
    ]
    across = {"field": "place", "type": "ordinal", "axis": None}
    along = {
        "type": "quantitative", "scale": {"domain": [0, top], "nice": most is None},
        "axis": {"labelExpr": AXIS_NUMBER, "tickCount": 4 if narrow else 6, "tickMinStep": 1, "title": None},
    }  # fmt: skip
    layers: list[SpecJson] = [
        {
            "transform": [{"filter": "datum.value !== null"}],
            "mark": {"type": "bar", "height": 14, "yOffset": 8, "stroke": INK, "strokeWidth": 0.6},
            "encoding": {"y": across, "x": {"field": "value", **along}, "fill": {"field": "paint", "scale": None}},
        },
        {
            "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -4, "limit": width},
            "encoding": {"y": across, "x": {"datum": 0, **along}, "text": {"field": "words"}},
        },
    ]
    if any(row.wanted is not None for row in rows):
        layers.append(
            {
                "transform": [{"filter": "datum.wanted !== null"}],
                "mark": {"type": "tick", "thickness": 3, "height": 24, "size": 24, "yOffset": 8, "color": SOFT},
                "encoding": {"y": across, "x": {"field": "wanted", **along}},
            }
        )
    return {"width": width - 20, "height": {"step": ROW}, "data": {"values": values}, "layer": layers}
