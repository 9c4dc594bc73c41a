"""The highest reach of one post on each channel, beside how much of the channel was measured. Never added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.reach.charts.bars import Bar, bars
from campaign.reach.charts.chart import Chart
from campaign.reach.wording import MISSING, number

if TYPE_CHECKING:
    from campaign.reach.report import Report

KEY = "tiep-can"


def reach_by_channel(report: Report, *, narrow: bool = False) -> Chart | None:
    """None where nothing was posted. A channel that serves several task items is one bar: its highest post."""
    from campaign.reach.metrics import largest

    found: dict[str, list[tuple[int | None, int, int]]] = {}
    for task in report.body["tasks"]:
        for item in task["task_items"]:
            for channel in item["channels"]:
                reach = channel["metrics"]["reach"]
                if reach["of"]:
                    one = (reach["max"], reach["measured"], reach["of"])
                    found.setdefault(channel["channel"], []).append(one)
    if not found:
        return None
    rows: list[tuple[str, int | None, int, int]] = []
    for key, parts in found.items():
        highest = largest(value for value, _, _ in parts)
        title = report.names["channels"].get(key, key)
        rows.append((title, highest, sum(part[1] for part in parts), sum(part[2] for part in parts)))
    best = max((row for row in rows if row[1] is not None), key=lambda row: row[1] or 0, default=None)
    return Chart(
        KEY,
        "Người tiếp cận của bài cao nhất, từng kênh",
        "Mỗi thanh là số tài khoản mà bài có mức tiếp cận cao nhất của kênh đạt được, theo ước tính của nền tảng; "
        "không cộng giữa các bài hay các kênh. "
        + (f"Cao nhất: {best[0]}, {number(best[1])} tài khoản." if best else f"Người tiếp cận: {MISSING}."),
        ("Kênh", "Người tiếp cận, bài cao nhất", "Số bài đo được", "Số bài đã đăng"),
        tuple(rows),
        bars(KEY, [Bar(_words(*row), row[1]) for row in rows], narrow=narrow),
        plotted=(1,),
        narrow=narrow,
    )


def _words(title: str, value: int | None, measured: int, of: int) -> str:
    if value is None:
        return f"{title}: {MISSING} ({number(of)} bài)"
    return f"{title}: {number(value)} (đo {number(measured)}/{number(of)} bài)"
