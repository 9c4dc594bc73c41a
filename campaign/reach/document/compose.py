"""From a report to the document that every form prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from campaign.reach import wording
from campaign.reach.charts import charts
from campaign.reach.document import counted_annexes, listed_annexes
from campaign.reach.document.narrative import sections
from campaign.reach.document.parts import Document, Section
from campaign.reach.report import Report
from campaign.reach.wording import MARKS, day, moment, number

ANNEXES = (
    counted_annexes.annex_1, counted_annexes.annex_2, listed_annexes.annex_3, listed_annexes.annex_4,
    listed_annexes.annex_5, listed_annexes.annex_6, listed_annexes.annex_7, counted_annexes.annex_8,
)  # fmt: skip


def compose(report: Report, edited: Mapping[str, str] | None = None) -> Document:
    """``edited``: sentences of a person by the keys of their blocks, in place of the drafted ones."""
    body, names = report.body, report.names
    made = {chart.key: chart for chart in charts(report)}
    period = f"từ ngày {day(body['period']['from'])} đến ngày {day(body['period']['to'])}"
    as_of = moment(body["generated_at"], names["zone"])
    frozen = body["frozen"]
    return Document(
        letterhead=names.get("letterhead") or _open_letterhead(report),
        subject=f"Kết quả thực hiện {names['plan']['title']}, {period}",
        period=period,
        as_of=f"số liệu tính đến {as_of}",
        date_line=_date_line(report),
        standing=(
            f"Đã phát hành, số {frozen['number']}, lúc {moment(frozen['at'], names['zone'])}. Mã: {frozen['hash']}"
            if frozen
            else "BẢN NHÁP: số liệu chưa chốt, chưa phát hành."
        ),
        issued=frozen,
        warnings=list(_warnings(report)),
        watermark=_watermark(report),
        opening=wording.headline(body, names),
        sections=[_with(section, edited or {}) for section in sections(report, set(made))],
        marks=[f"{mark}: {meaning}" for mark, meaning in MARKS.items()],
        method=list(body["notes"]),
        annexes=[annex(report) for annex in ANNEXES],
        charts=made,
    )


def _with(section: Section, edited: Mapping[str, str]) -> Section:
    return replace(
        section,
        blocks=[
            replace(block, text=edited[block.key], kind="text") if block.key in edited else block
            for block in section.blocks
        ],
    )


def _warnings(report: Report) -> Iterator[str]:
    """The notes that a reader must not miss: an ended plan, and deliveries whose fate nobody knows."""
    ended = report.names["plan"].get("to")
    made_on = datetime.fromisoformat(report.body["generated_at"]).astimezone(ZoneInfo(report.names["zone"])).date()
    if ended and made_on.isoformat() > ended:
        yield f"Kế hoạch đã kết thúc ngày {day(ended)}; báo cáo này lập sau thời hạn của kế hoạch."
    if report.body["uncertain"]:
        yield f"{number(report.body['uncertain'])} lượt đăng chưa rõ kết quả, chưa tính là đã đăng."


def _watermark(report: Report) -> str:
    """Figures that nobody measured say so on every page; else a draft says that it is one."""
    told = report.body.get("watermark") or report.names.get("watermark")
    return str(told) if told else "" if report.body["frozen"] else "BẢN NHÁP"


def _date_line(report: Report) -> str:
    """With leading zeros for days below 10 and for January and February: Decree 30/2020/NĐ-CP, annex I."""
    frozen = report.body["frozen"]
    letterhead = report.names.get("letterhead") or {}
    place = letterhead.get("place") or "…"
    if not frozen:
        return f"{place}, ngày … tháng … năm …"
    on = datetime.fromisoformat(frozen["at"]).astimezone(ZoneInfo(report.names["zone"])).date()
    month = f"{on.month:02}" if on.month < 3 else str(on.month)
    return f"{place}, ngày {on.day:02} tháng {month} năm {on.year}"


def _open_letterhead(report: Report) -> Mapping[str, object]:
    """Of a report that was issued before letterheads were kept with it."""
    unit = report.body["unit"]
    return {
        "superior": report.names["plan"]["issuer"] or "…", "body": report.names["units"].get(unit, "…"),
        "symbol": "BC-…", "place": "…", "to": [], "copies": ["Lưu: VT."], "signatory": "THỦ TRƯỞNG ĐƠN VỊ",
    }  # fmt: skip
