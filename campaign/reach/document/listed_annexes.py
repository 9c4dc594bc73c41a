"""Annexes 3 to 7: what was done, one by one, from the rows that a detailed report carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from campaign.reach.document.cells import count, figure, words
from campaign.reach.document.parts import Annex, Cell, Column, Table
from campaign.reach.report import Report
from campaign.reach.wording import RESULTS, day, number, share, wall_day

ON_AIR = ("talk_show", "programme", "film", "column_issue", "print_article", "online_article")
GROUND = ("loudspeaker_airing", "service_point", "poster", "portal_post", "sms_wave")
SCHOOLS = ("school_programme",)
NOT_KEPT = "Báo cáo này được phát hành khi chưa lưu kèm danh mục."
NONE = "Trong kỳ chưa phát sinh."

POSTS = (
    Column("tt", "TT", 10, "number"),
    Column("ngay", "Ngày", 21),
    Column("tieu_de", "Tiêu đề", 62),
    Column("loai", "Loại", 22),
    Column("chu_de", "Chủ đề", 26),
    Column("kenh", "Kênh", 30),
    Column("lien_ket", "Liên kết", 46),
    Column("xem", "Lượt xem", 20, "number"),
    Column("tuong_tac", "Tương tác", 19, "number"),
)
AIRED = (
    Column("ngay", "Ngày", 22),
    Column("ten", "Chương trình", 66),
    Column("kenh", "Kênh, nơi phát", 40),
    Column("loai", "Loại", 38),
    Column("luot", "Số lượt phát", 18, "number"),
    Column("phut", "Thời lượng (phút)", 20, "number"),
    Column("truc_tiep", "Trực tiếp", 16),
    Column("minh_chung", "Minh chứng", 36),
)
EVENTS = (
    Column("ngay", "Ngày", 22),
    Column("ten", "Hoạt động", 66),
    Column("loai", "Loại", 36),
    Column("noi", "Địa điểm", 36),
    Column("don_vi", "Đơn vị", 36),
    Column("nguoi", "Số lượt người", 24, "figure"),
    Column("minh_chung", "Minh chứng", 36),
)
BY_UNIT = (
    Column("don_vi", "Đơn vị", 52),
    Column("noi", "Số nơi phát loa", 22, "number"),
    Column("tin", "Số bản tin loa", 22, "number"),
    Column("luot", "Số lượt phát", 22, "number"),
    Column("phut", "Thời lượng (phút)", 24, "number"),
    Column("diem", "Đợt tại điểm Wi-Fi, giao dịch", 28, "number"),
    Column("ap_phich", "Đợt áp phích, tờ rơi", 24, "number"),
    Column("cong", "Tin, bài trên cổng, trang", 24, "number"),
    Column("sms", "SMS: số thuê bao nhận", 28, "figure"),
)
AT_SCHOOL = (
    Column("ngay", "Ngày", 22),
    Column("truong", "Trường", 46),
    Column("cap", "Cấp", 16),
    Column("ten", "Chương trình", 56),
    Column("t04a", "CT kỹ năng (T04a)", 20),
    Column("t04b", "CT tư duy phản biện (T04b)", 22),
    Column("don_vi", "Đơn vị", 30),
    Column("nguoi", "Số lượt học sinh", 22, "figure"),
    Column("minh_chung", "Minh chứng", 26),
)
LEVELS = (
    ("THCS", ("thcs", "trung học cơ sở")), ("THPT", ("thpt", "trung học phổ thông")), ("Tiểu học", ("tiểu học",)),
)  # fmt: skip
NOT_SAID = "không ghi"
GROUND_NOTE = (
    "Số lượt phát không phải số người đã nghe. Số nơi phát là số địa điểm khác nhau ghi ở các hoạt động phát loa; số "
    "cụm loa của từng đài, số điểm Wi-Fi và số trang không được ghi ở chương trình này: đơn vị điền tay khi cần."
)
SCHOOL_NOTE = (
    "Cấp đọc từ tên trường; chương trình đọc từ tên hoạt động hoặc minh chứng có ghi mã T04a, T04b: chưa thấy ghi thì "
    "hãy sửa hai chỗ đó. Số trường đã thực hiện nhập ở trang Hoạt động, mục Sổ theo dõi."
)


def annex_3(report: Report) -> Annex:
    listed = report.details.get("posts")
    rows = [_post(report, place, row) for place, row in enumerate(listed["rows"], 1)] if listed else []
    note = NOT_KEPT if listed is None else NONE if not rows else ""
    if listed and listed["of"] > len(rows):
        note = f"Danh mục nêu {number(len(rows))} bài có nhiều lượt xem nhất trong {number(listed['of'])} bài đã đăng."
    return Annex("Phụ lục 3", "Danh mục tin, bài, clip", (Table("pl3", "Danh mục tin, bài, clip", POSTS, rows, note),))


def annex_4(report: Report) -> Annex:
    rows = [
        {"ngay": words(day(row["on"])), "ten": words(row["title"]), "kenh": words(row["place"]),
         "loai": words(_kind(report, row)), "luot": count(row["airings"]), "phut": count(row["minutes"]),
         "truc_tiep": words("Có" if row["live"] else "Không"), "minh_chung": _evidence(row)}
        for row in _of(report, ON_AIR)
    ]  # fmt: skip
    title = "Phát thanh - truyền hình, tọa đàm, chuyên mục"
    return Annex("Phụ lục 4", title, (Table("pl4", title, AIRED, rows, _note(report, rows)),))


def annex_5(report: Report) -> Annex:
    elsewhere = (*ON_AIR, *GROUND, *SCHOOLS)
    rows = [
        {"ngay": words(day(row["on"])), "ten": words(row["title"]), "loai": words(_kind(report, row)),
         "noi": words(row["place"]), "don_vi": words(_unit(report, row["unit"])), "nguoi": _people(row),
         "minh_chung": _evidence(row)}
        for row in report.details.get("activities", {}).get("rows", []) if row["kind"] not in elsewhere
    ]  # fmt: skip
    title = "Tập huấn, hội nghị, cuộc thi, hướng nghiệp"
    note = _note(report, rows) or "Số lượt người cộng được; số người không trùng chỉ có khi đơn vị báo cáo riêng."
    return Annex("Phụ lục 5", title, (Table("pl5", title, EVENTS, rows, note),))


def annex_6(report: Report) -> Annex:
    by_unit: dict[str, dict[str, dict[str, Any]]] = {}
    for row in report.details.get("ground", []):
        if row["kind"] in GROUND:
            by_unit.setdefault(row["unit"], {})[row["kind"]] = row
    rows = [_ground(report, unit, own) for unit, own in by_unit.items()]
    title = "Thông tin cơ sở"
    note = NOT_KEPT if "ground" not in report.details else f"{NONE} {GROUND_NOTE}" if not rows else GROUND_NOTE
    return Annex("Phụ lục 6", title, (Table("pl6", title, BY_UNIT, rows, note),))


def annex_7(report: Report) -> Annex:
    rows = [
        {"ngay": words(day(row["on"])), "truong": words(row["place"] or NOT_SAID), "cap": words(_level(row)),
         "ten": words(row["title"]), "t04a": _named(row, "T04a"), "t04b": _named(row, "T04b"),
         "don_vi": words(_unit(report, row["unit"])), "nguoi": _people(row), "minh_chung": _evidence(row)}
        for row in _of(report, SCHOOLS)
    ]  # fmt: skip
    counted = [target for target in report.body["targets"] if target["id"] in ("T04a", "T04b")]
    said = "; ".join(f"{each['id']}: {share(each)}, {RESULTS[each['result']].lower()}" for each in counted)
    note = " ".join(
        filter(None, (_note(report, rows), SCHOOL_NOTE, f"Số trường theo sổ theo dõi: {said}." if said else ""))
    )
    return Annex("Phụ lục 7", "Nhà trường", (Table("pl7", "Nhà trường", AT_SCHOOL, rows, note),))


def _post(report: Report, place: int, row: dict[str, Any]) -> dict[str, Cell]:
    names = report.names
    return {
        "tt": count(place),
        "ngay": words(wall_day(row["at"], names["zone"])),
        "tieu_de": words(row["title"]),
        "loai": words(names.get("kinds", {}).get(row["kind"], row["kind"])),
        "chu_de": words(", ".join(row["tags"])),
        "kenh": words(names["channels"].get(row["channel"], row["channel"])),
        "lien_ket": words(row["link"] or "không có"),
        "xem": count(row["views"]),
        "tuong_tac": count(row["engagement"]),
    }


def _ground(report: Report, unit: str, by_kind: dict[str, dict[str, Any]]) -> dict[str, Cell]:
    """A unit without any of a kind did 0 of it; what its rows do not say is missing."""
    aired, texted = by_kind.get("loudspeaker_airing"), by_kind.get("sms_wave")
    done = {kind: row["count"] for kind, row in by_kind.items()}
    return {
        "don_vi": words(_unit(report, unit)),
        "noi": count(aired["places"] if aired else 0),
        "tin": count(done.get("loudspeaker_airing", 0)),
        "luot": count(aired["airings"] if aired else 0),
        "phut": count(aired["minutes"] if aired else 0),
        "diem": count(done.get("service_point", 0)),
        "ap_phich": count(done.get("poster", 0)),
        "cong": count(done.get("portal_post", 0)),
        "sms": figure({"value": texted["audience"], "mark": texted["mark"]}) if texted else count(0),
    }


def _level(row: dict[str, Any]) -> str:
    """Of the school, as its name says it."""
    said = f"{row['place']} {row['title']}".casefold()
    return ", ".join(level for level, names in LEVELS if any(name in said for name in names)) or NOT_SAID


def _named(row: dict[str, Any], target: str) -> Cell:
    said = " ".join([row["title"], *row["evidence"]]).casefold()
    return words("Có" if target.casefold() in said else NOT_SAID)


def _of(report: Report, kinds: Sequence[str]) -> list[dict[str, Any]]:
    return [row for row in report.details.get("activities", {}).get("rows", []) if row["kind"] in kinds]


def _note(report: Report, rows: Sequence[object]) -> str:
    if "activities" not in report.details:
        return NOT_KEPT
    listed = report.details["activities"]
    if listed["of"] > len(listed["rows"]):
        return f"Chỉ nêu {number(len(listed['rows']))} hoạt động gần nhất trong {number(listed['of'])} hoạt động."
    return "" if rows else NONE


def _kind(report: Report, row: dict[str, Any]) -> str:
    return str(report.names["activities"].get(row["kind"], row["kind"]))


def _unit(report: Report, unit: str) -> str:
    return str(report.names["units"].get(unit, unit) or "không nêu")


def _people(row: dict[str, Any]) -> Cell:
    return figure({"value": row["audience"], "mark": row["mark"]})


def _evidence(row: dict[str, Any]) -> Cell:
    return words("; ".join(row["evidence"]) or "chưa có")
