"""Sheets as Word files that an editor may change: A4, Times New Roman 13, margins of Decree 30/2020/NĐ-CP (annex I).

python-docx (https://python-docx.readthedocs.io/); its bundled template's blue styles are set to plain black ones.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from campaign.rendering.blocks import Block, Run
from campaign.rendering.steady import steady

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"
INK, GROUND, WARNING = (0x14, 0x20, 0x2A), (0x0B, 0x3D, 0x5C), (0xA3, 0x16, 0x1A)


def new_document(title: str, author: str, *, flat: bool = False) -> Any:
    """An empty A4 document with these properties. ``flat``: on its side."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    word = Document()
    page = word.sections[0]
    page.page_width, page.page_height = (Mm(297), Mm(210)) if flat else (Mm(210), Mm(297))
    page.orientation = WD_ORIENT.LANDSCAPE if flat else WD_ORIENT.PORTRAIT
    page.top_margin = page.bottom_margin = page.right_margin = Mm(20)
    page.left_margin = Mm(20) if flat else Mm(30)
    for name, size in (("Normal", 13), ("Title", 18), ("Heading 1", 14), ("Heading 2", 13.5), ("Heading 3", 13),
                       ("List Bullet", 13), ("List Number", 13), ("Intense Quote", 13)):  # fmt: skip
        style = word.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for which in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(which), None)
        for which in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(which), FONT)
        style.font.color.rgb = RGBColor(*(GROUND if name.startswith(("Heading", "Title")) else INK))
    normal = word.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(6), 1.15
    _language(word)
    word.core_properties.title, word.core_properties.author = title[:250], author[:250]
    word.core_properties.comments, word.core_properties.language = "", "vi-VN"
    return word


def _language(word: Any) -> None:
    """Word's speller reads it as Vietnamese."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    look = word.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    for which in ("w:val", "w:eastAsia"):
        language.set(qn(which), "vi-VN")
    look.append(language)


def warn(word: Any, warnings: Sequence[str]) -> None:
    """On every page, for whoever holds only one of them."""
    from docx.shared import Pt, RGBColor

    head = word.sections[0].header.paragraphs[0]
    for warning in warnings:
        run = head.add_run(f"{warning} ")
        run.bold, run.font.size, run.font.color.rgb = True, Pt(11), RGBColor(*WARNING)


def write(paragraph: Any, runs: Sequence[Run]) -> None:
    """Words with their looks."""
    for run in runs:
        shown = paragraph.add_run(run.text)
        shown.bold, shown.italic = run.bold or None, run.italic or None


def write_blocks(word: Any, blocks: Sequence[Block]) -> None:
    """A body: headings below those of the sheet; points carry their own numbers, so that each list begins anew."""
    from docx.shared import Mm

    for block in blocks:
        if block.kind == "heading":
            word.add_heading("", level=3 if block.level > 2 else 2)
            write(word.paragraphs[-1], block.runs)
        elif block.kind in ("bullet", "number"):
            mark = f"{block.number}." if block.kind == "number" else "•"
            point = word.add_paragraph()
            point.paragraph_format.left_indent = Mm(7 * block.level)
            point.paragraph_format.first_line_indent = Mm(-6)
            point.paragraph_format.tab_stops.add_tab_stop(Mm(7 * block.level))
            point.add_run(f"{mark}\t")
            write(point, block.runs)
        else:
            shown = word.add_paragraph()
            if block.kind == "quote" or block.level:
                shown.paragraph_format.left_indent = Mm(7 * max(block.level, 1))
            write(shown, [Run(run.text, run.bold, True) for run in block.runs] if block.kind == "quote" else block.runs)


def dotted_lines(word: Any, count: int) -> None:
    """Room for handwriting, across the page."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Pt

    page = word.sections[0]
    for _ in range(count):
        line = word.add_paragraph("\t")
        line.paragraph_format.space_after = Pt(3)
        width = page.page_width - page.left_margin - page.right_margin
        line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def shade(cell: Any, colour: str) -> None:
    """A cell's ground; ``colour`` as RRGGBB."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    ground = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        ground.set(qn(key), value)
    cell._tc.get_or_add_tcPr().append(ground)


def repeated_head(row: Any) -> None:
    """The row stands again on top of every page of its table."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def page_numbers(word: Any) -> None:
    """In the middle of the foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    foot = word.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(OxmlElement("w:r"))
    field[0].append(OxmlElement("w:t"))
    field[0][0].text = "1"
    foot._p.append(field)


def saved(word: Any) -> bytes:
    """The same document is the same bytes."""
    out = io.BytesIO()
    word.save(out)
    return steady(out.getvalue())
