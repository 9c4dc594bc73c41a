"""The lesson sheet as a Word file: the pupils' pages, the teacher's key, the form that the school sends back."""

from __future__ import annotations

import io
from typing import Any

from campaign.packs.lesson.sheet import FORM_NOTE, RETURN_FORM, Lesson
from campaign.packs.word import (
    dotted_lines,
    new_document,
    page_numbers,
    saved,
    shade,
    warn,
    write_blocks,
)


def as_docx(lesson: Lesson) -> bytes:
    """The same lesson is the same bytes."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    word = new_document(lesson.title, lesson.unit)
    warn(word, lesson.warnings)
    page_numbers(word)
    _line(word, lesson.plan, size=11, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(word, "PHIẾU BÀI HỌC", size=14, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(word, lesson.title, size=20, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, colour=True)
    minutes = f"{lesson.minutes} phút" if lesson.minutes else "…………"
    _line(word, f"Trường: ………………………  Lớp: ……  Ngày: …… / …… / ……  Thời lượng: {minutes}", size=12)
    word.add_heading("I. MỤC TIÊU", level=1)
    word.add_paragraph("Sau bài học, học sinh:")
    for aim in lesson.aims:
        word.add_paragraph(aim, style="List Bullet")
    word.add_heading("II. NỘI DUNG", level=1)
    for number, part in enumerate(lesson.parts, 1):
        if len(lesson.parts) > 1:
            word.add_heading(f"{number}. {part.title}", level=2)
        write_blocks(word, part.blocks)
        if part.source:
            _line(word, f"Nguồn: {part.source}", size=11, italic=True)
    word.add_heading("III. CÂU HỎI", level=1)
    for number, question in enumerate(lesson.questions, 1):
        asked = word.add_paragraph()
        asked.paragraph_format.keep_with_next = True
        asked.add_run(f"Câu {number}. ").bold = True
        asked.add_run(question.text)
        dotted_lines(word, question.lines)
    _key(word, lesson)
    _form(word, lesson)
    return saved(word)


def _key(word: Any, lesson: Lesson) -> None:
    word.add_page_break()
    word.add_heading("IV. GỢI Ý TRẢ LỜI (dành cho giáo viên)", level=1)
    _line(word, "Các ý dưới đây lấy nguyên từ bài; giáo viên sửa, thêm theo lớp của mình.", size=12, italic=True)
    for number, question in enumerate(lesson.questions, 1):
        asked = word.add_paragraph()
        asked.paragraph_format.keep_with_next = True
        asked.add_run(f"Câu {number}. {question.text}").bold = True
        for point in question.key:
            word.add_paragraph(point, style="List Bullet")
        if len(lesson.parts) > 1:
            _line(word, f"Theo bài: {question.item}", size=11, italic=True)


def _form(word: Any, lesson: Lesson) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    word.add_page_break()
    _line(word, "PHIẾU PHẢN HỒI CỦA NHÀ TRƯỜNG", size=14, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(word, f"Bài học: {lesson.title}", size=13, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(word, FORM_NOTE, size=11, italic=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    table = word.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Mm(55), Mm(105)
    for what, there in RETURN_FORM:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Mm(55), Mm(105)
        shade(cells[0], "E6EEF3")
        for cell, text in zip(cells, (what, there), strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(5)
            paragraph.add_run(text)
        cells[0].paragraphs[0].runs[0].bold = True
    if lesson.returns:
        _line(word, "")
        _line(word, f"Gửi kết quả tại: {lesson.returns}", bold=True)
        _line(
            word, "Mở địa chỉ này trên điện thoại bằng mã dưới đây. Địa chỉ dành riêng cho đơn vị, đừng đăng công khai."
        )
        word.add_paragraph().add_run().add_picture(io.BytesIO(_png(lesson.returns)), width=Mm(36))
        shape = word.inline_shapes[-1]._inline.docPr
        shape.set("descr", f"Mã QR dẫn tới {lesson.returns}")
    else:
        _line(word, "Gửi phiếu này về đơn vị đã chuyển bài học cho trường, kèm ảnh chụp có đóng dấu.", size=12)


def _png(address: str) -> bytes:
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def _line(
    word: Any, text: str, *, size: float = 13, bold: bool = False, italic: bool = False, align: Any = None,
    colour: bool = False,
) -> None:  # fmt: skip
    from docx.shared import Pt, RGBColor

    paragraph = word.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(size)
    if colour:
        run.font.color.rgb = RGBColor(0x0B, 0x3D, 0x5C)
