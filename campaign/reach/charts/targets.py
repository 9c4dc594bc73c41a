"""Each target that is a share: how far it is, where it should be, and whether anybody can say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.reach.charts.bars import Bar, bars
from campaign.reach.charts.chart import Chart
from campaign.reach.wording import OPERATORS, RESULTS, number, share

if TYPE_CHECKING:
    from campaign.reach.report import Report

KEY = "chi-tieu"


def targets(report: Report, *, narrow: bool = False) -> Chart | None:
    """None where the plan has no target that is a share."""
    rows = [target for target in report.body["targets"] if target["value"] is not None]
    if not rows:
        return None
    met = sum(target["result"] == "met" for target in rows)
    unknown = sum(target["result"] == "unknown" for target in rows)
    return Chart(
        KEY,
        "Mức độ đạt chỉ tiêu",
        f"{met} trên {len(rows)} chỉ tiêu đạt, {unknown} chỉ tiêu chưa đủ căn cứ. Vạch đứng là mức đề ra.",
        ("Chỉ tiêu", "Mức đề ra (%)", "Đạt tới (%)", "Kết luận"),
        tuple(
            (
                target["id"],
                target["value"],
                share(target) if (done := _percent(target)) is None else done,
                RESULTS[target["result"]],
            )
            for target in rows
        ),
        bars(
            KEY,
            [Bar(_words(target), _percent(target), target["value"], paint=_paint(target)) for target in rows],
            narrow=narrow,
            most=100,
        ),
        plotted=(1, 2),
        narrow=narrow,
    )


def _percent(target: dict[str, Any]) -> float | None:
    if target["numerator"] is None or not target["denominator"]:
        return None
    return min(100.0, 1000 * int(target["numerator"]) // int(target["denominator"]) / 10)


def _paint(target: dict[str, Any]) -> int:
    return 2 if target["result"] == "met" else 3


def _wanted(target: dict[str, Any]) -> str:
    return f"{OPERATORS[target['operator']]} {number(target['value'])}%"


def _words(target: dict[str, Any]) -> str:
    result = RESULTS[target["result"]]
    if target["numerator"] is None or not target["denominator"]:
        return f"{target['id']} ({_wanted(target)}): {result.lower()}"
    return f"{target['id']} ({_wanted(target)}): {share(target)}, {result.lower()}"
