"""The script sheet as a Word file: a table of seconds, words to read, picture or sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaign.packs.shape import Chosen
from campaign.packs.word import new_document, page_numbers, repeated_head, saved, shade, warn

HEAD = ("Giây (ước tính)", "Lời đọc", "Hình / tiếng")
WIDTHS_MM = (28, 145, 84)


@dataclass(frozen=True)
class Row:
    """``from_s`` to ``to_s``: of the whole sheet, clips left out. ``shown``: what is seen or heard; "" for the editor
    to fill in. ``heading``: a line over the whole width, nothing is read."""

    from_s: float
    to_s: float
    read: str
    shown: str = ""
    heading: str = ""


def lasting(seconds: float) -> str:
    """As people say it."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} phút {rest:02} giây" if minutes else f"{rest} giây"


def document(chosen: Chosen, options: Mapping[str, str], programme: str, rows: list[Row], rate: int) -> bytes:
    """The same rows are the same bytes. ``rate``: syllables a minute."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    unit = next(filter(None, map(chosen.unit_name, chosen.items)), "")
    word = new_document(programme, unit, flat=True)
    warn(word, chosen.warnings)
    page_numbers(word)
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("KỊCH BẢN CHƯƠNG TRÌNH\n").bold = True
    title.add_run(programme.upper()).bold = True
    title.runs[1].font.size = Pt(17)
    blank = "…………………………"
    about = word.add_paragraph()
    about.add_run(f"Đơn vị: {unit or blank}     Kênh, giờ phát: {options.get('station') or blank}     ")
    about.add_run(
        f"Ngày phát: {_day(options.get('day', '')) or '…… / …… / …………'}     Biên tập: {blank}     Người đọc: {blank}"
    )
    length = word.add_paragraph()
    length.add_run(f"Thời lượng lời đọc: khoảng {lasting(rows[-1].to_s)}. ").bold = True
    length.add_run(
        f"Đây là ước tính theo {rate} tiếng một phút, chưa tính nhạc hiệu, clip và khoảng lặng; "
        "hãy bấm giờ khi đọc thử."
    ).italic = True
    _table(word, rows)
    return saved(word)


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""


def _table(word: Any, rows: list[Row]) -> None:
    from docx.shared import Mm

    table = word.add_table(rows=1, cols=3, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS_MM, strict=True):
        column.width = Mm(width)
    repeated_head(table.rows[0])
    for cell, text in zip(table.rows[0].cells, HEAD, strict=True):
        shade(cell, "0B3D5C")
        _put(cell, text, bold=True, white=True)
    for row in rows:
        cells = table.add_row().cells
        if row.heading:
            whole = cells[0].merge(cells[2])
            shade(whole, "E6EEF3")
            _put(whole, row.heading, bold=True)
            whole.paragraphs[0].paragraph_format.keep_with_next = True
        else:
            for cell, text in zip(cells, (f"{round(row.from_s)}-{round(row.to_s)}", row.read, row.shown), strict=True):
                _put(cell, text)
        for cell, width in zip(cells, WIDTHS_MM, strict=True):
            cell.width = Mm(sum(WIDTHS_MM) if row.heading else width)
    for row in table.rows:
        _whole(row)


def _put(cell: Any, text: str, *, bold: bool = False, white: bool = False) -> None:
    from docx.shared import Pt, RGBColor

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    run = paragraph.add_run(text)
    run.bold = bold or None
    if white:
        run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)


def _whole(row: Any) -> None:
    """A row is never torn between two pages."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
