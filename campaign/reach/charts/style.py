"""How charts look: patterns that a black-and-white printer keeps apart, Vietnamese numbers, few lines."""

from __future__ import annotations

from typing import Any

WIDE, NARROW = 560, 330
"""Pixels of the plot's whole width: a page, and what a phone of 390 px leaves."""
INK, SOFT, LINE = "#16202b", "#51606f", "#d9e0e7"
SHADES = ("#10263d", "#4f8fce", "#1b6e3c", "#e3a13b", "#8a6cc4", "#a8201a", "#7fb7a6", "#6b7580")
"""Neighbours differ in lightness, so that they stay apart in grey; the pattern of the same place does the rest."""
HATCHES = (
    "",
    '<path d="M-2 2l4-4M0 8l8-8M6 10l4-4" stroke="#fff" stroke-width="1.6"/>',
    '<path d="M0 4h8" stroke="#fff" stroke-width="1.6"/>',
    '<circle cx="2" cy="2" r="1.3" fill="#16202b"/><circle cx="6" cy="6" r="1.3" fill="#16202b"/>',
    '<path d="M4 0v8" stroke="#fff" stroke-width="1.6"/>',
    '<path d="M0 0l8 8M8 0l-8 8" stroke="#fff" stroke-width="1.2"/>',
    '<path d="M-2 6l4 4M0 0l8 8M6-2l4 4" stroke="#16202b" stroke-width="1.2"/>',
    '<path d="M0 4h8M4 0v8" stroke="#fff" stroke-width="1"/>',
)
AXIS_NUMBER = (
    "datum.value >= 1e6 ? format(datum.value / 1e6, ',.3~f') + ' triệu' : "
    "datum.value >= 1e4 ? format(datum.value / 1e3, ',.3~f') + ' nghìn' : format(datum.value, ',')"
)
"""A Vega expression; the decimal comma comes from LOCALE."""
LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}


def fill(key: str, place: int) -> str:
    """The paint of the series at that place: a reference into ``patterns`` of the same chart."""
    place %= len(SHADES)
    return f"url(#{key}-{place})" if HATCHES[place] else SHADES[place]


def patterns(key: str) -> str:
    """``<defs>`` for one drawing. Ids carry the chart's key: several drawings may stand in one page."""
    made = "".join(
        f'<pattern id="{key}-{place}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{shade}"/>{hatch}</pattern>'
        for place, (shade, hatch) in enumerate(zip(SHADES, HATCHES, strict=True))
    )
    return f"<defs>{made}</defs>"


def config(font: str) -> dict[str, Any]:
    """Vega-Lite's ``config``. Its own English labels for screen readers are off: title and desc stand for them."""
    return {
        "aria": False,
        "background": "#ffffff",
        "font": font,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 12, "labelColor": INK, "gridColor": LINE, "domainColor": SOFT, "tickColor": SOFT,
        },
        "legend": {
            "labelFontSize": 12, "labelColor": INK, "symbolSize": 160, "symbolStrokeWidth": 0, "labelLimit": 260,
        },
        "text": {"fontSize": 12, "color": INK},
    }  # fmt: skip
