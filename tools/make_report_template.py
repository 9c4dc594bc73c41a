"""Makes ``campaign/reach/templates/report.docx``: the official report by Decree 30/2020/NĐ-CP, for docxtpl.

``python -m tools.make_report_template [FILE]``. Sizes, margins and places follow annex I of the decree: A4, top and
bottom 20 to 25 mm, left 30 to 35, right 15 to 20, Times New Roman 13 to 14, the page's number centred above, not on the
first.
Whoever needs another form edits a copy in Word: every name in braces stands in docs/reference.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from campaign.reach.document import counted_annexes as counted
from campaign.reach.document import listed_annexes as listed
from campaign.reach.document.parts import Column

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "campaign" / "reach" / "templates" / "report.docx"
FONT = "Times New Roman"
ANNEXES: tuple[tuple[str, str, tuple[tuple[str, str, tuple[Column, ...]], ...]], ...] = (
    ("1", "TỔNG HỢP THEO NHIỆM VỤ", (
        ("pl1", "", counted.BY_ITEM), ("pl1-hoat-dong", "Hoạt động theo loại", counted.ACTIVITIES),
        ("pl1-diem", "Lượt mở mã QR và liên kết theo điểm", counted.BY_PLACE),
    )),
    ("2", "TIẾP CẬN THEO KÊNH", (
        ("pl2", "", counted.BY_CHANNEL), ("pl2-thang", "Theo tháng đăng bài", counted.BY_MONTH),
        ("pl2-thang-kenh", "Theo tháng đăng bài và kênh", counted.MONTH_CHANNEL),
    )),
    ("3", "DANH MỤC TIN, BÀI, CLIP", (("pl3", "", listed.POSTS),)),
    ("4", "PHÁT THANH - TRUYỀN HÌNH, TỌA ĐÀM, CHUYÊN MỤC", (("pl4", "", listed.AIRED),)),
    ("5", "TẬP HUẤN, HỘI NGHỊ, CUỘC THI, HƯỚNG NGHIỆP", (("pl5", "", listed.EVENTS),)),
    ("6", "THÔNG TIN CƠ SỞ", (("pl6", "", listed.BY_UNIT),)),
    ("7", "NHÀ TRƯỜNG", (("pl7", "", listed.AT_SCHOOL),)),
    ("8", "CHỈ TIÊU", (("pl8", "", counted.TARGETS),)),
)  # fmt: skip
SECTIONS = {
    "I": "CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI", "II": "KẾT QUẢ THỰC HIỆN", "III": "ĐÁNH GIÁ MỨC ĐỘ ĐẠT CHỈ TIÊU",
    "IV": "ĐÁNH GIÁ CHUNG", "V": "PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ SAU", "VI": "KIẾN NGHỊ, ĐỀ XUẤT",
}  # fmt: skip


def main(file: Path = FILE) -> None:
    document = Document()
    document.core_properties.author = ""
    document.core_properties.title = "Báo cáo"
    document.core_properties.language = "vi-VN"
    document.core_properties.comments = ""
    _styles(document)
    _first_section(document.sections[0])
    _head(document)
    _title(document)
    for number, title in SECTIONS.items():
        _section(document, number, title)
    _method(document)
    _signatures(document)
    _annexes(document)
    document.save(str(file))


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _font(normal, 14)
    normal.paragraph_format.space_after = Pt(0)
    for name, size, bold, italic, align, first, after in (
        ("BC đoạn", 14, False, False, ALIGN.JUSTIFY, 10, 6),
        ("BC mục", 14, True, False, ALIGN.JUSTIFY, 10, 6),
        ("BC đề mục", 14, True, False, ALIGN.JUSTIFY, 10, 6),
        ("BC đề mục nhỏ", 14, False, True, ALIGN.JUSTIFY, 10, 6),
        ("BC để trống", 14, False, True, ALIGN.JUSTIFY, 10, 6),
        ("BC giữa", 14, False, False, ALIGN.CENTER, 0, 0),
        ("BC chú thích", 12, False, True, ALIGN.CENTER, 0, 6),
        ("BC lưu ý", 13, True, False, ALIGN.CENTER, 0, 4),
        ("BC ghi chú", 12, False, False, ALIGN.JUSTIFY, 0, 4),
        ("BC ô", 9, False, False, ALIGN.LEFT, 0, 0),
        ("BC ô số", 9, False, False, ALIGN.RIGHT, 0, 0),
        ("BC ô đầu", 9, True, False, ALIGN.CENTER, 0, 0),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, size)
        style.font.bold, style.font.italic = bold, italic
        style.paragraph_format.alignment = align
        style.paragraph_format.first_line_indent = Mm(first) if first else None
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.keep_with_next = "mục" in name or None
    for level in (1, 2):
        heading = document.styles[f"Heading {level}"]
        _font(heading, 14)
        heading.font.bold = True
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(6), Pt(6)
        heading.paragraph_format.first_line_indent = Mm(10) if level == 1 else None
        heading.paragraph_format.alignment = ALIGN.JUSTIFY if level == 1 else ALIGN.CENTER


def _font(style: Any, size: int) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _first_section(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    _running(section.header)
    first = section.first_page_header.paragraphs[0]
    first.style, first.alignment = "Normal", ALIGN.CENTER
    _run(first, "{{ watermark }}", 12, bold=True)


def _running(header: Any) -> None:
    number = header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = _run(number, "", 13)
        if kind:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
        else:
            field = OxmlElement("w:instrText")
            field.text = text
        run._r.append(field)
    _run(number, "{% if watermark %}  ·  {{ watermark }}{% endif %}", 12, bold=True)


def _head(document: Any) -> None:
    table = _frame(document, (Mm(68), Mm(92)))
    left, right = table.rows[0].cells
    _line(left, "{{ letterhead.superior | upper }}", 12)
    _line(left, "{{ letterhead.body | upper }}", 12, bold=True)
    _rule(left, Mm(68), Mm(22))
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    _rule(right, Mm(92), Mm(56))
    left, right = table.add_row().cells
    _line(left, "Số:          /{{ letterhead.symbol }}", 13)
    _line(right, "{{ date_line }}", 13, italic=True)


def _title(document: Any) -> None:
    document.add_paragraph()
    _run(document.add_paragraph(style="BC giữa"), "BÁO CÁO", 14, bold=True)
    _run(document.add_paragraph(style="BC giữa"), "{{ subject }}", 14, bold=True)
    _run(document.add_paragraph(style="BC giữa"), "({{ as_of }})", 14, italic=True)
    _rule(document, Mm(160), Mm(55))
    document.add_paragraph("{{ standing }}", style="BC lưu ý")
    _loop(document, "warning in warnings", [("{{ warning }}", "BC lưu ý")])
    _when(document, "letterhead.to", [("Kính gửi: {{ letterhead.to | join('; ') }}.", "BC giữa")])
    document.add_paragraph()
    document.add_paragraph("{{ opening }}", style="BC đoạn")


def _section(document: Any, number: str, title: str) -> None:
    document.add_heading(f"{number}. {title}", 1)
    document.add_paragraph(f"{{%p for block in by_number.{number}.blocks %}}")
    for place, (kind, style, lines) in enumerate(
        (
            ("heading", "BC đề mục", ("{{ block.text }}",)),
            ("subheading", "BC đề mục nhỏ", ("{{ block.text }}",)),
            ("open", "BC để trống", ("[{{ block.text }}]",)),
            ("chart", "BC giữa", ("{{ pictures[block.text] }}",)),
            ("", "BC đoạn", ("{{ block.text }}",)),
        )
    ):
        word = "if" if place == 0 else "elif"
        document.add_paragraph(f"{{%p {word} block.kind == '{kind}' %}}" if kind else "{%p else %}")
        for line in lines:
            document.add_paragraph(line, style=style).paragraph_format.keep_with_next = kind == "chart" or None
        if kind == "chart":
            document.add_paragraph("Biểu đồ: {{ charts[block.text].title }}", style="BC chú thích")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def _method(document: Any) -> None:
    document.add_heading("GHI CHÚ PHƯƠNG PHÁP TÍNH SỐ LIỆU", 1)
    document.add_paragraph("Mức tin cậy: {{ marks | join('; ') }}.", style="BC ghi chú")
    _loop(document, "note in method", [("{{ loop.index }}. {{ note }}", "BC ghi chú")])
    document.add_paragraph()


def _signatures(document: Any) -> None:
    table = _frame(document, (Mm(80), Mm(80)))
    left, right = table.rows[0].cells
    _line(left, "Nơi nhận:", 12, bold=True, italic=True, align=ALIGN.LEFT)
    for text in ("{%p for copy in letterhead.copies %}", "- {{ copy }}", "{%p endfor %}"):
        _line(left, text, 11, align=ALIGN.LEFT)
    _line(right, "{{ letterhead.signatory | upper }}", 14, bold=True)
    for _ in range(4):
        _line(right, "", 14)


def _annexes(document: Any) -> None:
    for number, title, tables in ANNEXES:
        if number == "1":
            section = document.add_section(WD_SECTION.NEW_PAGE)
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            section.left_margin, section.right_margin = Mm(20), Mm(15)
            section.top_margin, section.bottom_margin = Mm(20), Mm(15)
            section.different_first_page_header_footer = False
        heading = document.add_heading(f"Phụ lục {number}", 2)
        heading.paragraph_format.page_break_before = number != "1"
        _run(document.add_paragraph(style="BC giữa"), title, 13, bold=True)
        line = document.add_paragraph(style="BC chú thích")
        line.add_run("(Kèm theo Báo cáo số       /{{ letterhead.symbol }} của {{ letterhead.body }})")
        for key, caption, columns in tables:
            _table(document, key, caption, columns)


def _table(document: Any, key: str, caption: str, columns: tuple[Column, ...]) -> None:
    """A row of names, then one row that docxtpl repeats."""
    where = f"tables['{key}']"
    if caption:
        line = document.add_paragraph(style="BC chú thích")
        line.paragraph_format.space_before = Pt(10)
        line.paragraph_format.keep_with_next = True
        line.add_run(caption)
    wide = sum(column.width for column in columns)
    widths = [Mm(262 * column.width / wide) for column in columns]
    table = document.add_table(rows=4, cols=len(columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    head, opening, body, closing = table.rows
    for row in (head, body):
        _keep_whole(row)
    repeated = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeated)
    opening.cells[0].paragraphs[0].add_run(f"{{%tr for row in {where}.rows %}}")
    closing.cells[0].paragraphs[0].add_run("{%tr endfor %}")
    for place, column in enumerate(columns):
        _cell(head.cells[place], column.title, "BC ô đầu")
        _cell(body.cells[place], f"{{{{ row.{column.key}.text }}}}", "BC ô" if column.kind == "text" else "BC ô số")
        for row in table.rows:
            row.cells[place].width = widths[place]
        table.columns[place].width = widths[place]
    _cell_margins(table, 60)
    _when(document, f"{where}.note", [(f"{{{{ {where}.note }}}}", "BC ghi chú")])


def _frame(document: Any, widths: tuple[Any, ...]) -> Any:
    """A table without lines that only puts things beside each other."""
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    for place, width in enumerate(widths):
        table.columns[place].width = width
        table.rows[0].cells[place].width = width
    _cell_margins(table, 0)
    return table


def _cell_margins(table: Any, twips: int) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _cell(cell: Any, text: str, style: str) -> None:
    cell.paragraphs[0].style = style
    cell.paragraphs[0].add_run(text)


def _line(
    cell: Any, text: str, size: int, *, bold: bool = False, italic: bool = False, align: Any = ALIGN.CENTER
) -> None:
    """A new line of a cell; its first, empty one is used up first."""
    last = cell.paragraphs[-1]
    paragraph = last if not last.runs and len(cell.paragraphs) == 1 else cell.add_paragraph()
    paragraph.alignment = align
    _run(paragraph, text, size, bold=bold, italic=italic)


def _run(paragraph: Any, text: str, size: int, *, bold: bool = False, italic: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return run


def _rule(where: Any, width: Any, length: Any) -> None:
    """A line of that length in the middle: the lower border of an empty paragraph."""
    paragraph = where.add_paragraph()
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = int((width - length) / 2)
    paragraph.paragraph_format.space_after = Pt(6)
    _run(paragraph, "", 2)
    paragraph.paragraph_format.line_spacing = Pt(3)
    borders, edge = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _loop(document: Any, what: str, lines: list[tuple[str, str]]) -> None:
    document.add_paragraph(f"{{%p for {what} %}}")
    for text, style in lines:
        document.add_paragraph(text, style=style)
    document.add_paragraph("{%p endfor %}")


def _when(document: Any, what: str, lines: list[tuple[str, str]]) -> None:
    document.add_paragraph(f"{{%p if {what} %}}")
    for text, style in lines:
        document.add_paragraph(text, style=style)
    document.add_paragraph("{%p endif %}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
