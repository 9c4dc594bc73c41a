"""How much was done: posts and activities by task item, and by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.reach.charts.bars import Bar, bars
from campaign.reach.charts.chart import Chart
from campaign.reach.wording import number

if TYPE_CHECKING:
    from campaign.reach.report import Report

BY_ITEM, BY_KIND = "theo-noi-dung", "theo-loai"
POSTS, WORK = 1, 3
"""Places of the two series among the paints."""


def counts_by_task_item(report: Report, *, narrow: bool = False) -> Chart | None:
    """One bar for posts and one for activities, where a task item has any. None where none has."""
    rows = [
        (item["id"], item["published"]["posts"], sum(row["count"] for row in item["activities"]))
        for task in report.body["tasks"]
        for item in task["task_items"]
    ]
    shown = [
        bar
        for name, posts, done in rows
        for bar in (
            Bar(f"{name}: {number(posts)} bài đã đăng", posts, paint=POSTS) if posts else None,
            Bar(f"{name}: {number(done)} hoạt động", done, paint=WORK) if done else None,
        )
        if bar
    ]
    if not shown:
        return None
    without = [name for name, posts, done in rows if not posts and not done]
    return Chart(
        BY_ITEM,
        "Số bài đã đăng và số hoạt động theo nội dung nhiệm vụ",
        f"Có kết quả ở {len(rows) - len(without)} trên {len(rows)} nội dung"
        + (f"; chưa phát sinh: {', '.join(without)}." if without else "."),
        ("Nội dung", "Bài đã đăng", "Hoạt động"),
        tuple(rows),
        bars(BY_ITEM, shown, narrow=narrow),
        plotted=(1, 2),
        narrow=narrow,
    )


def counts_by_kind(report: Report, *, narrow: bool = False) -> Chart | None:
    """Items that were posted, and activities, by their kind. None where there are none."""
    names = report.names
    kinds = names.get("kinds", {})
    items = [(kinds.get(row["kind"], row["kind"]), row["items"], POSTS) for row in report.details.get("kinds", [])]
    done: dict[str, int] = {}
    for task in report.body["tasks"]:
        for item in task["task_items"]:
            for row in item["activities"]:
                done[row["kind"]] = done.get(row["kind"], 0) + row["count"]
    rows = [*items, *((names["activities"].get(kind, kind), count, WORK) for kind, count in done.items())]
    if not rows:
        return None
    most = max(rows, key=lambda row: row[1])
    return Chart(
        BY_KIND,
        "Số nội dung đã đăng và số hoạt động theo loại",
        f"Nhiều nhất: {most[0]}, {number(most[1])}.",
        ("Loại", "Số lượng"),
        tuple((name, count) for name, count, _ in rows),
        bars(BY_KIND, [Bar(f"{name}: {number(count)}", count, paint=paint) for name, count, paint in rows],
             narrow=narrow),
        plotted=(1,),
        narrow=narrow,
    )  # fmt: skip
