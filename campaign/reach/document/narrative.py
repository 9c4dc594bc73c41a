"""A draft in plain facts: every sentence is made from figures of the report, or says that there are none.

Judgements, causes and plans are nobody's to compute: those places are left open for the unit, and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from campaign.reach import wording
from campaign.reach.document.parts import Block, Section
from campaign.reach.report import Report
from campaign.reach.wording import MISSING, PER, RESULTS, number

STATED = ("views", "reactions", "comments", "shares", "clicks", "platform_clicks")


def sections(report: Report, charts: set[str]) -> list[Section]:
    """I to VI. ``charts``: the keys of those that are there to be shown."""
    return [
        Section("I", "Công tác chỉ đạo, triển khai", list(_direction(report))),
        Section("II", "Kết quả thực hiện", list(_results(report, charts))),
        Section("III", "Đánh giá mức độ đạt chỉ tiêu", list(_targets(report, charts))),
        Section("IV", "Đánh giá chung", list(_judged(report))),
        Section("V", "Phương hướng, nhiệm vụ kỳ sau", list(_ahead(report))),
        Section("VI", "Kiến nghị, đề xuất", list(_asked(report))),
    ]


def opening(report: Report) -> str:
    """What was published in the period, in one or two sentences."""
    kinds = report.details.get("kinds", [])
    names = report.names
    who = names["units"].get(report.body["unit"], "đơn vị") if report.body["unit"] else "các đơn vị"
    posts = sum(item["published"]["posts"] for item in _items(report))
    channels = {c["channel"] for item in _items(report) for c in item["channels"] if c["posts"]}
    if not posts:
        return f"Trong kỳ, {who} chưa đăng nội dung nào trên kênh của chương trình. {_work(report)}"
    said = f"{number(posts)} lượt đăng trên {number(len(channels))} kênh"
    if kinds:
        parts = ", ".join(
            f"{number(row['items'])} {wording.inside(names.get('kinds', {}).get(row['kind'], row['kind']))}"
            for row in kinds
        )
        said = f"{number(sum(row['items'] for row in kinds))} tin, bài, clip ({parts}) với {said}"
    gone = sum(item["published"]["retracted"] for item in _items(report))
    after = f"; {number(gone)} lượt đăng đã gỡ, không tính vào số này" if gone else ""
    return f"Trong kỳ, {who} đã đăng {said}{after}. {_work(report)}"


def _work(report: Report) -> str:
    """By kind and never in one sum of people: those who sat in a hall and those who got a text are not the same."""
    done: dict[str, int] = {}
    for item in _items(report):
        for row in item["activities"]:
            done[row["kind"]] = done.get(row["kind"], 0) + row["count"]
    if not done:
        return "Chưa ghi nhận hoạt động nào khác."
    names = report.names["activities"]
    parts = ", ".join(
        f"{wording.inside(names.get(kind, kind)).replace(', ', '/')} {number(n)}" for kind, n in done.items()
    )
    return f"Ghi nhận {number(sum(done.values()))} hoạt động khác do đơn vị báo cáo: {parts}."


def _direction(report: Report) -> Iterator[Block]:
    plan, names = report.names["plan"], report.names["units"]
    yield Block("heading", "1. Văn bản đã ban hành")
    basis = f" ({plan['basis']})" if plan.get("basis") else ""
    numbered = f" số {plan['number']}" if plan["number"] else ""
    yield Block("text", f"Thực hiện {plan['title']}{numbered}{basis}.", "I.1")
    yield Block("open", "Đơn vị ghi số, ngày các văn bản đã ban hành trong kỳ.", "I.1.them")
    yield Block("heading", "2. Phân công, phối hợp")
    leads: dict[str, list[str]] = {}
    for item in _items(report):
        for unit in item["lead"]:
            leads.setdefault(unit, []).append(item["id"])
    for unit, items in leads.items():
        if report.body["unit"] in (None, unit):
            yield Block("text", f"{names.get(unit, unit)}: chủ trì nội dung {', '.join(items)}.", f"I.2.{unit}")
    yield Block("heading", "3. Kinh phí")
    yield Block("text", f"{plan.get('funding') or ''} Kinh phí đã sử dụng: {MISSING}.".strip(), "I.3")


def _results(report: Report, charts: set[str]) -> Iterator[Block]:
    yield Block("text", opening(report), "II.0")
    for chart in ("luot-xem", "tiep-can", "theo-noi-dung", "theo-loai"):
        if chart in charts:
            yield Block("chart", chart)
    for task in report.body["tasks"]:
        yield Block("heading", f"{task['id']}. {task['title']}")
        for item in task["task_items"]:
            yield Block("subheading", f"{_letter(item['id'], task['id'])} {item['title']}")
            for place, sentence in enumerate(_item(report, item)):
                yield Block("text", sentence, f"II.{item['id']}.{place}")


def _letter(item: str, task: str) -> str:
    return f"{item.removeprefix(task)})" if item.startswith(task) and item != task else f"{item}."


def _item(report: Report, item: dict[str, Any]) -> Iterator[str]:
    published = item["published"]
    if published["posts"]:
        gone = f"; đã gỡ {number(published['retracted'])}" if published["retracted"] else ""
        yield f"Đã đăng {number(published['items'])} nội dung với {number(published['posts'])} lượt đăng{gone}."
    elif published["retracted"]:
        yield f"Không còn lượt đăng nào; đã gỡ {number(published['retracted'])}."
    for channel in item["channels"]:
        if channel["posts"]:
            yield _channel(report, channel)
    for row in item["activities"]:
        kind = report.names["activities"].get(row["kind"], row["kind"])
        people = row["audience"]
        heard = (
            f"{number(people['value'])} lượt người (mức {people['mark']})"
            if people["value"] is not None
            else f"số lượt người: {MISSING}"
        )
        yield f"{kind}: {number(row['count'])}; {heard}."
    if "minimum" in item:
        least = item["minimum"]
        yield (
            f"Mức tối thiểu của kế hoạch là {number(least['count'])} mỗi {PER[least['per']]}; "
            f"đã làm {number(least['done'])}: {RESULTS[least['result']].lower()}."
        )
    if not published["posts"] and not published["retracted"] and not item["activities"]:
        yield "Trong kỳ chưa phát sinh."


def _channel(report: Report, channel: dict[str, Any]) -> str:
    title = report.names["channels"].get(channel["channel"], channel["channel"])
    said, missing = [], []
    for metric in STATED:
        figure = channel["metrics"].get(metric)
        if figure is None:
            continue
        name = wording.inside(wording.METRIC_NAMES[metric])
        if figure["value"] is None:
            missing.append(name)
        else:
            partly = f" (đo {number(figure['measured'])}/{number(figure['of'])} bài)"
            said.append(f"{number(figure['value'])} {name}{partly if figure['measured'] < figure['of'] else ''}")
    reach = channel["metrics"]["reach"]
    if reach["max"] is not None:
        said.append(f"bài cao nhất tiếp cận {number(reach['max'])} tài khoản, theo ước tính của nền tảng")
    else:
        missing.append("người tiếp cận")
    without = f" {MISSING.capitalize()}: {', '.join(missing)}." if missing else ""
    return f"{title}: {number(channel['posts'])} lượt đăng{'; ' if said else ''}{'; '.join(said)}.{without}"


def _targets(report: Report, charts: set[str]) -> Iterator[Block]:
    rows = report.body["targets"]
    if not rows:
        yield Block("text", "Kế hoạch không nêu chỉ tiêu.", "III.0")
        return
    counted = {result: sum(row["result"] == result for row in rows) for result in RESULTS}
    yield Block(
        "text",
        f"Trong {number(len(rows))} chỉ tiêu: {number(counted['met'])} đạt, {number(counted['not_met'])} chưa đạt, "
        f"{number(counted['unknown'])} chưa đủ căn cứ kết luận. Chi tiết ở Phụ lục 8.",
        "III.0",
    )
    if "chi-tieu" in charts:
        yield Block("chart", "chi-tieu")
    for result in ("met", "not_met"):
        for row in rows:
            if row["result"] == result:
                yield Block("text", f"{row['id']}: {wording.share(row)}. {RESULTS[result]}.", f"III.{row['id']}")
    unknown = [row["id"] for row in rows if row["result"] == "unknown"]
    if unknown:
        yield Block("text", f"Chưa đủ căn cứ: {', '.join(unknown)}. Lý do ở phần ghi chú phương pháp.", "III.chua-ro")


def _judged(report: Report) -> Iterator[Block]:
    yield Block("heading", "1. Kết quả nổi bật")
    best = max(
        (row for row in report.details.get("posts", {}).get("rows", []) if row["views"]),
        key=lambda row: row["views"],
        default=None,
    )
    if best:
        where = report.names["channels"].get(best["channel"], best["channel"])
        yield Block(
            "text", f"Nội dung được xem nhiều nhất: “{best['title']}” trên {where}, {number(best['views'])} lượt xem.",
            "IV.1",
        )  # fmt: skip
    yield Block("open", "Đơn vị nêu kết quả nổi bật.", "IV.1.them")
    yield Block("heading", "2. Tồn tại, hạn chế")
    yield from (Block("text", sentence, f"IV.2.{place}") for place, sentence in enumerate(_lacking(report)))
    yield Block("heading", "3. Nguyên nhân")
    yield Block("open", "Đơn vị nêu nguyên nhân.", "IV.3")


def _lacking(report: Report) -> Iterator[str]:
    idle = [i["id"] for i in _items(report) if not i["published"]["posts"] and not i["activities"]]
    if idle:
        yield f"Chưa phát sinh ở {number(len(idle))} nội dung: {', '.join(idle)}."
    for item in _items(report):
        if item.get("minimum", {}).get("result") == "not_met":
            least = item["minimum"]
            yield f"Nội dung {item['id']} mới làm {number(least['done'])} trên mức tối thiểu {number(least['count'])}."
    short = [row["id"] for row in report.body["targets"] if row["result"] == "not_met"]
    if short:
        yield f"Chưa đạt chỉ tiêu: {', '.join(short)}."
    if report.body["uncertain"]:
        yield f"{number(report.body['uncertain'])} lượt đăng chưa rõ kết quả, chưa tính là đã đăng."
    yield from (note for note in report.body["notes"] if note.startswith("Không lấy được số liệu"))


def _ahead(report: Report) -> Iterator[Block]:
    for item in _items(report):
        least = item.get("minimum")
        if least and least["result"] == "not_met":
            yield Block(
                "text",
                f"Hoàn thành mức tối thiểu của nội dung {item['id']}: còn "
                f"{number(max(least['count'] - least['done'], 1))} trong {PER[least['per']]}.",
                f"V.{item['id']}",
            )
    yield Block("open", "Đơn vị nêu phương hướng, nhiệm vụ kỳ sau.", "V.them")


def _asked(report: Report) -> Iterator[Block]:
    targets = [row for row in report.body["targets"] if row["operator"] != "qualitative"]
    without = [row["id"] for row in targets if row["denominator"] is None]
    if without:
        yield Block(
            "text",
            f"Đề nghị cơ quan quản lý cung cấp mẫu số (kèm nguồn, ngày) cho chỉ tiêu {', '.join(without)}.",
            "VI.mau-so",
        )
    yield Block("open", "Đơn vị nêu kiến nghị, đề xuất.", "VI.them")


def _items(report: Report) -> list[dict[str, Any]]:
    return [item for task in report.body["tasks"] for item in task["task_items"]]
