"""Views by the month in which the posts were made, a column for each month, a layer for each channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.reach.charts.chart import Chart, SpecJson
from campaign.reach.charts.style import AXIS_NUMBER, NARROW, WIDE, fill
from campaign.reach.wording import MISSING, number, short

if TYPE_CHECKING:
    from campaign.reach.report import Report

KEY = "luot-xem"


def views_by_month(report: Report, *, narrow: bool = False) -> Chart | None:
    """None where the period has no posts, or the report was issued without its details."""
    rows: list[dict[str, Any]] = report.details.get("months", [])
    if not rows:
        return None
    titles = report.names["channels"]
    channels = [key for key in titles if any(row["channel"] == key for row in rows)]
    series = [_series(titles[key], key, rows) for key in channels]
    months = sorted({row["month"] for row in rows})
    months = _all_between(months[0], months[-1])
    years = months[0][:4] != months[-1][:4]
    by_place = {(row["month"], row["channel"]): row for row in rows}
    values = [
        {
            "month": _label(month, years=years, narrow=narrow), "series": series[place],
            "place": place, "views": by_place[month, channel]["views"],
        }
        for month in months for place, channel in enumerate(channels) if (month, channel) in by_place
    ]  # fmt: skip
    totals = [_total(month, [row for row in rows if row["month"] == month], years, narrow) for month in months]
    best = max(
        (total for total in totals if total["views"] is not None), key=lambda total: total["views"], default=None
    )
    said = f"Cao nhất: {best['name']}, {number(best['views'])} lượt xem." if best else f"Lượt xem: {MISSING}."
    return Chart(
        KEY,
        "Lượt xem theo tháng đăng bài, theo kênh",
        f"Cột chồng theo tháng, mỗi lớp một kênh; mỗi nền tảng đếm lượt xem theo cách riêng. {said}",
        ("Tháng", *(titles.get(channel, channel) for channel in channels)),
        tuple(
            (f"{month[5:]}/{month[:4]}", *(_cell(by_place.get((month, channel))) for channel in channels))
            for month in months
        ),
        _spec(values, totals, series, narrow=narrow),
        plotted=tuple(range(1, len(channels) + 1)),
        narrow=narrow,
        stacked=True,
    )


def _spec(values: list[dict[str, Any]], totals: list[dict[str, Any]], series: list[str], *, narrow: bool) -> SpecJson:
    order = [total["month"] for total in totals]
    across = {"field": "month", "type": "ordinal", "sort": order, "scale": {"domain": order},
              "axis": {"labelAngle": 0, "title": None, "labelOverlap": True,
                       "labelFontSize": 11 if narrow else 12}}  # fmt: skip
    axis = {"labelExpr": AXIS_NUMBER, "tickCount": 4, "tickMinStep": 1, "title": None}
    paint = {
        "field": "series", "type": "nominal", "title": None,
        "scale": {"domain": series, "range": [fill(KEY, place) for place in range(len(series))]},
        "legend": {"orient": "bottom", "columns": 1 if narrow else 3, "direction": "horizontal"},
    }  # fmt: skip
    return {
        "width": (NARROW if narrow else WIDE) - 60, "height": 220 if narrow else 260,
        "layer": [
            {
                "data": {"values": [row for row in values if row["views"] is not None]},
                "mark": {"type": "bar", "stroke": "#fff", "strokeWidth": 1},
                "encoding": {
                    "x": across, "y": {"field": "views", "type": "quantitative", "stack": "zero", "axis": axis},
                    "fill": paint, "order": {"field": "place"},
                },
            },
            {
                "data": {"values": totals},
                "mark": {"type": "text", "baseline": "bottom", "dy": -4, "fontSize": 10 if narrow else 11},
                "encoding": {
                    "x": across, "y": {"field": "top", "type": "quantitative", "axis": axis},
                    "text": {"field": "said"},
                },
            },
        ],
    }  # fmt: skip


def _total(month: str, rows: list[dict[str, Any]], years: bool, narrow: bool) -> dict[str, Any]:
    """What stands above one column: its height, or a dash where posts were made and nothing was measured."""
    measured = [row["views"] for row in rows if row["views"] is not None]
    views = sum(measured) if measured else None
    said = "" if not rows else "–" if views is None else _shortest(views) if narrow else short(views)
    return {
        "month": _label(month, years=years, narrow=narrow), "name": f"tháng {month[5:]}/{month[:4]}",
        "views": views, "top": views or 0, "said": said,
    }  # fmt: skip


def _series(title: str, channel: str, rows: list[dict[str, Any]]) -> str:
    """A channel without any views stands in the legend with the reason."""
    return title if any(r["views"] is not None for r in rows if r["channel"] == channel) else f"{title}: {MISSING}"


def _shortest(views: int) -> str:
    """On a phone the axis says the unit: 12,6 there is 12,6 nghìn."""
    return short(views).replace(" nghìn", "n").replace(" triệu", "tr")


def _cell(row: dict[str, Any] | None) -> str | int | None:
    return "không có bài" if row is None else row["views"]


def _label(month: str, *, years: bool, narrow: bool) -> str:
    name = str(int(month[5:]))
    return f"{name}/{month[2:4]}" if years else name if narrow else f"Th.{name}"


def _all_between(first: str, last: str) -> list[str]:
    year, month = int(first[:4]), int(first[5:])
    found = [first]
    while found[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(f"{year}-{month:02}")
    return found
