"""Annexes 1, 2 and 8: the report's own figures, all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from campaign.reach.document.cells import count, figure, highest, level, words
from campaign.reach.document.parts import Annex, Cell, Column, Table
from campaign.reach.metrics import total
from campaign.reach.report import Report
from campaign.reach.wording import MISSING, OPERATORS, PER, RESULTS, day, number, share

NOTHING = "chưa phát sinh"
TIMINGS = {"thuong_xuyen": "thường xuyên", "hang_nam": "hằng năm", "khi_co_chien_dich": "theo đợt"}

BY_ITEM = (
    Column("tt", "TT", 14),
    Column("noi_dung", "Nội dung", 62),
    Column("chu_tri", "Đơn vị chủ trì", 34),
    Column("thoi_gian", "Thời gian", 20),
    Column("muc", "Số nội dung", 16, "number"),
    Column("bai", "Số bài đăng", 16, "number"),
    Column("go", "Bài đã gỡ", 14, "number"),
    Column("viec", "Số hoạt động", 16, "number"),
    Column("ket_qua", "Kết quả khác", 28),
    Column("minh_chung", "Minh chứng", 22),
    Column("tin_cay", "Mức tin cậy", 14),
)
ACTIVITIES = (
    Column("noi_dung", "Nội dung", 24),
    Column("loai", "Loại hoạt động", 110),
    Column("so", "Số hoạt động", 40, "number"),
    Column("nguoi", "Lượt người", 60, "figure"),
)
BY_PLACE = (
    Column("noi_dung", "Nội dung", 24),
    Column("diem", "Điểm dán, phát; đợt", 120),
    Column("so", "Số nội dung có mã", 40, "number"),
    Column("mo", "Lượt mở mã", 50, "figure"),
)
BY_CHANNEL = (
    Column("noi_dung", "Nội dung", 13),
    Column("kenh", "Kênh", 29),
    Column("theo_doi_dau", "Người theo dõi đầu kỳ", 24, "figure"),
    Column("theo_doi_cuoi", "Người theo dõi cuối kỳ", 24, "figure"),
    Column("bai", "Số bài đăng", 13, "number"),
    Column("xem", "Lượt xem", 22, "figure"),
    Column("tiep_can", "Người tiếp cận, bài cao nhất", 22, "figure"),
    Column("tiep_can_kenh", "Người tiếp cận cả kênh (nền tảng tính)", 26, "figure"),
    Column("cam_xuc", "Bày tỏ cảm xúc", 19, "figure"),
    Column("binh_luan", "Bình luận", 19, "figure"),
    Column("chia_se", "Lượt chia sẻ", 19, "figure"),
    Column("nhap", "Lượt nhấp liên kết của ta", 19, "figure"),
    Column("nhap_nen_tang", "Lượt nhấp do nền tảng đếm", 19, "figure"),
)
BY_MONTH = (
    Column("noi_dung", "Nội dung", 40),
    Column("thang", "Tháng đăng", 50),
    Column("bai", "Số bài đăng", 60, "number"),
    Column("xem", "Lượt xem của các bài đó, mọi kênh", 90, "number"),
)
MONTH_CHANNEL = (
    Column("thang", "Tháng đăng", 40),
    Column("kenh", "Kênh", 90),
    Column("bai", "Số bài đăng", 40, "number"),
    Column("xem", "Lượt xem của các bài đó", 70, "figure"),
)
TARGETS = (
    Column("ma", "Mã", 14),
    Column("chi_tieu", "Chỉ tiêu", 98),
    Column("de_ra", "Mức đề ra", 24),
    Column("mau_so", "Mẫu số", 22, "number"),
    Column("nguon", "Nguồn, ngày của mẫu số", 36),
    Column("tu_so", "Tử số", 22, "number"),
    Column("ty_le", "Tỷ lệ", 24),
    Column("ket_luan", "Kết luận", 22),
)


def task_items(report: Report) -> list[dict[str, Any]]:
    return [item for task in report.body["tasks"] for item in task["task_items"]]


def annex_1(report: Report) -> Annex:
    main = Table("pl1", "Tổng hợp theo nhiệm vụ", BY_ITEM, [_item(report, item) for item in task_items(report)])
    done = [
        {"noi_dung": words(item["id"]), "loai": words(report.names["activities"].get(row["kind"], row["kind"])),
         "so": count(row["count"]), "nguoi": figure(row["audience"])}
        for item in task_items(report) for row in item["activities"]
    ]  # fmt: skip
    by_kind = Table(
        "pl1-hoat-dong", "Hoạt động theo loại", ACTIVITIES, done, "" if done else "Trong kỳ chưa phát sinh."
    )
    return Annex("Phụ lục 1", "Tổng hợp theo nhiệm vụ", (main, by_kind, _by_place(report)))


def _by_place(report: Report) -> Table:
    """Visits by codes on paper and in waves: nobody's post, so a table of their own."""
    rows = [
        {"noi_dung": words(item["id"]), "diem": words(each["place"]), "so": count(each["items"]),
         "mo": figure(each["clicks"])}
        for item in task_items(report) for each in item.get("places", ())
    ]  # fmt: skip
    note = "Lượt mở trong kỳ, do bộ đếm của chương trình đo; là số lượt, không phải số người."
    title = "Lượt mở mã QR và liên kết theo điểm"
    return Table("pl1-diem", title, BY_PLACE, rows, note if rows else "Chưa có điểm nào có mã của chương trình.")


def annex_2(report: Report) -> Annex:
    channels = [_channel(report, item["id"], each) for item in task_items(report) for each in item["channels"]]
    months = [
        {"noi_dung": words(item["id"]), "thang": words(_month(row["month"])), "bai": count(row["posts"]),
         "xem": count(row["views"])}
        for item in task_items(report) for row in item["months"]
    ]  # fmt: skip
    titles = report.names["channels"]
    by_channel = [
        {"thang": words(_month(row["month"])), "kenh": words(titles.get(row["channel"], row["channel"])),
         "bai": count(row["posts"]),
         "xem": figure({"value": row["views"], "mark": row["mark"], "measured": row["measured"], "of": row["posts"]})}
        for row in report.details.get("months", [])
    ]  # fmt: skip
    note = (
        "Không có dòng tổng cho số người: một người có thể được tính ở nhiều bài, nhiều kênh. Trong ngoặc là số bài đo "
        "được trên số bài đã đăng."
    )
    return Annex(
        "Phụ lục 2",
        "Tiếp cận theo kênh",
        (
            Table("pl2", "Tiếp cận theo kênh", BY_CHANNEL, channels, note),
            Table("pl2-thang", "Theo tháng đăng bài", BY_MONTH, months),
            Table("pl2-thang-kenh", "Theo tháng đăng bài và kênh", MONTH_CHANNEL, by_channel),
        ),
    )


def annex_8(report: Report) -> Annex:
    rows = [_target(report, target) for target in report.body["targets"]]
    return Annex("Phụ lục 8", "Chỉ tiêu", (Table("pl8", "Mức độ đạt chỉ tiêu", TARGETS, rows),))


def _item(report: Report, item: dict[str, Any]) -> dict[str, Cell]:
    published, names = item["published"], report.names["units"]
    done = sum(row["count"] for row in item["activities"])
    marks = [*("Đ" for _ in range(bool(published["posts"]))), *(r["audience"]["mark"] for r in item["activities"])]
    sure = sorted({mark if mark != "-" else "X" for mark in marks}, key="ĐXU".index)
    return {
        "tt": words(item["id"]),
        "noi_dung": words(item["title"]),
        "chu_tri": words(", ".join(names.get(unit, unit) for unit in item["lead"]) or "không nêu"),
        "thoi_gian": words(TIMINGS.get(report.names.get("timings", {}).get(item["id"], ""), "")),
        "muc": count(published["items"]),
        "bai": count(published["posts"]),
        "go": count(published["retracted"]),
        "viec": count(done),
        "ket_qua": words("; ".join(_else(item)) or ("" if published["posts"] or done else NOTHING)),
        "minh_chung": words("; ".join(_evidence(report, item["id"], published["posts"]))),
        "tin_cay": words(", ".join(sure) or "-"),
    }


def _else(item: dict[str, Any]) -> Iterator[str]:
    if not item["published"]["posts"] and not item["activities"] and "minimum" in item:
        yield NOTHING
    if opened := [place["clicks"]["value"] for place in item.get("places", ())]:
        yield f"{number(total('clicks', opened))} lượt mở mã tại {number(len(opened))} điểm"
    if "minimum" in item:
        least = item["minimum"]
        yield (
            f"tối thiểu {number(least['count'])} mỗi {PER[least['per']]}, đã làm {number(least['done'])}: "
            f"{RESULTS[least['result']].lower()}"
        )


def _evidence(report: Report, item: str, posts: int) -> Iterator[str]:
    if posts:
        yield "Phụ lục 3"
    done = report.details.get("evidenced", {}).get(item)
    if done:
        yield f"{number(done['with'])}/{number(done['of'])} hoạt động có minh chứng"


def _channel(report: Report, item: str, channel: dict[str, Any]) -> dict[str, Cell]:
    metrics, zone = channel["metrics"], report.names["zone"]
    title = report.names["channels"].get(channel["channel"], channel["channel"])
    first = report.details.get("first_followers", {}).get(channel["channel"])
    return {
        "noi_dung": words(item),
        "kenh": words(f"{title} ({channel['platform']})"),
        "theo_doi_dau": level(first, zone),
        "theo_doi_cuoi": level(channel["followers"], zone),
        "bai": count(channel["posts"]),
        "xem": figure(metrics["views"]),
        "tiep_can": highest(metrics["reach"]),
        "tiep_can_kenh": level(channel["channel_reach"], zone),
        "cam_xuc": figure(metrics["reactions"]),
        "binh_luan": figure(metrics["comments"]),
        "chia_se": figure(metrics["shares"]),
        "nhap": figure(metrics["clicks"]),
        "nhap_nen_tang": figure(metrics.get("platform_clicks")),
    }


def _target(report: Report, target: dict[str, Any]) -> dict[str, Cell]:
    about = report.details.get("targets", {}).get(target["id"], {})
    source = ", ".join(filter(None, (about.get("source"), about.get("as_of") and day(about["as_of"]))))
    wanted = OPERATORS[target["operator"]] + (f" {number(target['value'])}%" if target["value"] is not None else "")
    missing = "chưa có mẫu số" if target["operator"] != "qualitative" else MISSING
    denominator = count(target["denominator"]) if target["denominator"] is not None else Cell(missing)
    return {
        "ma": words(target["id"]),
        "chi_tieu": words(report.names["targets"].get(target["id"], "")),
        "de_ra": words(wanted),
        "mau_so": denominator,
        "nguon": words(source or "không có"),
        "tu_so": count(target["numerator"]),
        "ty_le": words(share(target)),
        "ket_luan": words(RESULTS[target["result"]]),
    }


def _month(month: str) -> str:
    return f"{month[5:]}/{month[:4]}"
