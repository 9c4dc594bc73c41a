"""How figures and names read in Vietnamese, the same in every export."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

MISSING = "không có số liệu"
METRIC_NAMES = {
    "views": "Lượt xem",
    "reach": "Người tiếp cận",
    "reactions": "Lượt bày tỏ cảm xúc",
    "comments": "Bình luận",
    "shares": "Lượt chia sẻ",
    "clicks": "Lượt nhấp liên kết của ta",
    "platform_clicks": "Lượt nhấp do nền tảng đếm",
}
MARKS = {"Đ": "đo qua API hoặc bộ đếm của ta", "X": "đơn vị báo cáo", "U": "ước tính", "-": MISSING}
RESULTS = {"met": "Đạt", "not_met": "Chưa đạt", "unknown": "Chưa đủ căn cứ"}
OPERATORS = {"eq": "bằng", "gt": "trên", "gte": "ít nhất", "qualitative": "định tính"}
PER = {"year": "năm", "quarter": "quý", "month": "tháng"}
WINDOWS = {"day": "1 ngày", "week": "7 ngày", "days_28": "28 ngày"}


def number(value: int | float | None) -> str:
    """1.234.567 and 12,5; words where there is none."""
    if value is None:
        return MISSING
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def short(value: int) -> str:
    """12,6 nghìn, 1,2 triệu: where a whole number would not fit. Rounded to one decimal; below 10.000 as it is."""
    for least, unit, name in ((999_950, 1_000_000, "triệu"), (10_000, 1_000, "nghìn")):
        if value >= least:
            return f"{value / unit:.1f}".removesuffix(".0").replace(".", ",") + f" {name}"
    return number(value)


def share(target: dict[str, Any]) -> str:
    """12/15 = 80%; in words what is missing. A share is cut to one decimal, so that it never reads as reached."""
    numerator, denominator = target["numerator"], target["denominator"]
    if not denominator:
        return "chưa có mẫu số" if target["operator"] != "qualitative" else "định tính"
    if numerator is None:
        return f"chưa có tử số trên {number(denominator)}"
    tenths = 1000 * numerator // denominator
    percent = number(tenths // 10 if tenths % 10 == 0 else tenths / 10)
    return f"{number(numerator)}/{number(denominator)} = {percent}%"


def inside(name: str) -> str:
    """A name as it stands inside a sentence: "Đợt nhắn tin SMS" is "đợt nhắn tin SMS" there."""
    return name[:1].lower() + name[1:]


def day(iso: str) -> str:
    """31/12/2026 of 2026-12-31."""
    return "/".join(reversed(iso[:10].split("-")))


def moment(iso: str | None, zone: str) -> str:
    """07:30 ngày 31/12/2026 on the plan's wall clock; empty for no moment."""
    return f"{datetime.fromisoformat(iso).astimezone(ZoneInfo(zone)):%H:%M ngày %d/%m/%Y}" if iso else ""


def wall_day(iso: str, zone: str) -> str:
    """31/12/2026 on the plan's wall calendar, of a moment."""
    return f"{datetime.fromisoformat(iso).astimezone(ZoneInfo(zone)):%d/%m/%Y}"


def headline(body: dict[str, Any], names: dict[str, Any]) -> str:
    """One sentence: how far, and how do we know."""
    channels = [
        channel
        for task in body["tasks"]
        for item in task["task_items"]
        for channel in item["channels"]
        if channel["posts"]
    ]
    if not channels:
        return "Trong kỳ chưa có bài nào được đăng trên kênh của chương trình."
    posts, views = sum(each["posts"] for each in channels), [each["metrics"]["views"] for each in channels]
    measured = sum(each["measured"] for each in views)
    said = f"{number(posts)} bài đã đăng trên {len({each['channel'] for each in channels})} kênh"
    if measured:
        seen = number(sum(each["value"] for each in views if each["value"] is not None))
        said += f"; {seen} lượt xem, đo được ở {number(measured)} trên {number(posts)} bài"
    else:
        said += f"; lượt xem: {MISSING}"
    reached = [each for each in channels if each["metrics"]["reach"]["max"] is not None]
    if not reached:
        return f"{said}; số người tiếp cận: {MISSING}."
    most = max(reached, key=lambda each: each["metrics"]["reach"]["max"])
    where = names["channels"].get(most["channel"], most["channel"])
    return (
        f"{said}; bài tiếp cận cao nhất: {number(most['metrics']['reach']['max'])} tài khoản trên {where} "
        "(ước tính của nền tảng)."
    )
