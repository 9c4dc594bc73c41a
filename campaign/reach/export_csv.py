"""The report as one flat table: a row for each figure. Numbers are bare digits, for sums and pivots.

No cell is one that a spreadsheet would run: https://owasp.org/www-community/attacks/CSV_Injection (full-width signs
are read as the plain ones). A byte order mark leads: without it Excel reads UTF-8 as a local code page.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from campaign.reach.report import Report
from campaign.reach.wording import METRIC_NAMES, MISSING, RESULTS

RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = {
    "task": "Nhiệm vụ",
    "task_item": "Nội dung",
    "of_what": "Kênh, loại hoạt động, tháng hoặc chỉ tiêu",
    "id": "Mã của kênh, loại, tháng, chỉ tiêu",
    "figure": "Số liệu",
    "code": "Mã số liệu",
    "value": "Giá trị",
    "mark": "Mức tin cậy",
    "measured": "Số bài đo được",
    "of": "Trên số bài",
    "max": "Cao nhất một bài",
    "window": "Khoảng do nền tảng tính",
    "at": "Thời điểm (UTC)",
}
NO_MARK = "-"
"""Left out here: alone in a cell it starts like a formula, and the value beside it says the same in words."""


def as_csv(report: Report) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    for row in rows(report):
        shown = row | {"value": MISSING if row["value"] is None else row["value"]}
        writer.writerow([_cell(shown.get(column)) for column in COLUMNS])
    return "\ufeff" + out.getvalue()


def rows(report: Report) -> Iterator[dict[str, Any]]:
    """Each figure with where it stands; a missing one in words."""
    body, names = report.body, report.names
    yield from _head(body)
    for task in body["tasks"]:
        for item in task["task_items"]:
            for row in _task_item(item, names):
                yield {"task": task["id"], "task_item": item["id"], **row}
    for target in body["targets"]:
        yield from _target(target, names)
    yield {"figure": "Lượt đăng chưa rõ kết quả", "code": "uncertain", "value": body["uncertain"]}
    for number, note in enumerate(body["notes"], 1):
        yield {"figure": f"Ghi chú {number}", "code": "notes", "value": note}


def _head(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if body.get("watermark"):
        yield {"figure": "CẢNH BÁO", "code": "watermark", "value": body["watermark"]}
    yield {"figure": "Kế hoạch", "code": "plan", "value": body["plan"]}
    yield {"figure": "Từ ngày", "code": "period.from", "value": body["period"]["from"]}
    yield {"figure": "Đến ngày", "code": "period.to", "value": body["period"]["to"]}
    yield {"figure": "Đơn vị", "code": "unit", "value": body["unit"] or "mọi đơn vị"}
    yield {"figure": "Lập lúc", "code": "generated_at", "value": body["generated_at"]}
    if body["frozen"]:
        for key, name in (("number", "Số phát hành"), ("hash", "Mã phát hành"), ("at", "Phát hành lúc")):
            yield {"figure": name, "code": f"frozen.{key}", "value": body["frozen"][key]}


def _task_item(item: dict[str, Any], names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"figure": "Tên nội dung", "code": "title", "value": item["title"]}
    yield {"figure": "Chủ trì", "code": "lead", "value": ", ".join(names["units"].get(u, u) for u in item["lead"])}
    for key, name in (("items", "Nội dung đã đăng"), ("posts", "Bài đã đăng"), ("retracted", "Bài đã gỡ")):
        yield {"figure": name, "code": f"published.{key}", "value": item["published"][key]}
    for channel in item["channels"]:
        title = names["channels"].get(channel["channel"], channel["channel"])
        for row in _channel(channel):
            yield {"of_what": title, "id": channel["channel"], **row}
    for activity in item["activities"]:
        kind = {"of_what": names["activities"].get(activity["kind"], activity["kind"]), "id": activity["kind"]}
        yield {**kind, "figure": "Số hoạt động", "code": "activities.count", "value": activity["count"]}
        yield {**kind, "figure": "Lượt người", "code": "activities.audience", **activity["audience"]}
    if "minimum" in item:
        minimum = item["minimum"]
        for key, name in (("per", "Mức tối thiểu theo"), ("count", "Mức tối thiểu"), ("done", "Đã làm")):
            yield {"figure": name, "code": f"minimum.{key}", "value": minimum[key]}
        yield {"figure": "Mức tối thiểu: kết luận", "code": "minimum.result", "value": RESULTS[minimum["result"]]}
    for place in item.get("places", ()):
        where = {"of_what": place["place"], "id": place["place"]}
        yield {**where, "figure": "Nội dung có mã tại điểm", "code": "places.items", "value": place["items"]}
        yield {**where, "figure": "Lượt mở mã tại điểm", "code": "places.clicks", **place["clicks"]}
    for month in item["months"]:
        when = {"of_what": month["month"], "id": month["month"]}
        yield {**when, "figure": "Bài trong tháng", "code": "months.posts", "value": month["posts"]}
        yield {**when, "figure": "Lượt xem của bài trong tháng", "code": "months.views", "value": month["views"]}


def _channel(channel: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"figure": "Nền tảng", "code": "platform", "value": channel["platform"]}
    yield {"figure": "Bài đã đăng", "code": "posts", "value": channel["posts"]}
    for metric, figure in channel["metrics"].items():
        row = {"figure": METRIC_NAMES[metric], "code": f"metrics.{metric}", **figure}
        yield {**row, "max": MISSING} if "max" in figure and figure["max"] is None else row
    yield {"figure": "Người theo dõi", "code": "followers", **channel["followers"]}
    yield {"figure": "Người tiếp cận của cả kênh", "code": "channel_reach", **channel["channel_reach"]}


def _target(target: dict[str, Any], names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    which = {"of_what": names["targets"].get(target["id"], target["id"]), "id": target["id"]}
    for key, name in (
        ("operator", "Phép so"),
        ("value", "Mức đề ra"),
        ("numerator", "Tử số"),
        ("denominator", "Mẫu số"),
    ):
        yield {**which, "figure": name, "code": f"targets.{key}", "value": target[key]}
    yield {**which, "figure": "Kết luận", "code": "targets.result", "value": RESULTS[target["result"]]}


def _cell(value: Any) -> str:
    text = "" if value is None or value == NO_MARK else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(RUN) else text
